using System.Diagnostics;

using Weft.Data;

namespace Weft.Tests.Cli;

/// <summary>Real runs, killed with SIGKILL at random moments and resumed, end with the bits of a run that was left alone.</summary>
public sealed class KilledRunTests
{
    private const int Kills = 10;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Train_KilledAtAnyMomentBetweenEpochs_EndsWithTheSameBits()
    {
        using TemporaryFolder home = new();
        await RunAndKill(home, SmallIdx.Create(home), seed: 1, "--epochs", "8", "--batch-size", "16");
    }

    [Fact]
    public async Task Train_RealPicturesKilledAtAnyMomentInsideEpochs_EndsWithTheSameBits()
    {
        string? real = FashionMnist.Find();
        Assert.SkipWhen(real is null, "Fashion-MNIST is not on this machine; set WEFT_DATASETS to a folder that has it.");
        using TemporaryFolder home = new();
        (ImageDataset train, ImageDataset test) = await FashionMnist.LoadAsync(real, ct: TestContext.Current.CancellationToken);

        // A checkpoint after nearly every step, so that many kills fall into the writing of one.
        await RunAndKill(home, SmallIdx.Excerpt(home, train.Slice(0, 300), test.Slice(0, 50)), seed: 2, "--epochs", "2", "--batch-size", "16", "--checkpoint-every", "0.001s");
    }

    private static async Task RunAndKill(TemporaryFolder home, string data, int seed, params string[] options)
    {
        Random random = new(seed);
        string[] train = ["train", "--data", data, "--seed", "3", .. options];
        long start = Stopwatch.GetTimestamp();
        await Finish(home, [.. train, "--output", home.File("whole")]);
        TimeSpan whole = Stopwatch.GetElapsedTime(start);

        int kills = 0;
        for (int run = 0; kills < Kills; run++)
        {
            string folder = home.File($"run{run}");
            string[] command = [.. train, "--output", folder];

            // At most four kills a run, so that each comes to its end; some fall into the start, some into the last moments.
            for (int i = 0; i < 4 && kills < Kills; i++)
            {
                using ToolProcess tool = new(home, command);
                await Task.Delay(whole * (0.2 + (0.75 * random.NextDouble())), TestContext.Current.CancellationToken);
                kills += tool.Kill() ? 1 : 0;
                command = IsBegun(folder) ? ["train", "--resume", folder] : command;
            }

            await Finish(home, command);
            FinishedRun.AssertSame(home.File("whole"), folder);
        }
    }

    private static bool IsBegun(string folder) => File.Exists(Path.Combine(folder, "run.json")) || File.Exists(Path.Combine(folder, "model.keras"));

    private static async Task Finish(TemporaryFolder home, string[] command)
    {
        using ToolProcess tool = new(home, command);
        (int exitCode, _, string error) = await tool.FinishAsync(Limit);
        Assert.True(exitCode == 0, error);
    }
}
