using Weft.Cli.Training;
using Weft.Schedules;

namespace Weft.Tests.Cli;

/// <summary><c>--initial-epoch</c>, <c>--steps-per-epoch</c>, <c>--validation-freq</c> and <c>--validation-batch-size</c>.</summary>
public sealed class EpochOptionsTests
{
    // 96 pictures train, in six batches of 16.
    [Fact]
    public async Task Train_WithAllOfThem_RunsThoseEpochs()
    {
        using TemporaryFolder folder = new();
        CliRun run = await CliRun.Async(
            "train", SmallIdx.Create(folder), "--model", "average", "--batch-size", "16", "--epochs", "7", "--initial-epoch", "2",
                "--steps-per-epoch", "4",
            "--validation-freq", "3", "--validation-batch-size", "5", "--schedule", "linear", "--save-best", "val_loss", "--output",
                folder.File("run"));

        Assert.True(run.ExitCode == 0, run.Error);
        string[][] rows = [.. File.ReadAllLines(folder.File("run/history.csv")).Skip(1).Select(line => line.Split(','))];
        Assert.Equal(["3", "4", "5", "6", "7"], rows.Select(row => row[0]));
        Assert.Equal([true, false, false, true, false], rows.Select(row => row[5].Length > 0));
        Assert.Contains("epoch 3/7: 4 steps", run.Error);
        Assert.Contains("epoch 4/7: 2 steps", run.Error);
        Assert.Contains("warning: The data ran out: epoch 4 has 2 of 4 steps", run.Error);
        Model model = Model.Load(folder.File("run/model.keras"));
        Assert.Equal(16, model.Iterations);
        Assert.Equal(16, Assert.IsType<PolynomialDecay>(model.Optimizer!.LearningRate).DecaySteps);
    }

    [Fact]
    public async Task Train_WithAPlot_DrawsItOnceInAPipe_AndAfterEveryEpochOnATerminal()
    {
        using TemporaryFolder folder = new();
        string[] words = ["train", SmallIdx.Create(folder), "--model", "average", "--epochs", "3", "--plot"];

        CliRun pipe = await CliRun.Async([.. words, "--output", folder.File("pipe")]);
        CliRun terminal = await CliRun.OnTerminal([.. words, "--output", folder.File("terminal")]);
        CliRun without = await CliRun.Async([.. words[..^1], "--output", folder.File("without")]);

        Assert.Equal(1, pipe.Error.Split("• training").Length / 2);
        Assert.DoesNotContain("\u001b", pipe.Error);
        Assert.Equal(3, terminal.Error.Split("└").Length / 2);
        Assert.Equal(2, terminal.Error.Split("\u001b[13A\u001b[J").Length - 1);
        Assert.DoesNotContain("•", without.Error);
    }

    [Theory]
    [InlineData(7, 6, 6, 42)]
    [InlineData(7, 6, 4, 22)]
    [InlineData(2, 6, 4, 6)]
    [InlineData(5, 6, 9, 30)]
    [InlineData(5, 6, 2, 10)]
    public void RunLength_OfShortAndLongEpochs_IsWhatTheRunDoes(int epochs, int pass, int perEpoch, int steps) =>
        Assert.Equal(steps, new RunLength(epochs, pass, perEpoch).Steps);

    [Theory]
    [InlineData("--initial-epoch 5", "expected fewer than the run's 5 epochs, got 5")]
    [InlineData("--initial-epoch -1", "--initial-epoch: expected a whole number of at least 0, got '-1'")]
    [InlineData("--steps-per-epoch 0", "--steps-per-epoch: expected a whole number of at least 1, got '0'")]
    [InlineData("--validation-freq 6", "expected one of the epochs 1 to 5 to validate, got 6")]
    [InlineData("--validation-freq 6,7", "expected one of the epochs 1 to 5 to validate, got 6, 7")]
    [InlineData("--validation-freq two", "--validation-freq: expected whole numbers")]
    [InlineData("--validation-freq 2 --validation-split 0", "--validation-freq: expected pictures to validate on, got none")]
    [InlineData("--validation-batch-size 2 --validation-split 0", "--validation-batch-size: expected pictures to validate on, got none")]
    [InlineData("--warmup 3 --schedule cosine --initial-epoch 3", "--warmup: expected fewer epochs than the run's 2")]
    public async Task Train_NumbersThatMakeNoSense_AreRefused(string options, string expected)
    {
        using TemporaryFolder folder = new();
        CliRun run = await CliRun.Async(["train", SmallIdx.Create(folder), "--output", folder.File("run"), .. options.Split(' ')]);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(expected, run.Error);
        Assert.False(Directory.Exists(folder.File("run")));
    }

    [Fact]
    public async Task Resume_InsideAPass_EndsAsTheUndisturbedRun()
    {
        using TemporaryFolder folder = new();
        string[] train = ["train", "--data", SmallIdx.Create(folder), "--model", "average", "--batch-size", "16", "--epochs", "5",
            "--steps-per-epoch", "4", "--validation-freq", "2,5"];
        await CliRun.Async([.. train, "--output", folder.File("whole")]);
        using CancellationTokenSource interruption = new();
        CliRun first = await CliRun.Interruptible([.. train, "--output", folder.File("run")], line => Stop(line, interruption),
            interruption.Token);
        Assert.Equal(130, first.ExitCode);
        Assert.Contains("Interrupted after 1 of 5 epochs", first.Error);

        Assert.Equal(0, (await CliRun.Async("train", "--resume", folder.File("run"))).ExitCode);
        FinishedRun.AssertSame(folder.File("whole"), folder.File("run"));
    }

    // Adam goes on as Adam: its steps must not put the new schedule at its end.
    [Fact]
    public async Task Train_FurtherWithASchedule_BeginsIt()
    {
        using TemporaryFolder folder = new();
        string data = SmallIdx.Create(folder);
        await CliRun.Async("train", data, "--model", "average", "--epochs", "3", "--output", folder.File("one"));
        CliRun run = await CliRun.Async("train", data, "--model", folder.File("one"), "--epochs", "2", "--schedule", "cosine", "--output",
            folder.File("two"));

        Assert.Contains("--schedule asks for another optimizer, which starts afresh", run.Error);
        Model two = Model.Load(folder.File("two/model.keras"));
        Assert.Equal(4, two.Iterations);
        Assert.Equal(0.001, two.Optimizer!.LearningRate.At(0), 1e-9);
        string[] last = File.ReadAllLines(folder.File("two/history.csv"))[1].Split(',');
        Assert.True(double.Parse(last[2], System.Globalization.CultureInfo.InvariantCulture) > 5e-4);
    }

    private static void Stop(string line, CancellationTokenSource interruption)
    {
        if (line.StartsWith("epoch 1/", StringComparison.Ordinal))
        {
            interruption.Cancel();
        }
    }
}
