using Weft.Cli.Rendering;

namespace Weft.Tests.Cli;

public sealed class NextStepsTests
{
    [Fact]
    public void NoRuns_BeginWithAPhoto()
    {
        using TemporaryFolder folder = new();

        string text = Write(folder.File("runs"));

        Assert.Contains("weft predict shoe.jpg", text);
        Assert.DoesNotContain("resume", text);
    }

    [Fact]
    public void StoppedAndFinishedRuns_AreNamedEach()
    {
        using TemporaryFolder folder = new();
        foreach ((string run, string file) in ((string, string)[])[("stopped", "run.json"), ("finished", "model.keras")])
        {
            Directory.CreateDirectory(folder.File($"runs/{run}"));
            File.WriteAllText(folder.File($"runs/{run}/{file}"), "");
        }

        string text = Write(folder.File("runs"));

        Assert.Contains($"weft train --resume {folder.File("runs")}/stopped", text);
        Assert.Contains($"weft evaluate {folder.File("runs")}/finished", text);
    }

    private static string Write(string runs)
    {
        StringWriter writer = new();
        NextSteps.Write(writer, runs);
        return writer.ToString();
    }
}
