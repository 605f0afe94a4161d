using System.Text.Json;

using Weft.Cli;
using Weft.Data;
using Weft.Formats;
using Weft.Tests.Backbones;

namespace Weft.Tests.Cli;

public sealed class RunReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_Report_HasWhatTheRunSaysAndEveryAnswer()
    {
        string run = _folder.File("run");
        CliRun trained = await CliRun.Async("train", SmallIdx.Create(_folder), "--epochs", "2", "--batch-size", "16", "--learning-rate", "3e-4", "-o", run, "--json");
        Assert.True(trained.ExitCode == 0, trained.Error);
        JsonElement report = Numbers(run), test = report.GetProperty("test");
        Assert.Equal(trained.Json.GetProperty("testAccuracy").GetDouble(), Figure(test, "accuracy"));
        Assert.Equal(trained.Json.GetProperty("testLoss").GetDouble(), test.GetProperty("loss").GetDouble());
        Assert.Equal(trained.Json.GetProperty("testLoss").GetDouble(), Figure(test, "log_loss"), 1e-6);
        Assert.Equal(trained.Json.GetProperty("correct").GetInt32(), test.GetProperty("correct").GetInt32());
        Assert.Equal(["120", "24", "30"], ((string[])["train", "heldOut", "test"]).Select(name => $"{report.GetProperty("data").GetProperty(name)}"));
        Assert.Equal(2, report.GetProperty("history").GetArrayLength());
        Assert.Equal($"weft train {_folder.File("thirds")} --epochs 2 --batch-size 16 --learning-rate 3e-4 -o {run} --json --seed 1", report.GetProperty("repeat").GetProperty("command").GetString());

        IReadOnlyDictionary<string, Tensor> answers = ArrayFile.Read(Path.Combine(run, "predictions.npz"));
        Tensor probabilities = answers["probabilities"];
        Assert.Equal([SmallIdx.TestCount, 3], probabilities.Shape);
        Tensor asked = Model.Load(Path.Combine(run, "model.keras")).Predict(IdxDataset.Load(_folder.File("thirds")).Test);
        Assert.Equal(asked.Span, probabilities.Span);
        for (int i = 0; i < SmallIdx.TestCount; i++)
        {
            Assert.Equal(probabilities.Row(i).ToArray().Max(), probabilities.Row(i)[(int)answers["predicted"][i]]);
            Assert.Equal(i % 3, answers["labels"][i]);
        }
    }

    [Fact]
    public async Task Train_AClassNamedAsAScript_IsShownAndNotRun()
    {
        string root = _folder.File("photos"), run = _folder.File("run");
        ColourPhotos.SaveFolder(root, 6);
        Directory.Move(Path.Combine(root, "red"), Path.Combine(root, "<script>alert('&')"));
        CliRun trained = await CliRun.Async("train", root, "--model", "mlp", "--epochs", "1", "-o", run);
        Assert.True(trained.ExitCode == 0, trained.Error);
        CliRun compared = await CliRun.Async("compare", run, run + "/", "--report", _folder.File("compare.html"));
        Assert.True(compared.ExitCode == 0, compared.Error);
        foreach (string page in (string[])[Path.Combine(run, "report.html"), _folder.File("compare.html")])
        {
            string html = File.ReadAllText(page);
            Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("&lt;script&gt;alert(&#x27;&amp;&#x27;)", html, StringComparison.Ordinal);
            Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
            Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        }
    }

    // Its learning rate is so small that it answers as chance had it, mistakes included.
    [Fact]
    public async Task Train_OnPhotos_ShowsMistakesByTheirFiles()
    {
        string root = _folder.File("photos"), run = _folder.File("run");
        ColourPhotos.SaveFolder(Path.Combine(root, "train"), 4);
        ColourPhotos.SaveFolder(Path.Combine(root, "test"), 4, seed: 2);
        File.WriteAllText(Path.Combine(root, "test/blue/0.png"), "no picture");
        CliRun trained = await CliRun.Async("train", root, "--model", "mlp", "--epochs", "1", "--learning-rate", "1e-9", "-o", run);
        Assert.True(trained.ExitCode == 0, trained.Error);
        string html = File.ReadAllText(Path.Combine(run, "report.html"));
        string[] shown = [.. Directory.GetFiles(Path.Combine(root, "test"), "*.png", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/')).Where(name => html.Contains($"{name}, the file", StringComparison.Ordinal))];
        JsonElement test = Numbers(run).GetProperty("test");
        Assert.Equal(11, test.GetProperty("count").GetInt32());
        Assert.Equal(11 - test.GetProperty("correct").GetInt32(), shown.Length);
        Assert.NotEmpty(shown);
        Assert.DoesNotContain("test/blue/0.png", shown);
        Assert.Contains("1 files gave no picture", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_Report_HasThePartsOfATestAlone()
    {
        string data = SmallIdx.Create(_folder), model = _folder.File("run/model.keras");
        Assert.Equal(ExitCode.Done, (await CliRun.Async("train", data, "--epochs", "1", "-o", _folder.File("run"))).ExitCode);
        CliRun run = await CliRun.Async("evaluate", model, "--data", data, "--report", _folder.File("report"), "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        string html = File.ReadAllText(_folder.File("report/report.html"));
        Assert.Contains("id=\"confusion\"", html, StringComparison.Ordinal);
        Assert.Contains("What the first layer looks for", html, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"curves\"", html, StringComparison.Ordinal);
        Assert.Equal(run.Json.GetProperty("accuracy").GetDouble(), Figure(Numbers(_folder.File("report")).GetProperty("test"), "accuracy"));
        Assert.Equal(Numbers(_folder.File("run")).GetProperty("test").GetProperty("mark").ToString(), Numbers(_folder.File("report")).GetProperty("test").GetProperty("mark").ToString());

        CliRun refused = await CliRun.Async("evaluate", model, "--data", data, "--report", _folder.File("page.html"));
        Assert.Equal(ExitCode.WrongUsage, refused.ExitCode);
        Assert.Contains("--report: expected a folder", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_OnABackboneWithFolds_ReportsWhatHeadsHadNotSeen()
    {
        string root = _folder.File("photos"), run = _folder.File("run");
        ColourPhotos.SaveFolder(root, 12);
        CliRun trained = await CliRun.Async("train", root, "--backbone", ColourPhotos.SaveNetwork(_folder.File("network.keras")), "--folds", "4", "-o", run);
        Assert.True(trained.ExitCode == 0, trained.Error);
        JsonElement test = Numbers(run).GetProperty("test");
        Assert.Equal("pictures in 4 folds, each judged by a head that had not seen it", test.GetProperty("pictures").GetString());
        Assert.Equal(36, test.GetProperty("count").GetInt32());
        Assert.False(File.Exists(Path.Combine(run, "predictions.npz")));
        Assert.Contains("pictures in 4 folds", File.ReadAllText(Path.Combine(run, "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_IntoAFolderThatHasARun_SetsItsReportAside()
    {
        string data = SmallIdx.Create(_folder), run = _folder.File("run");
        await CliRun.Async("train", data, "--epochs", "1", "-o", run);
        await CliRun.Async("train", data, "--epochs", "1", "-o", run);
        string aside = Assert.Single(Directory.GetDirectories(run, "earlier-*"));
        Assert.All((string[])["report.html", "report.json", "predictions.npz"], name => Assert.True(File.Exists(Path.Combine(aside, name)) && File.Exists(Path.Combine(run, name)), name));
    }

    private static JsonElement Numbers(string folder) => JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "report.json"))).RootElement;

    private static double Figure(JsonElement test, string key) =>
        test.GetProperty("figures").EnumerateArray().Single(figure => figure.GetProperty("key").GetString() == key).GetProperty("value").GetDouble();
}
