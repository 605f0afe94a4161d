using System.Diagnostics;
using System.Text.Json;

namespace Weft.Tests.Cli;

public sealed class ToolProcessTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Train_NoDataAndNoNetwork_TrainsOnSketchesAndSaysSo()
    {
        using TemporaryFolder home = new();
        using ToolProcess tool = new(home, "train", "--epochs", "1", "--batch-size", "256", "--json");

        (int exitCode, string output, string error) = await tool.FinishAsync(Limit);

        Assert.True(exitCode == 0, error);
        Assert.Contains("Going on with sketches", error);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        Assert.Equal("sketches", json.GetProperty("data").GetString());
        Assert.InRange(json.GetProperty("testAccuracy").GetDouble(), 0.3, 1);
        Assert.StartsWith("sketches-", Path.GetFileName(Path.GetDirectoryName(json.GetProperty("model").GetString())));
        Assert.EndsWith(",sketches", File.ReadAllLines(Path.Combine(Path.GetDirectoryName(json.GetProperty("model").GetString())!, "history.csv"))[1]);
    }

    [Fact]
    public async Task Train_FashionMnistNamedWithoutANetwork_FailsInPlainWords()
    {
        using TemporaryFolder home = new();
        using ToolProcess tool = new(home, "train", "--data", "fashion-mnist");

        (int exitCode, string output, string error) = await tool.FinishAsync(Limit);

        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.Contains("WEFT_DATASETS", error);
        Assert.DoesNotContain("   at ", error);
        Assert.False(Directory.Exists(home.File("runs")));
    }

    [Fact]
    public async Task Train_Sigint_SavesTheModelAndExitsWith130()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGINT to send to another process.");
        using TemporaryFolder home = new();
        using ToolProcess tool = new(home, "train", "--data", SmallIdx.Create(home), "--epochs", "100000", "--output", "run");
        string? line;
        do
        {
            line = await tool.Error.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        while (line is not null && !line.StartsWith("epoch 1/", StringComparison.Ordinal));

        using Process kill = Process.Start("kill", ["-INT", $"{tool.Id}"]);
        (int exitCode, _, string error) = await tool.FinishAsync(Limit);

        Assert.Equal(130, exitCode);
        Assert.Contains("Interrupted after", error);
        Assert.True(File.Exists(home.File("run/model.keras")));
    }
}
