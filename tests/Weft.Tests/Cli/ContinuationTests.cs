using Weft.Data;
using Weft.Layers;
using Weft.Schedules;

namespace Weft.Tests.Cli;

/// <summary><c>weft train --model RUN</c> goes on with what the file has, unless an option says otherwise, and says which.</summary>
public sealed class ContinuationTests
{
    private static readonly string[] Sgd = ["--optimizer", "sgd", "--learning-rate", "0.02", "--momentum", "0.9", "--label-smoothing", "0.1"];

    [Fact]
    public async Task Train_FurtherWithoutOptions_GoesOnWithOptimizerStateAndLoss()
    {
        using TemporaryFolder folder = new();
        string data = await FirstRun(folder, Sgd);
        Model first = Model.Load(folder.File("one/model.keras"));

        CliRun run = await CliRun.Async("train", "--data", data, "--model", folder.File("one"), "--epochs", "1", "--output", folder.File("two"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"Training goes on with the file's SGD (learning rate 0.02, momentum 0.9) and SparseCategoricalCrossentropy, after {first.Iterations} steps.", run.Error);
        Model second = Model.Load(folder.File("two/model.keras"));
        Assert.Equal((first.Optimizer, first.Loss), (second.Optimizer, second.Loss));
        Assert.Equal(2 * first.Iterations, second.Iterations);
        Assert.Equal(2, second.Metadata.Epochs);
    }

    [Fact]
    public async Task Train_FurtherOnce_IsTheSameAsTrainingOnInOneProgram()
    {
        using TemporaryFolder folder = new();
        string data = await FirstRun(folder, Sgd);
        Model expected = Model.Load(folder.File("one/model.keras"));
        expected.Fit(IdxDataset.Load(data).Train, epochs: 1, batchSize: 64, validationSplit: 0.2);

        await CliRun.Async("train", "--data", data, "--model", folder.File("one"), "--epochs", "1", "--output", folder.File("two"));

        Model actual = Model.Load(folder.File("two/model.keras"));
        foreach ((Weight one, Weight other) in expected.Weights.Zip(actual.Weights))
        {
            Assert.Equal(one.Span, other.Span);
            Assert.Equal(expected.Session!.SlotsOf(one), actual.Session!.SlotsOf(other));
        }
    }

    [Theory]
    [InlineData("--learning-rate", "0.005", "SGD (learning rate 0.005, momentum 0.9)", true)]
    [InlineData("--weight-decay", "0.01", "SGD (learning rate 0.02, momentum 0.9)", true)]
    [InlineData("--optimizer", "adam", "The file's SGD (learning rate 0.02, momentum 0.9) is not gone on with: --optimizer asks for another optimizer", false)]
    [InlineData("--schedule", "cosine", "is not gone on with: --schedule asks for another optimizer", false)]
    [InlineData("--recipe", "seed", "is not gone on with: --recipe asks for another optimizer", false)]
    [InlineData("--label-smoothing", "0.2", "The file's loss, SparseCategoricalCrossentropy, is not gone on with: --label-smoothing asks for another.", true)]
    public async Task Train_FurtherWithAnOption_SaysWhatThatChanges(string option, string value, string expected, bool keepsState)
    {
        using TemporaryFolder folder = new();
        string data = await FirstRun(folder, Sgd);

        CliRun run = await CliRun.Async("train", "--data", data, "--model", folder.File("one"), "--epochs", "1", "--output", folder.File("two"), option, value);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(expected, run.Error);
        long steps = Model.Load(folder.File("one/model.keras")).Iterations;
        Assert.Equal(keepsState ? 2 * steps : steps, Model.Load(folder.File("two/model.keras")).Iterations);
    }

    [Fact]
    public async Task Train_FurtherFromAScheduleThatHasEnded_Warns()
    {
        using TemporaryFolder folder = new();
        string data = await FirstRun(folder, "--schedule", "linear");

        CliRun run = await CliRun.Async("train", "--data", data, "--model", folder.File("one"), "--epochs", "1", "--output", folder.File("two"));

        Assert.Contains("a learning rate by PolynomialDecay", run.Error);
        Assert.Contains("has come to the end of its schedule", run.Error);
    }

    [Fact]
    public async Task Train_FurtherWithoutState_SaysThatTheOptimizerStartsAfresh()
    {
        using TemporaryFolder folder = new();
        string data = await FirstRun(folder, [.. Sgd, "--no-optimizer"]);

        CliRun run = await CliRun.Async("train", "--data", data, "--model", folder.File("one"), "--epochs", "1", "--output", folder.File("two"), "--json");

        Assert.Contains("the file has no state of its optimizer, which starts afresh", run.Error);
        Assert.Contains("starts afresh", run.Json.GetProperty("notes")[0].GetString());
        Assert.Equal("sgd", run.Json.GetProperty("optimizer").GetString());
        Assert.Equal(0.02, run.Json.GetProperty("learningRate").GetDouble());
    }

    [Fact]
    public async Task Train_FurtherAnUncompiledModel_SaysWithWhatItBegins()
    {
        using TemporaryFolder folder = new();
        string data = SmallIdx.Create(folder);
        new Sequential([SmallIdx.Side, SmallIdx.Side, 1], seed: 1) { new Flatten(), new Dense(3, Activation.Softmax) }.Save(folder.File("bare.keras"));

        CliRun run = await CliRun.Async("train", "--data", data, "--model", folder.File("bare.keras"), "--epochs", "1", "--output", folder.File("two"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("The file says neither optimizer nor loss: training begins with Adam (learning rate 0.001)", run.Error);
    }

    [Fact]
    public async Task Resume_OfARunThatWentOn_EndsAsTheUndisturbedRun()
    {
        using TemporaryFolder folder = new();
        string data = await FirstRun(folder, Sgd);
        string[] train = ["train", "--data", data, "--model", folder.File("one"), "--epochs", "3", "--augment", "flip", "--freeze", "1"];
        await CliRun.Async([.. train, "--output", folder.File("whole")]);
        using CancellationTokenSource interruption = new();
        CliRun first = await CliRun.Interruptible([.. train, "--output", folder.File("run")], line => Stop(line, interruption), interruption.Token);
        Assert.Equal(130, first.ExitCode);

        CliRun resumed = await CliRun.Async("train", "--resume", folder.File("run"));

        Assert.Equal(0, resumed.ExitCode);
        FinishedRun.AssertSame(folder.File("whole"), folder.File("run"));
    }

    [Fact]
    public void ContinueFrom_ACopyWithFrozenLayers_TakesTheStateOfTheOthers()
    {
        Sequential trained = new([3], seed: 1) { new Dense(4, Activation.Relu), new Dense(2, Activation.Softmax) };
        trained.Compile(new Adam(new CosineDecay(0.01, 100)), new SparseCategoricalCrossentropy());
        trained.TrainStep(new TensorDataset(new Tensor([2, 3], [1, 2, 3, 4, 5, 6]), new int[] { 0, 1 }, "d"));
        Model copy = trained.Copy(frozen: layer => layer.Name == "dense");

        Assert.True(copy.ContinueFrom(trained));

        Assert.Equal(1, copy.Iterations);
        Assert.Equal([0, 0, 2, 2], copy.Weights.Select(weight => copy.Session!.SlotsOf(weight).Length));
        float[][] before = trained.Session!.SlotsOf(trained.Weights.Last()), after = copy.Session!.SlotsOf(copy.Weights.Last());
        Assert.Equal(before, after);
        Assert.NotSame(before[0], after[0]);
        Assert.False(copy.ContinueFrom(trained, new SGD(0.1)));
        Assert.Equal(0, copy.Iterations);
        Assert.Throws<ShapeException>(() => new Sequential([3]) { new Dense(2, Activation.Softmax) }.ContinueFrom(trained));
        Assert.Throws<TrainingException>(() => copy.ContinueFrom(trained.Copy()));
    }

    private static void Stop(string line, CancellationTokenSource interruption)
    {
        if (line.StartsWith("epoch 1/", StringComparison.Ordinal))
        {
            interruption.Cancel();
        }
    }

    private static async Task<string> FirstRun(TemporaryFolder folder, params string[] options)
    {
        string data = SmallIdx.Create(folder);
        CliRun run = await CliRun.Async(["train", "--data", data, "--epochs", "1", "--output", folder.File("one"), .. options]);
        Assert.True(run.ExitCode == 0, run.Error);
        return data;
    }
}
