using Weft.Data;
using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Training;

/// <summary>Epochs of so many steps, from a later one on, and with a validation here and there, by Keras' rules.</summary>
public sealed class EpochStepsTests
{
    // Ten batches of 4.
    private static readonly Samples s_samples = SampleDrawer.Draw(Compiled(), new SparseCategoricalCrossentropy(), 40, seed: 5);

    [Theory]
    [InlineData(2, 5, "2 2 2 2 2", "0 2 4 6 8")]
    [InlineData(5, 4, "5 5 5 5", "0 5 0 5")]
    [InlineData(4, 5, "4 4 2 4 4", "0 4 8 0 4")]
    [InlineData(10, 2, "10 10", "0 0")]
    [InlineData(13, 2, "10 10", "0 0")]
    [InlineData(9, 3, "9 1 9", "0 9 0")]
    public void Fit_WithStepsPerEpoch_GoesOnThroughTheDataWhereItStopped(int steps, int epochs, string counts, string firsts)
    {
        Model model = Compiled(), stepped = Compiled();
        Watch watch = new();
        History history = model.Fit(s_samples, epochs, 4, shuffle: false, stepsPerEpoch: steps, callbacks: [watch]);

        int[] lengths = [.. counts.Split(' ').Select(int.Parse)], starts = [.. firsts.Split(' ').Select(int.Parse)];
        Assert.Equal(lengths, watch.Steps);
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            double sum = Enumerable.Range(starts[epoch], lengths[epoch]).Sum(batch =>
                EngineProbe.TrainStep(stepped, s_samples.Slice(4 * batch, 4)));
            Assert.Equal(sum / lengths[epoch], history["loss"][epoch], 1e-9);
        }

