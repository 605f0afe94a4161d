using Weft.Tests.Reference;

namespace Weft.Tests.Callbacks;

public sealed class SwapEMAWeightsTests
{
    private static readonly Optimizer s_average = new SGD(0.5) { UseEma = true, EmaMomentum = 0.8 };

    [Fact]
    public void Fit_ValidatesAndSavesTheAverage_AndTrainsOnTheWeights()
    {
        using TemporaryFolder folder = new();
        (Model plain, Samples train, Samples validation) = Script.Model(s_average);
        List<double> losses = [];
        Watch raw = new(run => losses.Add(run.Model.Evaluate(validation).Loss));
        History without = plain.Fit(train, 3, batchSize: 8, validationData: validation, callbacks: [raw]);
        Assert.Equal(losses, without["val_loss"]);

        (Model model, _, _) = Script.Model(s_average);
        List<double> averages = [];
        Watch seen = new(run => averages.Add(run.Model.Evaluate(validation).Loss));
        History history = model.Fit(
            train, 3, batchSize: 8, validationData: validation,
            callbacks: [new ModelCheckpoint(folder.File("{epoch}.keras")), seen, new SwapEMAWeights(), new BackupAndRestore(folder.Path, deleteCheckpoint: false)]);

        // The weights are not touched, whoever looks; the average is what the run ends with.
        Assert.Equal(without["loss"], history["loss"]);
        Assert.Equal(Script.Flat(plain), Script.Flat(model));
        Assert.NotEqual(without["val_loss"], history["val_loss"]);
        Assert.Equal(averages, history["val_loss"]);
        Assert.Equal(history["val_loss"][^1], model.Evaluate(validation).Loss);
        for (int epoch = 1; epoch <= 3; epoch++)
        {
            Assert.Equal(history["val_loss"][epoch - 1], Model.Load(folder.File($"{epoch}.keras")).Evaluate(validation).Loss);
        }

        // A checkpoint to go on from has the weights.
        Assert.Equal(losses[^1], Model.Load(folder.File("checkpoint.keras")).Evaluate(validation).Loss);
    }

    [Fact]
    public void EarlyStopping_BringsTheBestAverageBack()
    {
        (Model model, Samples train, Samples validation) = Script.Model(s_average);
        List<float[]> averages = [];
        EarlyStopping stopping = new(patience: 1, mode: MonitorMode.Max, restoreBestWeights: true);
        History history = model.Fit(train, 5, batchSize: 8, validationData: validation, callbacks: [new SwapEMAWeights(), new Watch(run => averages.Add(Script.Flat(run.Model))), stopping]);

        Assert.True(stopping.BestEpoch < history.Epochs.Count);
        Assert.Equal(averages[stopping.BestEpoch - 1], Script.Flat(model));
        Assert.Equal(history["val_loss"][stopping.BestEpoch - 1], model.Evaluate(validation).Loss);
    }

    [Fact]
    public void OnEpochEnd_ThatFails_LeavesTheWeights()
    {
        (Model model, Samples train, Samples validation) = Script.Model(s_average);
        float[] before = [];
        Watch step = new(_ => throw new IOException("full")) { EndOfStep = run => before = Script.Flat(run.Model) };
        Assert.Throws<IOException>(() => model.Fit(train, 2, batchSize: 8, validationData: validation, callbacks: [new SwapEMAWeights(), step]));
        Assert.Equal(before, Script.Flat(model));
    }

    [Fact]
    public void Optimizer_WithoutAnAverage_IsRefused()
    {
        (Model model, Samples train, _) = Script.Model();
        Assert.Contains("UseEma", Assert.Throws<TrainingException>(() => model.Fit(train, callbacks: [new SwapEMAWeights()])).Message);
    }

    private sealed class Watch(Action<TrainingRun> endOfEpoch) : Callback
    {
        public Action<TrainingRun>? EndOfStep { get; init; }

        public override void OnBatchEnd(TrainingRun run) => EndOfStep?.Invoke(run);

        public override void OnEpochEnd(TrainingRun run, EpochResult epoch) => endOfEpoch(run);
    }
}
