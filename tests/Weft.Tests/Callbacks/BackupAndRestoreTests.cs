using Weft.Layers;
using Weft.Schedules;
using Weft.Tests.Reference;

namespace Weft.Tests.Callbacks;

/// <summary>A run that is stopped anywhere and begun again ends with the bits of one that never stopped.</summary>
public sealed class BackupAndRestoreTests
{
    private const int Epochs = 3;
    private const int StepsPerEpoch = 4;

    private static readonly Samples s_samples = SampleDrawer.Draw(Compiled(), new SparseCategoricalCrossentropy(), 30, seed: 1);

    public static TheoryData<Optimizer> Optimizers =>
    [
        new Adam(0.01),
        new SGD(0.1, momentum: 0.9),
        new SGD(new CosineDecay(0.1, 12)),
        new Nadam(0.01) { UseEma = true, EmaOverwriteFrequency = 5 },
        new RMSprop(new OneCycle(0.01, 12), momentum: 0.5, centered: true),
        new AdamW(0.01) { GradientAccumulationSteps = 3, GlobalClipNorm = 0.1 },
    ];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Fit_StoppedAfterAnyStep_EndsWithTheSameBits(Optimizer optimizer)
    {
        Model undisturbed = Compiled(optimizer);
        Counter expected = new();
        History whole = Fit(undisturbed, expected);
        for (int stop = 1; stop <= Epochs * StepsPerEpoch; stop++)
        {
            using TemporaryFolder folder = new();
            Assert.Throws<PowerCut>(() => Fit(Compiled(optimizer), new Counter(), new BackupAndRestore(folder.Path, everySteps: 1), new PowerCut.At(stop + 1)));

            Model resumed = Compiled(optimizer, threads: 1 + (stop % 3));
            Counter counter = new();
            History history = Fit(resumed, counter, new BackupAndRestore(folder.Path, everySteps: 1));

            AssertSame(undisturbed, resumed);
            Assert.Equal(whole.Epochs.Select(Figures), history.Epochs.Select(Figures));
            Assert.Equal((expected.Steps, expected.Begun, expected.Best), (counter.Steps, counter.Begun, counter.Best));
            Assert.Equal(expected.Losses, counter.Losses);
            Assert.Empty(Directory.GetFiles(folder.Path));
        }
    }

