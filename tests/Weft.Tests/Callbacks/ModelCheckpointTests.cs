using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Callbacks;

public sealed class ModelCheckpointTests
{
    private static readonly SparseCategoricalCrossentropy s_loss = new();

    [Fact]
    public void Fit_WithAPattern_NamesFilesAfterEpochsAndFigures()
    {
        using TemporaryFolder folder = new();

        History history = Fit(4, new ModelCheckpoint(folder.File("deep/m-{epoch:02d}-{loss:.3f}.keras"), everyEpochs: 2));

        string[] expected = [.. history.Epochs.Where(epoch => epoch.Epoch % 2 == 0).Select(epoch => FormattableString.Invariant($"m-{epoch.Epoch:00}-{epoch.Loss:0.000}.keras"))];
        Assert.Equal(expected, Directory.GetFiles(folder.File("deep")).Select(Path.GetFileName).Order());
        Assert.Equal(8 * 2, Model.Load(Directory.GetFiles(folder.File("deep")).Order().First()).Iterations);
    }

    [Theory]
    [InlineData("loss", MonitorMode.Auto, 3)]
    [InlineData("accuracy", MonitorMode.Auto, 2)]
    [InlineData("loss", MonitorMode.Max, 1)]
    [InlineData("accuracy", MonitorMode.Min, 3)]
    public void OnEpochEnd_BestOnly_KeepsTheBestByEitherWay(string monitor, MonitorMode mode, int best)
    {
        using TemporaryFolder folder = new();
        Model model = Compiled();
        ModelCheckpoint checkpoint = new(folder.File("best.keras"), monitor, saveBestOnly: true, mode);
        (double Loss, double Accuracy)[] epochs = [(0.9, 0.5), (0.8, 0.7), (0.7, 0.4), (0.75, 0.7)];

        model.Fit(Draw(model), epochs.Length, 4, callbacks: [new Forged(checkpoint, epochs)]);

        Assert.Equal(best, Model.Load(folder.File("best.keras")).Metadata.Epochs);
    }

    [Fact]
    public void OnEpochEnd_BelowTheThreshold_SavesNothing()
    {
        using TemporaryFolder folder = new();

        Fit(2, new ModelCheckpoint(folder.File("best.keras"), "loss", saveBestOnly: true, initialValueThreshold: 1e-9));

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void RestoreState_RemembersTheBest()
    {
        using TemporaryFolder folder = new();
        Model model = Compiled();
        ModelCheckpoint before = new(folder.File("best.keras"), "loss", saveBestOnly: true);
        model.Fit(Draw(model), 1, 4, callbacks: [new Forged(before, [(0.5, 0)])]);
        CallbackState state = new();
        before.SaveState(state);
        File.Delete(folder.File("best.keras"));
        ModelCheckpoint after = new(folder.File("best.keras"), "loss", saveBestOnly: true);

        model.Fit(Draw(model), 1, 4, callbacks: [new Forged(after, [(0.6, 0)], state)]);

        Assert.False(File.Exists(folder.File("best.keras")));
    }

    [Fact]
    public void OnEpochEnd_ASecondRun_KeepsTheBestOfTheFirst()
    {
        using TemporaryFolder folder = new();
        ModelCheckpoint checkpoint = new(folder.File("best.keras"), saveBestOnly: true);
        Script.Play(checkpoint, "val_loss", 3, 2);
        byte[] best = File.ReadAllBytes(folder.File("best.keras"));
        Script.Play(checkpoint, "val_loss", 5, double.NaN, 2.5);
        Assert.Equal(best, File.ReadAllBytes(folder.File("best.keras")));
        Script.Play(checkpoint, "val_loss", 1);
        Assert.NotEqual(best, File.ReadAllBytes(folder.File("best.keras")));
    }

    [Fact]
    public void OnEpochEnd_FigureThatIsNotThere_NamesThoseThatAre()
    {
        using TemporaryFolder folder = new();

        Assert.Contains("monitor one of loss, accuracy, got 'val_loss'", Assert.Throws<TrainingException>(() => Fit(1, new ModelCheckpoint(folder.File("m.keras"), saveBestOnly: true))).Message);
        Assert.Contains("got 'nothing'", Assert.Throws<TrainingException>(() => Fit(1, new ModelCheckpoint(folder.File("{nothing}.keras")))).Message);
    }

    [Theory]
    [InlineData("m-{epoch.keras")]
    [InlineData("m-{loss:.2q}.keras")]
    [InlineData("m-{loss:.2}.keras")]
    [InlineData("m-{loss:d}.keras")]
    [InlineData("m-}.keras")]
    [InlineData("m-{epoch}.h5")]
    [InlineData("m")]
    public void Constructor_PatternThatMeansNothing_IsRefused(string pattern) => Assert.Throws<ArgumentException>(() => new ModelCheckpoint(pattern));

    [Theory]
    [InlineData("{epoch}", "7")]
    [InlineData("{epoch:03d}", "007")]
    [InlineData("{epoch:3d}", "  7")]
    [InlineData("{epoch:.2f}", "7.00")]
    [InlineData("{loss}", "0.1271")]
    [InlineData("{loss:f}", "0.127100")]
    [InlineData("{loss:.1e}", "1.3e-01")]
    [InlineData("{loss:07.2f}", "0000.13")]
    [InlineData("a{epoch}b{loss:.0f}c", "a7b0c")]
    public void For_PythonsFormats_AreUnderstood(string pattern, string expected) =>
        Assert.Equal(expected, new FilePattern(pattern).For(new EpochResult(7, 0, 0, new Dictionary<string, double> { ["loss"] = 0.1271 })));

    private static Samples Draw(Model model) => SampleDrawer.Draw(model, s_loss, 32, seed: 1);

    private static History Fit(int epochs, Callback callback)
    {
        Model model = Compiled();
        return model.Fit(Draw(model), epochs, 4, callbacks: [callback]);
    }

    private static Model Compiled()
    {
        Sequential model = new([4], seed: 8) { new Dense(3, Activation.Softmax) };
        model.Compile(new SGD(0.01), s_loss, Metric.Accuracy);
        return model;
    }

    /// <summary>Shows a callback epochs with figures of the test's own.</summary>
    private sealed class Forged(ModelCheckpoint inner, (double Loss, double Accuracy)[] epochs, CallbackState? state = null) : Callback
    {
        public override void OnTrainBegin(TrainingRun run)
        {
            inner.OnTrainBegin(run);
            if (state is not null)
            {
                inner.RestoreState(state);
            }
        }

        public override void OnEpochEnd(TrainingRun run, EpochResult epoch) => inner.OnEpochEnd(
            run, epoch with { Values = new Dictionary<string, double> { ["loss"] = epochs[epoch.Epoch - 1].Loss, ["accuracy"] = epochs[epoch.Epoch - 1].Accuracy } });
    }
}
