namespace Weft.Tests.Cli;

/// <summary>What <c>weft train --resume</c> says and does, short of being killed.</summary>
public sealed class ResumeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Resume_AfterAnInterruption_EndsAsTheUndisturbedRun()
    {
        using TemporaryFolder folder = new();
        string[] train = Train(folder, "--epochs", "4", "--batch-size", "16");
        await CliRun.Async([.. train, "--output", folder.File("whole")]);

        CliRun first = await Interrupted(folder, train);
        CliRun resumed = await CliRun.Async("train", "--resume", folder.File("run"));

        Assert.Contains($"weft train --resume {folder.File("run")}", first.Error);
        Assert.Equal(0, resumed.ExitCode);
        Assert.DoesNotContain("epoch 1/4", resumed.Error);
        Assert.Contains("epoch 4/4", resumed.Error);
        FinishedRun.AssertSame(folder.File("whole"), folder.File("run"));
    }

    [Fact]
    public async Task Resume_OfAFinishedRun_SaysSo()
    {
        using TemporaryFolder folder = new();
        await CliRun.Async(Train(folder, "--epochs", "1", "--output", folder.File("run")));
        byte[] model = File.ReadAllBytes(folder.File("run/model.keras"));

        CliRun run = await CliRun.Async("train", "--resume", folder.File("run"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("is finished", run.Error);
        Assert.Equal(model, File.ReadAllBytes(folder.File("run/model.keras")));
    }

    [Fact]
    public async Task Resume_BeforeAnyCheckpoint_StartsOverWithTheSameOptions()
    {
        using TemporaryFolder folder = new();
        string[] train = Train(folder, "--epochs", "2", "--batch-size", "16", "--seed", "7");
        await CliRun.Async([.. train, "--output", folder.File("whole")]);
        await Interrupted(folder, [.. train[..^2], "--seed", "7"]);
        File.Delete(folder.File("run/checkpoint.keras"));

        CliRun run = await CliRun.Async("train", "--resume", folder.File("run"));

        Assert.Equal(0, run.ExitCode);
        FinishedRun.AssertSame(folder.File("whole"), folder.File("run"));
    }

    [Fact]
    public async Task Resume_WhereNoRunIs_IsWrongUsage()
    {
        using TemporaryFolder folder = new();

        CliRun run = await CliRun.Async("train", "--resume", folder.Path);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"got '{folder.Path}', which has no run.json", run.Error);
    }

    [Fact]
    public async Task Resume_WithOtherOptions_IsWrongUsage()
    {
        CliRun run = await CliRun.Async("train", "--resume", "x", "--epochs", "9");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--epochs: a resumed run keeps the options it began with", run.Error);
    }

    [Fact]
    public async Task Resume_OnOtherPictures_IsRefusedAndKeepsTheCheckpoint()
    {
        using TemporaryFolder folder = new();
        await Interrupted(folder, Train(folder, "--epochs", "3"));
        byte[] checkpoint = File.ReadAllBytes(folder.File("run/checkpoint.keras"));
        byte[] pictures = File.ReadAllBytes(folder.File("thirds/train-images-idx3-ubyte"));
        pictures[^1] ^= 1;
        File.WriteAllBytes(folder.File("thirds/train-images-idx3-ubyte"), pictures);

        CliRun run = await CliRun.Async("train", "--resume", folder.File("run"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("validation data 24 x [18, 18, 1]", run.Error);
        Assert.Equal(checkpoint, File.ReadAllBytes(folder.File("run/checkpoint.keras")));
    }

    [Theory]
    [InlineData("run/checkpoint.keras")]
    [InlineData("run/run.json")]
    public async Task Resume_FromADamagedFile_NamesIt(string file)
    {
        using TemporaryFolder folder = new();
        await Interrupted(folder, Train(folder, "--epochs", "3"));
        using (FileStream stream = new(folder.File(file), FileMode.Open))
        {
            stream.SetLength(stream.Length / 2);
        }

        CliRun run = await CliRun.Async("train", "--resume", folder.File("run"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(folder.File(file), run.Error);
        Assert.DoesNotContain("not one of Weft's own errors", run.Error);
    }

    [Fact]
    public async Task Train_IntoAFolderWithAnUnfinishedRun_MovesThatAside()
    {
        using TemporaryFolder folder = new();
        string[] train = Train(folder, "--epochs", "3");
        await Interrupted(folder, train);

        await CliRun.Async([.. train, "--output", folder.File("run")]);

        string aside = Assert.Single(Directory.GetDirectories(folder.File("run")));
        Assert.Contains("checkpoint.keras", Directory.GetFiles(aside).Select(Path.GetFileName));
        CliRun resumed = await CliRun.Async("train", "--resume", aside);
        Assert.Equal(0, resumed.ExitCode);
        FinishedRun.AssertSame(folder.File("run"), aside);
    }

    [Fact]
    public async Task Resume_OnAFullDisk_NamesTheFileAndKeepsTheLastCheckpoint()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no limit for the size of a process' files.");
        using TemporaryFolder folder = new();
        string[] train = Train(folder, "--epochs", "3");
        await CliRun.Async([.. train, "--output", folder.File("whole")]);
        await Interrupted(folder, train);
        byte[] checkpoint = File.ReadAllBytes(folder.File("run/checkpoint.keras"));

        using (ToolProcess full = ToolProcess.OnAFullDisk(folder, 200, "train", "--resume", folder.File("run")))
        {
            (int exitCode, _, string error) = await full.FinishAsync(Limit);
            Assert.True(exitCode == 1, error);
            Assert.Contains(folder.File("run/checkpoint.keras"), error);
            Assert.Contains("on a disk with room", error);
        }

        Assert.Equal(checkpoint, File.ReadAllBytes(folder.File("run/checkpoint.keras")));
        Assert.DoesNotContain(Directory.GetFiles(folder.File("run")), file => file.EndsWith(".tmp", StringComparison.Ordinal));
        await CliRun.Async("train", "--resume", folder.File("run"));
        FinishedRun.AssertSame(folder.File("whole"), folder.File("run"));
    }

    [Theory]
    [InlineData("sometimes")]
    [InlineData("-3m")]
    [InlineData("10")]
    public async Task Train_CheckpointEveryNonsense_IsWrongUsage(string time)
    {
        CliRun run = await CliRun.Async("train", "--checkpoint-every", time);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"--checkpoint-every: expected 'epoch' or a time such as 90s, 10m or 2h, got '{time}'", run.Error);
    }

    private static string[] Train(TemporaryFolder folder, params string[] options) => ["train", "--data", SmallIdx.Create(folder), .. options];

    private static async Task<CliRun> Interrupted(TemporaryFolder folder, string[] train)
    {
        using CancellationTokenSource interruption = new();
        CliRun run = await CliRun.Interruptible(
            [.. train, "--output", folder.File("run")],
            line =>
            {
                if (line.StartsWith("epoch 1/", StringComparison.Ordinal))
                {
                    interruption.Cancel();
                }
            },
            interruption.Token);
        Assert.Equal(130, run.ExitCode);
        return run;
    }
}