    [Fact]
    public void Fit_StoppedInsideAnEpoch_GoesBackToTheEndOfTheLastOne()
    {
        using TemporaryFolder folder = new();
        Model undisturbed = Compiled();
        Fit(undisturbed, new Counter());
        Assert.Throws<PowerCut>(() => Fit(Compiled(), new Counter(), new BackupAndRestore(folder.Path), new PowerCut.At(StepsPerEpoch + 3)));

        Model resumed = Compiled();
        FirstStepSeen first = new();
        Fit(resumed, new Counter(), new BackupAndRestore(folder.Path), first);

        Assert.Equal((2, 0), first.Position);
        AssertSame(undisturbed, resumed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fit_AFinishedRunWithMoreEpochs_GoesOnFromItsLastStep(bool timed)
    {
        using TemporaryFolder folder = new();
        (Model whole, Samples train, Samples validation) = Script.Model(new SGD(0.1) { UseEma = true, EmaMomentum = 0.8 });
        whole.Fit(train, 4, batchSize: 8, validationData: validation, callbacks: [Best()]);

        (Model first, _, _) = Script.Model(new SGD(0.1) { UseEma = true, EmaMomentum = 0.8 });
        TimeSpan? every = timed ? TimeSpan.FromHours(1) : null;
        first.Fit(train, 2, batchSize: 8, validationData: validation, callbacks: [Best(), new BackupAndRestore(folder.Path, every, deleteCheckpoint: false)]);
        (Model more, _, _) = Script.Model(new SGD(0.1) { UseEma = true, EmaMomentum = 0.8 });
        more.Fit(train, 4, batchSize: 8, validationData: validation, callbacks: [Best(), new BackupAndRestore(folder.Path, every, deleteCheckpoint: false)]);

        AssertSame(whole, more);
        static EarlyStopping Best() => new(patience: 9, mode: MonitorMode.Max, restoreBestWeights: true);
    }

    [Fact]
    public void Fit_AfterAnInterruption_GoesOnAtThatStep()
    {
        using TemporaryFolder folder = new();
        using CancellationTokenSource interruption = new();
        Model undisturbed = Compiled();
        Fit(undisturbed, new Counter());
        History first = Compiled().Fit(
            s_samples, Epochs, 8, callbacks: [new Counter(), new BackupAndRestore(folder.Path), new PowerCut.At(7, interruption.Cancel)], cancellationToken: interruption.Token);

        Model resumed = Compiled();
        FirstStepSeen seen = new();
        Fit(resumed, new Counter(), new BackupAndRestore(folder.Path), seen);

        Assert.True(first.Interrupted);
        Assert.Equal((2, 3), seen.Position);
        AssertSame(undisturbed, resumed);
    }

    [Fact]
    public void Fit_OfAFinishedRun_DoesNothingMoreAndWithMoreEpochsGoesOn()
    {
        using TemporaryFolder folder = new();
        BackupAndRestore backup = new(folder.Path, deleteCheckpoint: false);
        Model finished = Compiled();
        Fit(finished, new Counter(), backup);

        Model again = Compiled();
        Assert.Equal(Epochs, Fit(again, new Counter(), backup).Epochs.Count);
        AssertSame(finished, again);

        Model longer = Compiled();
        Model undisturbed = Compiled();
        longer.Fit(s_samples, Epochs + 2, 8, callbacks: [new Counter(), backup]);
        undisturbed.Fit(s_samples, Epochs + 2, 8);
        AssertSame(undisturbed, longer);
    }

    [Fact]
    public void Fit_StoppedByACallback_StaysStopped()
    {
        using TemporaryFolder folder = new();
        BackupAndRestore backup = new(folder.Path, deleteCheckpoint: false);
        Model stopped = Compiled();
        Fit(stopped, new Stopper(6), backup);
        Model again = Compiled();

        Assert.Equal(2, Fit(again, new Stopper(6), backup).Epochs.Count);
        AssertSame(stopped, again);
    }

    [Fact]
    public void Checkpoint_IsAModelFile()
    {
        using TemporaryFolder folder = new();
        BackupAndRestore backup = new(folder.Path, deleteCheckpoint: false);
        Model model = Compiled();
        Fit(model, new Counter(), backup);

        AssertSame(model, Model.Load(backup.Checkpoint));
    }

    [Fact]
    public void Fit_EveryFewMinutes_WritesNothingBefore()
    {
        using TemporaryFolder folder = new();
        BackupAndRestore rare = new(folder.Path, every: TimeSpan.FromHours(1));
        Assert.Throws<PowerCut>(() => Fit(Compiled(), rare, new PowerCut.At(9)));
        Assert.False(File.Exists(rare.Checkpoint));

        BackupAndRestore often = new(folder.Path, every: TimeSpan.FromTicks(1));
        Assert.Throws<PowerCut>(() => Fit(Compiled(), often, new PowerCut.At(2)));
        Assert.True(File.Exists(often.Checkpoint));
    }

    [Fact]
    public void Fit_OnOtherDataOrOtherwise_IsRefusedAndChangesNothing()
    {
        using TemporaryFolder folder = new();
        BackupAndRestore backup = new(folder.Path, deleteCheckpoint: false);
        Fit(Compiled(), new Counter(), backup);
        Samples other = SampleDrawer.Draw(Compiled(), new SparseCategoricalCrossentropy(), 30, seed: 2);

        AssertRefused("training data", Compiled(), model => model.Fit(other, Epochs, 8, callbacks: [new Counter(), backup]));
        AssertRefused("batch size 8 there and 4 here", Compiled(), model => model.Fit(s_samples, Epochs, 4, callbacks: [new Counter(), backup]));
        AssertRefused("validation data none there", Compiled(), model => model.Fit(s_samples, Epochs, 8, validationData: other, callbacks: [new Counter(), backup]));
        AssertRefused("shuffling True there", Compiled(), model => model.Fit(s_samples, Epochs, 8, shuffle: false, callbacks: [new Counter(), backup]));
        AssertRefused("class weights none there", Compiled(), model => model.Fit(s_samples, Epochs, 8, classWeights: new Dictionary<int, double> { [1] = 2 }, callbacks: [new Counter(), backup]));
        AssertRefused("Counter", Compiled(), model => model.Fit(s_samples, Epochs, 8, callbacks: [backup]));
        AssertRefused("same seed", Compiled(seed: 9), model => Fit(model, new Counter(), backup));
        AssertRefused("same layers", Compiled(units: 7), model => Fit(model, new Counter(), backup));
        AssertRefused("same optimizer", Compiled(new SGD(0.01)), model => Fit(model, new Counter(), backup));
    }

    [Fact]
    public void Fit_DamagedCheckpoint_IsAnErrorThatNamesIt()
    {
        using TemporaryFolder folder = new();
        BackupAndRestore backup = new(folder.Path, deleteCheckpoint: false);
        Fit(Compiled(), new Counter(), backup);
        byte[] whole = File.ReadAllBytes(backup.Checkpoint);
        Random random = new(3);
        for (int i = 0; i < 40; i++)
        {
            byte[] damaged = [.. whole];
            int at = random.Next(whole.Length);
            damaged[at] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(backup.Checkpoint, i % 2 == 0 ? damaged[..at] : damaged);
            Model model = Compiled();
            try
            {
                Fit(model, new Counter(), backup);
            }
            catch (ModelFileException error)
            {
                Assert.StartsWith(backup.Checkpoint, error.Message);
                Assert.Contains("start over", error.Message);
                AssertSame(Compiled(), model);
                continue;
            }

            // Some bytes of a zip mean nothing: then nothing is lost either.
            Assert.Equal(Epochs * StepsPerEpoch, model.Iterations);
        }
    }

    [Fact]
    public void Fit_PlainModelInTheCheckpointsPlace_IsAnError()
    {
        using TemporaryFolder folder = new();
        BackupAndRestore backup = new(folder.Path);
        Compiled().Save(backup.Checkpoint);

        Assert.Contains("without 'weft.training.json'", Assert.Throws<ModelFileException>(() => Fit(Compiled(), backup)).Message);
    }

    [Fact]
    public void Fit_WhereNoFolderCanBe_SaysSo()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("taken"), string.Empty);

        Assert.Contains("taken", Assert.ThrowsAny<IOException>(() => Fit(Compiled(), new BackupAndRestore(folder.File("taken")))).Message);
    }

