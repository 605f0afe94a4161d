using Weft.Layers;
using Weft.Schedules;
using Weft.Tests.Reference;

namespace Weft.Tests.Training;

/// <summary>
/// A loss, a metric and a schedule that a program wrote itself train, evaluate, stop and resume as Weft's do; what is closed cannot be
/// derived.
/// </summary>
public sealed class OwnPiecesTests
{
    private static readonly Samples s_samples = SampleDrawer.Draw(Compiled(new MeanSquaredError()), new MeanSquaredError(), 61, seed: 2);

    /// <summary>Mean squared error, written by somebody else.</summary>
    private sealed record OwnSquares(double Factor = 1) : Loss
    {
        public override double Evaluate(ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient)
        {
            double sum = 0;
            for (int i = 0; i < output.Length; i++)
            {
                double difference = (double)output[i] - target[i];
                sum += difference * difference;
                gradient[i] += (float)(Factor * 2 * difference / output.Length);
            }

            return Factor * sum / output.Length;
        }
    }

    /// <summary>The largest error of any output, which no mean is.</summary>
    private sealed record OwnSpread : Metric
    {
        public override string Name => "spread";

        public override int StateSize(int outputs) => 2 * outputs;

        public override void Add(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target, double weight, Span<double> state)
        {
            for (int i = 0; i < prediction.Length; i++)
            {
                state[2 * i] += weight * Math.Abs(prediction[i] - target[i]);
                state[(2 * i) + 1] += weight;
            }
        }

        public override double Result(ReadOnlySpan<double> state)
        {
            double largest = 0;
            for (int i = 0; i < state.Length; i += 2)
            {
                largest = Math.Max(largest, Ratio(state[i], state[i + 1]));
            }

            return largest;
        }
    }

    private sealed record OwnSteps(double First) : Schedule
    {
        public override double At(long step) => First / (1 + step);
    }

    [Fact]
    public void Fit_WithALossOfOnesOwn_IsThatOfTheSameLoss()
    {
        (Sequential own, Sequential weft) = (Compiled(new OwnSquares(), new OwnSpread()), Compiled(new MeanSquaredError(), new OwnSpread()));

        History expected = weft.Fit(s_samples, epochs: 3, batchSize: 8, validationSplit: 0.2), actual = own.Fit(s_samples, epochs: 3, batchSize: 8, validationSplit: 0.2);

        Assert.All(["loss", "val_loss", "spread", "val_spread"], name => Assert.All(expected[name].Zip(actual[name]), pair => Assert.Equal(pair.First, pair.Second, 1e-7)));
        Assert.True(actual["loss"][^1] < actual["loss"][0]);
        Assert.Equal(weft.Evaluate(s_samples).Loss, own.Evaluate(s_samples).Loss, 1e-7);
    }

    [Fact]
    public void Fit_OnOneToEightThreads_GivesTheSameBits()
    {
        float[] expected = Trained(1);
        Assert.All((int[])[2, 3, 8], threads => Assert.Equal(expected, Trained(threads)));

        static float[] Trained(int threads)
        {
            Sequential model = Compiled(new OwnSquares(3), new OwnSpread());
            model.Threads = threads;
            model.Fit(s_samples, epochs: 2, batchSize: 32);
            return [.. model.Weights.SelectMany(weight => weight.Span.ToArray())];
        }
    }

    [Fact]
    public void Fit_StoppedAndBegunAgain_EndsWithTheSameBits()
    {
        using TemporaryFolder folder = new();
        Sequential whole = Compiled(new OwnSquares(2), new OwnSpread());
        Fit(whole);
        Sequential stopped = Compiled(new OwnSquares(2), new OwnSpread());
        Assert.Throws<OperationCanceledException>(() => Fit(stopped, new BackupAndRestore(folder.Path, everySteps: 1), new CutAt(11)));
        Sequential resumed = Compiled(new OwnSquares(2), new OwnSpread());
        Fit(resumed, new BackupAndRestore(folder.Path, everySteps: 1));

        Assert.Equal(whole.Weights.SelectMany(weight => weight.Span.ToArray()), resumed.Weights.SelectMany(weight => weight.Span.ToArray()));
        Assert.Equal(whole.Iterations, resumed.Iterations);

        // Another factor is another loss.
        Assert.Throws<OperationCanceledException>(() => Fit(Compiled(new OwnSquares(2), new OwnSpread()), new BackupAndRestore(folder.Path, everySteps: 1), new CutAt(3)));
        Assert.Contains("OwnSquares", Assert.Throws<ModelFileException>(() => Fit(Compiled(new OwnSquares(4), new OwnSpread()), new BackupAndRestore(folder.Path))).Message);

        static void Fit(Sequential model, params Callback[] callbacks) =>
            model.Fit(s_samples, epochs: 4, batchSize: 16, validationData: s_samples, callbacks: [new EarlyStopping("val_spread", patience: 3, restoreBestWeights: true), .. callbacks]);
    }

