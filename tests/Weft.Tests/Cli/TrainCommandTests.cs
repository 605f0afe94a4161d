using System.Globalization;
using System.Text.Json;

using Weft.Imaging;

namespace Weft.Tests.Cli;

public sealed class TrainCommandTests
{
    [Fact]
    public async Task Train_InAPipe_WritesPlainLinesAndItsFiles()
    {
        using TemporaryFolder folder = new();
        string output = folder.File("run");

        CliRun run = await CliRun.Async("train", "--data", SmallIdx.Create(folder), "--epochs", "3", "--batch-size", "8", "--output", output);

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain('\x1b', run.Output + run.Error);
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.Matches(@"^test accuracy: [01]\.\d{4}$", lines[^1].TrimEnd());
        Assert.Matches(@"^test loss: \d+\.\d{4}$", lines[^2].TrimEnd());
        Assert.Contains("120 training and 30 test pictures, 18x18 grey", run.Output);
        Assert.Contains("3 classes: top, middle, bottom", run.Output);
        string[] epochs = [.. run.Error.Split('\n').Where(line => line.StartsWith("epoch ", StringComparison.Ordinal))];
        Assert.Equal(3, epochs.Length);
        Assert.Matches(@"^epoch 3/3: 12 steps in \d+\.\d\d s, loss \d\.\d{4}, accuracy [01]\.\d{4}, val_loss \d\.\d{4}, val_accuracy [01]\.\d{4}$", epochs[2].TrimEnd());
        Assert.Equal(["curves.png", "history.csv", "model.keras", "predictions.npz", "report.html", "report.json", "samples.png"], Directory.GetFiles(output).Select(Path.GetFileName).Order());
        Assert.Equal((1000, 420), Size(Path.Combine(output, "curves.png")));
        Assert.Equal(12 + 5 * 124, Size(Path.Combine(output, "samples.png")).Width);
    }