    [Fact]
    public void Fit_AfterAKillInsideAWrite_RemovesWhatItLeft()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File(".checkpoint.keras.0123.tmp"), "half");

        Fit(Compiled(), new BackupAndRestore(folder.Path));

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Constructor_NonsensicalIntervals_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BackupAndRestore("x", every: TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BackupAndRestore("x", everySteps: 0));
    }

    private static void AssertRefused(string expected, Model model, Func<Model, History> fit)
    {
        Model before = Model.FromFile(model.ToFile());
        Assert.Contains(expected, Assert.Throws<ModelFileException>(() => fit(model)).Message);
        AssertSame(before, model);
    }

    private static string Figures(EpochResult epoch) => $"{epoch.Epoch} {epoch.LearningRate:R} {string.Join(' ', epoch.Values.Select(pair => $"{pair.Key} {pair.Value:R}"))}";

    private static History Fit(Model model, params Callback[] callbacks) => model.Fit(s_samples, Epochs, 8, callbacks: callbacks);

    private static Model Compiled(Optimizer? optimizer = null, int seed = 8, int units = 6, int threads = 2)
    {
        Sequential model = new([4], seed)
        {
            new Dense(units, Activation.Tanh),
            new BatchNormalization(),
            new Dropout(0.3),
            new Dense(3, Activation.Softmax),
        };
        model.Threads = threads;
        model.Compile(optimizer ?? new Adam(0.01), new SparseCategoricalCrossentropy(), Metric.Accuracy, new Auc());
        return model;
    }

    private static void AssertSame(Model expected, Model actual)
    {
        Assert.Equal(expected.Iterations, actual.Iterations);
        Assert.Equal(expected.Optimizer, actual.Optimizer);
        foreach ((Weight left, Weight right) in expected.Weights.Zip(actual.Weights))
        {
            Assert.Equal(left.Span, right.Span);
            Assert.Equal(expected.Session!.SlotsOf(left), actual.Session!.SlotsOf(right));
        }
    }

    /// <summary>Ends everything at a step, as a pulled plug does.</summary>
    private sealed class PowerCut : Exception
    {
        public sealed class At(int step, Action? instead = null) : Callback
        {
            public override void OnBatchEnd(TrainingRun run)
            {
                if (run.Model.Iterations == step)
                {
                    (instead ?? (() => throw new PowerCut()))();
                }
            }

            public override void OnTrainEnd(TrainingRun run)
            {
                if (instead is null)
                {
                    throw new PowerCut();
                }
            }
        }
    }

    /// <summary>A callback with a memory of every kind.</summary>
    private sealed class Counter : Callback
    {
        public double Steps { get; private set; }

        public double Begun { get; private set; }

        public double Best { get; private set; }

        public List<float> Losses { get; } = [];

        public override void OnTrainBegin(TrainingRun run) => (Steps, Begun, Best) = (0, 0, double.PositiveInfinity);

        public override void OnEpochBegin(TrainingRun run) => Begun++;

        public override void OnBatchEnd(TrainingRun run)
        {
            Steps++;
            Losses.Add((float)run.Loss);
        }

        public override void OnEpochEnd(TrainingRun run, EpochResult epoch) => Best = run.Epoch < 2 ? double.PositiveInfinity : Math.Min(Best, epoch.Loss);

        public override void SaveState(CallbackState state)
        {
            (state.Numbers["steps"], state.Numbers["begun"], state.Numbers["best"]) = (Steps, Begun, Best);
            state.Arrays["losses/all"] = [.. Losses];
        }

        public override void RestoreState(CallbackState state)
        {
            (Steps, Begun, Best) = (state.Numbers["steps"], state.Numbers["begun"], state.Numbers["best"]);
            Losses.AddRange(state.Arrays["losses/all"]);
        }
    }

    private sealed class Stopper(int step) : Callback
    {
        public override void OnBatchEnd(TrainingRun run) => run.StopTraining = run.Model.Iterations >= step;
    }

    private sealed class FirstStepSeen : Callback
    {
        public (int Epoch, int Step)? Position { get; private set; }

        public override void OnBatchBegin(TrainingRun run) => Position ??= (run.Epoch, run.Step);
    }
}