    [Fact]
    public void Save_WithPiecesOfOnesOwn_LoadsWithoutThemAndNamesThem()
    {
        using TemporaryFolder folder = new();
        Assert.Contains("OwnSquares", Note(new SGD(0.1), new OwnSquares(), compiled: false));
        Assert.Contains("OwnSteps", Note(new SGD(new OwnSteps(0.1)), new MeanSquaredError(), compiled: false));
        Assert.Contains("OwnSpread", Note(new SGD(0.1), new MeanSquaredError(), compiled: true, new OwnSpread(), Metric.Accuracy));
        Assert.Contains("LossMetric", Note(new SGD(0.1), new MeanSquaredError(), compiled: true, new LossMetric(new OwnSquares()), Metric.Accuracy));

        string Note(Optimizer optimizer, Loss loss, bool compiled, params Metric[] metrics)
        {
            Sequential model = new([3], seed: 4) { new Dense(9, Activation.Tanh), new Dense(4) };
            model.Compile(optimizer, loss, metrics);
            model.Fit(s_samples);
            model.Save(folder.File("m.keras"));
            Model loaded = Model.Load(folder.File("m.keras"));
            Assert.Equal(model.Predict(s_samples).Span.ToArray(), loaded.Predict(s_samples).Span.ToArray());
            Assert.Equal(compiled, loaded.Optimizer is not null);
            Assert.Equal(compiled ? [Metric.Accuracy] : [], loaded.Metrics);
            return Assert.Single(loaded.LoadNotes);
        }
    }

    [Fact]
    public void Fit_WithAScheduleOfOnesOwn_FollowsIt()
    {
        Sequential model = new([3], seed: 4) { new Dense(4) };
        model.Compile(new SGD(new OwnSteps(0.5)), new MeanSquaredError());
        History history = model.Fit(s_samples, epochs: 3, batchSize: 61);
        Assert.Equal([0.5, 0.25, 0.5 / 3], history.Epochs.Select(epoch => epoch.LearningRate));
    }

    [Fact]
    public void Fit_WithALossThatIsNoNumber_ChangesNoWeight()
    {
        Sequential model = Compiled(new OwnSquares(double.NaN));
        float[] before = [.. model.Weights.SelectMany(weight => weight.Span.ToArray())];
        Assert.Throws<TrainingException>(() => model.Fit(s_samples));
        Assert.Equal(before, model.Weights.SelectMany(weight => weight.Span.ToArray()));
    }

    // A type is open where a stranger's constructor can call its own and override all that is abstract.
    [Fact]
    public void PublicTypes_ThatCanBeDerived_AreThoseThatTheEngineAsks()
    {
        Type[] open = [.. typeof(Sequential).Assembly.GetExportedTypes().Where(IsOpen)];
        Assert.Equal([typeof(Callback), typeof(Weft.Data.Dataset), typeof(Loss), typeof(Metric), typeof(Schedule)], open.OrderBy(type => type.Name));

        static bool IsOpen(Type type) => type is { IsAbstract: true, IsSealed: false, IsInterface: false }
            && type.GetConstructors(All).Any(constructor => (constructor.IsPublic || constructor.IsFamily) && !constructor.GetParameters().Any(parameter => parameter.ParameterType == type))
            && !type.GetMethods(All).Any(method => method is { IsAbstract: true, IsAssembly: true } or { IsAbstract: true, IsFamilyAndAssembly: true });
    }

    private const System.Reflection.BindingFlags All =
        System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic;

    private sealed class CutAt(int step) : Callback
    {
        private int _steps;

        public override void OnBatchBegin(TrainingRun run)
        {
            if (++_steps == step)
            {
                throw new OperationCanceledException();
            }
        }
    }

    private static Sequential Compiled(Loss loss, params Metric[] metrics)
    {
        Sequential model = new([3], seed: 4) { new Dense(9, Activation.Tanh), new Dense(4) };
        model.Compile(new SGD(0.1, momentum: 0.5), loss, metrics);
        return model;
    }
}