        AssertSame(stepped, model);
        Assert.Equal(lengths.Any(length => length < steps) ? 1 : 0,
            history.Warnings.Count(warning => warning.Contains("The data ran out", StringComparison.Ordinal)));
    }

    [Fact]
    public void Fit_WithStepsPerEpochAndShuffling_SeesEverySampleOnceInAPass()
    {
        Model inOne = Compiled(), inParts = Compiled();
        inOne.Fit(s_samples, 1, 4);
        inParts.Fit(s_samples, 5, 4, stepsPerEpoch: 2);
        AssertSame(inOne, inParts);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    public void Fit_StoppedAnywhereInAPass_EndsWithTheSameBits(int steps)
    {
        Model whole = Compiled();
        History expected = Run(whole);
        for (int stop = 1; stop < whole.Iterations; stop++)
        {
            using TemporaryFolder folder = new();
            using CancellationTokenSource power = new();
            Run(Compiled(), new BackupAndRestore(folder.Path), new Cut(stop, power), power.Token);
            Model resumed = Compiled();
            resumed.Threads = 1 + (stop % 3);
            History history = Run(resumed, new BackupAndRestore(folder.Path));
            AssertSame(whole, resumed);
            Assert.Equal(expected.Epochs.Select(Text), history.Epochs.Select(Text));
            Assert.Equal(expected.Warnings, history.Warnings);
        }

        History Run(Model model, Callback? backup = null, Callback? cut = null, CancellationToken token = default) => model.Fit(
            s_samples,
            8,
            4,
            validationData: s_samples.Slice(3, 9),
            initialEpoch: 2,
            stepsPerEpoch: steps,
            validationFreq: 2,
            callbacks: [.. new[] { backup, cut }.OfType<Callback>(), new EarlyStopping(patience: 9, restoreBestWeights: true)],
            cancellationToken: token);
        static string Text(EpochResult epoch) =>
            $"{epoch.Epoch}: {string.Join(", ", epoch.Values.Select(pair => $"{pair.Key} {pair.Value:R}"))}";
    }

    [Fact]
    public void Fit_ResumedWithOtherSteps_IsRefused()
    {
        using TemporaryFolder folder = new();
        BackupAndRestore Keep() => new(folder.Path, deleteCheckpoint: false);
        Compiled().Fit(s_samples, 2, 4, stepsPerEpoch: 4, callbacks: [Keep()]);
        Refused("steps per epoch 4 there and 5 here", model => model.Fit(s_samples, 3, 4, stepsPerEpoch: 5, callbacks: [Keep()]));
        Refused("initial epoch 0 there and 1 here", model => model.Fit(s_samples, 3, 4, stepsPerEpoch: 4, initialEpoch: 1,
            callbacks: [Keep()]));
        Refused("validation after epochs 1 there and 2 here", model =>
            model.Fit(s_samples, 3, 4, stepsPerEpoch: 4, validationFreq: 2, callbacks: [Keep()]));
        Refused("validation batch size 4 there and 9 here", model =>
            model.Fit(s_samples, 3, 4, stepsPerEpoch: 4, validationBatchSize: 9, callbacks: [Keep()]));
        Assert.Equal(3, Compiled().Fit(s_samples, 3, 4, stepsPerEpoch: 4, callbacks: [Keep()]).Epochs.Count);

        void Refused(string why, Action<Model> fit) =>
            Assert.Contains(why, Assert.Throws<ModelFileException>(() => fit(Compiled())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_FromALaterEpoch_GoesOnAsOneRun()
    {
        Model whole = Compiled(), parts = Compiled();
        History expected = whole.Fit(s_samples, 5, 4);
        parts.Fit(s_samples, 2, 4);
        History rest = parts.Fit(s_samples, 5, 4, initialEpoch: 2);
        Assert.Equal([3, 4, 5], rest.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(expected["loss"].Skip(2), rest["loss"]);
        AssertSame(whole, parts);
    }

    [Fact]
    public void Fit_FromBehindTheLastEpoch_TrainsNothingAndSaysSo()
    {
        Model model = Compiled();
        History history = model.Fit(s_samples, 3, 4, initialEpoch: 3);
        Assert.Equal((0, 0L), (history.Epochs.Count, model.Iterations));
        Assert.StartsWith("Nothing was trained: 3 epochs are done", Assert.Single(history.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_ThatValidatesSometimes_HasFiguresOfThoseEpochsAlone()
    {
        History every = Compiled().Fit(s_samples, 5, 4, validationSplit: 0.25);
        History second = Compiled().Fit(s_samples, 5, 4, validationSplit: 0.25, validationFreq: 2);
        History named = Compiled().Fit(s_samples, 5, 4, validationSplit: 0.25, validationFreq: [1, 5, 9]);
        History later = Compiled().Fit(s_samples, 5, 4, validationSplit: 0.25, validationFreq: 3, initialEpoch: 1);

        Assert.Equal([every["val_loss"][1], every["val_loss"][3]], second["val_loss"]);
        Assert.Equal([every["val_accuracy"][0], every["val_accuracy"][4]], named["val_accuracy"]);
        Assert.Equal([3], later.Epochs.Where(epoch => epoch.Values.ContainsKey("val_loss")).Select(epoch => epoch.Epoch));
        Assert.Equal(every["loss"], second["loss"]);
        Assert.Throws<KeyNotFoundException>(() => Compiled().Fit(s_samples, 2, 4, validationSplit: 0.25, validationFreq: [9])["val_loss"]);
    }

    // Patience counts the epochs that validated: after six of them there were three.
    [Fact]
    public void Callbacks_OfAnEpochWithoutValidation_LetItPass()
    {
        using TemporaryFolder folder = new();
        ReduceLROnPlateau plateau = new(patience: 2, minDelta: 1e9);
        string log = Path.Combine(folder.Path, "log.csv");
        Model model = Compiled();
        History history = model.Fit(s_samples, 9, 4, validationSplit: 0.25, validationFreq: 2, callbacks:
        [
            plateau, new CSVLogger(log), new ModelCheckpoint(Path.Combine(folder.Path, "{epoch}.keras"), saveBestOnly: true),
                new TensorBoard(Path.Combine(folder.Path, "logs")),
        ]);

        Assert.Equal(6, Compiled().Fit(s_samples, 9, 4, validationSplit: 0.25, validationFreq: 2,
            callbacks: [new EarlyStopping(patience: 2, minDelta: 1e9)]).Epochs.Count);
        Assert.Equal(0.0005, history.Epochs[6].LearningRate, 1e-9);
        Assert.Equal(0.005, history.Epochs[5].LearningRate, 1e-9);
        Assert.True(File.Exists(Path.Combine(folder.Path, "2.keras")));
        Assert.False(File.Exists(Path.Combine(folder.Path, "1.keras")));
        string[] lines = File.ReadAllLines(log);
        Assert.Equal("epoch,accuracy,loss,val_accuracy,val_loss,learning_rate", lines[0]);
        Assert.Matches(@"^1,[0-9.]+,[0-9.]+,NA,NA,", lines[1]);
        Assert.Matches(@"^2,[0-9.]+,[0-9.]+,[0-9.]+,[0-9.]+,", lines[2]);
    }

    [Fact]
    public void Fit_ThatValidatesInBatches_ReducesEachOfThem()
    {
        Func<Model> sum = () => Compiled(new SparseCategoricalCrossentropy { Reduction = LossReduction.Sum });
        Dataset held = s_samples.Slice(0, 20);
        double byStep = sum().Fit(s_samples, 1, 4, validationData: held)["val_loss"][0];
        double byTen = sum().Fit(s_samples, 1, 4, validationData: held, validationBatchSize: 10)["val_loss"][0];
        double first = sum().Fit(s_samples, 1, 4, validationData: held, validationBatchSize: 10, validationSteps: 1)["val_loss"][0];
        Model trained = sum();
        trained.Fit(s_samples, 1, 4);

        Assert.Equal(byStep, trained.Evaluate(held, batchSize: 4).Loss, 1e-9);
        Assert.Equal(byTen, trained.Evaluate(held, batchSize: 10).Loss, 1e-9);
        Assert.Equal(first, trained.Evaluate(held, batchSize: 10, steps: 1).Loss, 1e-9);
        Assert.Equal(trained.Evaluate(held.Take(10), batchSize: 10).Loss, first, 1e-9);
        Assert.Equal(2.5, byTen / byStep, 1e-5);
        Assert.Equal(10, trained.Evaluate(held, batchSize: 10, steps: 1).Count);
    }

    [Fact]
    public void FitAndEvaluate_WithSampleWeights_DoAsWithADataSetThatHasThem()
    {
        float[] weights = [.. Enumerable.Range(0, 40).Select(i => i % 3 * 0.5f)];
        Model given = Compiled(), own = Compiled();
        History one = given.Fit(s_samples, 2, 4, validationSplit: 0.25, sampleWeights: weights);
        History other = own.Fit(s_samples.WithSampleWeights(weights), 2, 4, validationSplit: 0.25);
        AssertSame(own, given);
        Assert.Equal(other["val_loss"], one["val_loss"]);
        Assert.Equal(own.Evaluate(s_samples.WithSampleWeights(weights)).Loss, given.Evaluate(s_samples, sampleWeights: weights).Loss);
        Assert.Contains("expected class weights or sample weights", Assert.Throws<ArgumentException>(() =>
            given.Fit(s_samples, sampleWeights: weights, classWeights: new Dictionary<int, double> { [0] = 2 })).Message,
                StringComparison.Ordinal);
        Assert.Contains("expected a weight for each of 40 samples",
            Assert.Throws<DataException>(() => given.Fit(s_samples, sampleWeights: weights.AsMemory(1))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stepsPerEpoch")]
    [InlineData("initialEpoch")]
    [InlineData("validationBatchSize")]
    [InlineData("validationSteps")]
    public void Fit_WithNumbersThatMakeNoSense_NamesThem(string name)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => Compiled().Fit(
            s_samples,
            stepsPerEpoch: name == "stepsPerEpoch" ? 0 : null,
            initialEpoch: name == "initialEpoch" ? -1 : 0,
            validationBatchSize: name == "validationBatchSize" ? 0 : null,
            validationSteps: name == "validationSteps" ? 0 : null));
        Assert.Contains($"expected {name} of at least", error.Message, StringComparison.Ordinal);
        Assert.Contains("validationFreq of at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => (ValidationFrequency)0).Message,
            StringComparison.Ordinal);
    }

    private static Sequential Compiled(Loss? loss = null)
    {
        Sequential model = new([3], seed: 4) { new Dense(5, Activation.Tanh), new Dense(3, Activation.Softmax) };
        model.Compile(new SGD(0.005, momentum: 0.5), loss ?? new SparseCategoricalCrossentropy(), Metric.Accuracy);
        return model;
    }

    private static void AssertSame(Model expected, Model actual) =>
        Assert.Equal(expected.Weights.SelectMany(weight => weight.Span.ToArray()),
            actual.Weights.SelectMany(weight => weight.Span.ToArray()));

    private sealed class Watch : Callback
    {
        public List<int> Steps { get; } = [];

        public override void OnEpochEnd(TrainingRun run, EpochResult epoch) => Steps.Add(run.Step);
    }

    private sealed class Cut(int step, CancellationTokenSource power) : Callback
    {
        public override void OnBatchEnd(TrainingRun run)
        {
            if (run.Model.Iterations == step)
            {
                power.Cancel();
            }
        }
    }
}
