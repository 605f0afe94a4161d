using Weft.Data;
using Weft.Tests.Backbones;

namespace Weft.Tests.Cli;

/// <summary>Every kind of page that the tool writes, made once for all tests that look at them.</summary>
public sealed class ReportPages : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>What there is to look at.</summary>
    public static IReadOnlyList<string> Names => ["run/report.html", "photos-run/report.html", "evaluation/report.html", "folds/report.html", "compare.html", "check.html"];

    /// <summary>The run on real pictures, where they are here.</summary>
    public const string Fashion = "fashion/report.html";

    public string File(string name) => _folder.File(name);

    public async ValueTask InitializeAsync()
    {
        string data = SmallIdx.Create(_folder), photos = _folder.File("photos"), network = ColourPhotos.SaveNetwork(_folder.File("network.keras"));
        ColourPhotos.SaveFolder(photos, 12);
        await RunAsync("train", data, "--epochs", "2", "--learning-rate", "1e-4", "-o", _folder.File("run"));
        await RunAsync("train", data, "--epochs", "3", "--schedule", "cosine", "-o", _folder.File("other"));
        await RunAsync("train", photos, "--model", "mlp", "--epochs", "1", "--learning-rate", "1e-6", "-o", _folder.File("photos-run"));
        await RunAsync("train", photos, "--backbone", network, "--folds", "3", "-o", _folder.File("folds"));
        await RunAsync("evaluate", _folder.File("run"), "--data", data, "--report", _folder.File("evaluation"));
        await RunAsync("compare", _folder.File("run"), _folder.File("other"), "--report", _folder.File("compare.html"));
        await RunAsync("data", "check", photos, "--backbone", network, "--report", _folder.File("check.html"));
        if (FashionMnist.Find() is { } folder)
        {
            (ImageDataset train, ImageDataset test) = IdxDataset.Load(folder);
            await RunAsync("train", SmallIdx.Excerpt(_folder, train.Select([.. Enumerable.Range(0, 3000)]), test), "--epochs", "1", "-o", _folder.File("fashion"));
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task RunAsync(params string[] words)
    {
        CliRun run = await CliRun.Async(words);
        Assert.True(run.ExitCode == 0, run.Error);
    }
}
