using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Cli;

/// <summary>A run that ends with weights or losses that are no numbers has failed, and spoils nothing.</summary>
public sealed class DivergenceTests
{
    [Theory]
    [InlineData("1000", "0")] // One step: the loss of the epoch is a number, the weights after it are of no use.
    [InlineData("1000", "0.2")]
    [InlineData("16", "0.2")]
    public async Task Train_AtAnAbsurdRate_FailsAndSavesNoModel(string batchSize, string split)
    {
        using TemporaryFolder folder = new();

        CliRun run = await CliRun.Async(
            "train", "--data", SmallIdx.Create(folder), "--learning-rate", "1e30", "--epochs", "1", "--batch-size", batchSize, "--validation-split", split, "--output", folder.File("run"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("ower the", run.Error);
        Assert.DoesNotContain("not one of Weft's own errors", run.Error);
        Assert.False(File.Exists(folder.File("run/model.keras")));
    }

    [Fact]
    public async Task Train_IntoAFolderWithAGoodRun_LeavesThatModelWhole()
    {
        using TemporaryFolder folder = new();
        string data = SmallIdx.Create(folder);
        await CliRun.Async("train", "--data", data, "--epochs", "1", "--output", folder.File("run"));
        byte[] good = File.ReadAllBytes(folder.File("run/model.keras"));

        CliRun run = await CliRun.Async("train", "--data", data, "--learning-rate", "1e30", "--epochs", "2", "--save-best", "loss", "--output", folder.File("run"));

        Assert.Equal(1, run.ExitCode);
        string aside = Assert.Single(Directory.GetDirectories(folder.File("run")));
        Assert.Equal(good, File.ReadAllBytes(Path.Combine(aside, "model.keras")));
    }

    [Fact]
    public void Fit_WhoseLastStepBreaksTheWeights_ThrowsAndKeepsTheCheckpoint()
    {
        using TemporaryFolder folder = new();
        TensorDataset data = new(new Tensor([2, 1], [3e38f, -3e38f]), new int[] { 0, 1 }, "d");
        Sequential model = new([1], seed: 1) { new Dense(2, Activation.Softmax) };
        model.Compile(new SGD(10), new SparseCategoricalCrossentropy());

        TrainingException error = Assert.Throws<TrainingException>(() => model.Fit(data, epochs: 1, batchSize: 2, callbacks: [new BackupAndRestore(folder.Path)]));

        Assert.Contains("learning rate", error.Message);
        Assert.False(File.Exists(folder.File("checkpoint.keras")));
    }

    [Fact]
    public void Fit_WhoseLastStepBreaksTheWeights_EndsWhereACallbackTakesIt()
    {
        TensorDataset data = new(new Tensor([2, 1], [3e38f, -3e38f]), new int[] { 0, 1 }, "d");
        Sequential model = new([1], seed: 1) { new Dense(2, Activation.Softmax) };
        model.Compile(new SGD(10), new SparseCategoricalCrossentropy());

        History history = model.Fit(data, epochs: 3, batchSize: 2, callbacks: [new TerminateOnNaN()]);

        Assert.Single(history.Epochs);
        Assert.Single(history.Warnings);
    }
}