    [Fact]
    public async Task Train_History_HasARowPerEpochInInvariantNumbers()
    {
        using TemporaryFolder folder = new();

        await CliRun.Async("train", "--data", SmallIdx.Create(folder), "--epochs", "2", "--learning-rate", "0.002", "--output", folder.File("run"));

        string[] csv = File.ReadAllLines(folder.File("run/history.csv"));
        Assert.Equal("epoch,seconds,learning_rate,loss,accuracy,val_loss,val_accuracy", csv[0]);
        Assert.Equal(3, csv.Length);
        double[] row = [.. csv[2].Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
        Assert.Equal((2, 0.002), (row[0], row[2]));
        Assert.All(row[3..], value => Assert.InRange(value, 0, 10));
    }

    [Fact]
    public async Task Train_WithoutValidation_LeavesThoseCellsEmpty()
    {
        using TemporaryFolder folder = new();

        await CliRun.Async("train", "--data", SmallIdx.Create(folder), "--epochs", "1", "--validation-split", "0", "--output", folder.File("run"));

        Assert.EndsWith(",,", File.ReadAllLines(folder.File("run/history.csv"))[1]);
    }

    // No data named: kernels are warmed up beside the loading, on a few pictures of nothing that know no split.
    [Theory]
    [InlineData("0.95")]
    [InlineData("0.01")]
    public async Task Train_AnySplitOfUnnamedData_Trains(string split)
    {
        using TemporaryFolder folder = new();

        CliRun run = await CliRun.Async("train", "--threads", "2", "--model", "mlp", "--epochs", "1", "--validation-split", split, "--output", folder.File("run"));

        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Train_Json_IsOneObjectWithTheResult()
    {
        using TemporaryFolder folder = new();

        CliRun run = await CliRun.Async("train", "--data", SmallIdx.Create(folder), "--epochs", "4", "--batch-size", "8", "--seed", "5", "--output", folder.File("run"), "--json");

        Assert.Equal(0, run.ExitCode);
        JsonElement json = run.Json;
        Assert.InRange(json.GetProperty("testAccuracy").GetDouble(), 0.9, 1);
        Assert.True(json.GetProperty("testLoss").GetDouble() > 0);
        Assert.True(json.GetProperty("seconds").GetDouble() > 0);
        Assert.Equal(folder.File("run/model.keras"), json.GetProperty("model").GetString());
        Assert.True(File.Exists(json.GetProperty("model").GetString()));
        Assert.Equal("thirds", json.GetProperty("data").GetString());
        Assert.Equal((5, 4), (json.GetProperty("seed").GetInt32(), json.GetProperty("epochs").GetInt32()));
        Assert.False(json.GetProperty("interrupted").GetBoolean());
        JsonElement[] history = [.. json.GetProperty("history").EnumerateArray()];
        Assert.Equal([1, 2, 3, 4], history.Select(epoch => epoch.GetProperty("epoch").GetInt32()));
        Assert.All(history, epoch => Assert.InRange(epoch.GetProperty("valAccuracy").GetDouble(), 0, 1));
    }

    [Fact]
    public async Task Train_Quiet_SaysOnlyTheResult()
    {
        using TemporaryFolder folder = new();

        CliRun run = await CliRun.Async("train", "--data", SmallIdx.Create(folder), "--epochs", "1", "--output", folder.File("run"), "--quiet");

        Assert.Empty(run.Error);
        Assert.Matches(@"^test loss: \d+\.\d{4}\r?\ntest accuracy: [01]\.\d{4}\r?\n$", run.Output);
    }

    [Fact]
    public async Task Train_OnATerminal_RedrawsOneLinePerEpoch()
    {
        using TemporaryFolder folder = new();

        CliRun run = await CliRun.OnTerminal("train", "--data", SmallIdx.Create(folder), "--epochs", "2", "--output", folder.File("run"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("\r\x1b[K", run.Error);
        Assert.Contains("━", run.Error);
        Assert.Equal(2, run.Error.Split('\n').Count(line => line.Contains("val_accuracy", StringComparison.Ordinal)));
        Assert.Contains("▀", run.Output);
        Assert.Contains("\x1b[38;2;", run.Output);
    }

    [Fact]
    public async Task Train_Interrupted_SavesTheModelSoFarAndExitsWith130()
    {
        using TemporaryFolder folder = new();
        using CancellationTokenSource interruption = new();

        CliRun run = await CliRun.Interruptible(
            ["train", "--data", SmallIdx.Create(folder), "--epochs", "500", "--output", folder.File("run")],
            line =>
            {
                if (line.StartsWith("epoch 2/", StringComparison.Ordinal))
                {
                    interruption.Cancel();
                }
            },
            interruption.Token);

        Assert.Equal(130, run.ExitCode);
        Assert.Contains("Interrupted after 2 of 500 epochs", run.Error);
        Assert.True(File.Exists(folder.File("run/model.keras")));
        Assert.Equal(3, File.ReadAllLines(folder.File("run/history.csv")).Length);
        Assert.DoesNotContain("test accuracy", run.Output);
    }

    [Fact]
    public async Task Train_InterruptedBeforeTraining_ExitsWith130()
    {
        using TemporaryFolder folder = new();

        CliRun run = await CliRun.Interruptible(["train", "--data", SmallIdx.Create(folder), "--output", folder.File("run")], _ => { }, new CancellationToken(true));

        Assert.Equal(130, run.ExitCode);
    }

    [Fact]
    public async Task Train_IntoAFolderWithARun_MovesThatAside()
    {
        using TemporaryFolder folder = new();
        string[] line = ["train", "--data", SmallIdx.Create(folder), "--epochs", "1", "--output", folder.File("run")];
        await CliRun.Async(line);
        byte[] first = File.ReadAllBytes(folder.File("run/model.keras"));

        CliRun again = await CliRun.Async([.. line, "--seed", "2"]);

        Assert.Equal(0, again.ExitCode);
        string aside = Assert.Single(Directory.GetDirectories(folder.File("run")));
        Assert.StartsWith("earlier-", Path.GetFileName(aside));
        Assert.Equal(first, File.ReadAllBytes(Path.Combine(aside, "model.keras")));
        Assert.NotEqual(first, File.ReadAllBytes(folder.File("run/model.keras")));
        Assert.Contains(aside, again.Error);
    }

    [Fact]
    public async Task Train_FashionMnistByNameWithoutIt_ExitsWith1()
    {
        using TemporaryFolder folder = new();

        CliRun run = await CliRun.Async("train", "--data", "fashion-mnist", "--output", folder.File("run"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no network in this test", run.Error);
        Assert.False(Directory.Exists(folder.File("run")));
    }

    [Fact]
    public async Task Train_PicturesTooSmallForTheNetwork_NamesTheLayerAndLeavesNoFolder()
    {
        using TemporaryFolder folder = new();
        string data = SmallIdx.Create(folder, side: 12);

        CliRun run = await CliRun.Async("train", "--data", data, "--output", folder.File("run"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("'conv2d_2'", run.Error);
        Assert.False(Directory.Exists(folder.File("run")));
    }

    private static (int Width, int Height) Size(string file)
    {
        Picture picture = Picture.Load(file, 1);
        return (picture.Width, picture.Height);
    }
}
