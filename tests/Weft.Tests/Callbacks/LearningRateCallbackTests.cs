using Weft.Schedules;
using Weft.Tests.Reference;

namespace Weft.Tests.Callbacks;

public sealed class LearningRateCallbackTests
{
    public static TheoryData<string, ReduceLROnPlateau, double[], double[]> Plateaus() => new()
    {
        // name, callback, losses, the rate each epoch is trained at
        { "patience of two", new ReduceLROnPlateau(factor: 0.5, patience: 2), [5, 5, 5, 5, 5, 5], [0.1, 0.1, 0.1, 0.05, 0.05, 0.025] },
        { "better in between", new ReduceLROnPlateau(factor: 0.5, patience: 2), [5, 5, 4, 4, 4, 4], [0.1, 0.1, 0.1, 0.1, 0.1, 0.05] },
        { "too small a change", new ReduceLROnPlateau(factor: 0.5, patience: 1, minDelta: 0.5), [5, 4.6, 4.5], [0.1, 0.1, 0.05] },
        { "lowest rate", new ReduceLROnPlateau(factor: 0.1, patience: 1, minLR: 0.03), [5, 5, 5, 5], [0.1, 0.1, 0.03, 0.03] },
        { "cooldown of two", new ReduceLROnPlateau(factor: 0.5, patience: 1, cooldown: 2), [5, 5, 5, 5, 5], [0.1, 0.1, 0.05, 0.05, 0.025] },
        { "told to rise", new ReduceLROnPlateau(factor: 0.5, patience: 1, mode: MonitorMode.Max), [5, 6, 6, 7], [0.1, 0.1, 0.1, 0.05] },
    };

    [Theory]
    [MemberData(nameof(Plateaus), DisableDiscoveryEnumeration = true)]
    public void ReduceLROnPlateau_ByKerasRules_LowersTheRate(string name, ReduceLROnPlateau callback, double[] losses, double[] rates)
    {
        (List<double> actual, _, Model model) = Script.Play(callback, "val_loss", losses);
        Assert.True(rates.Zip(actual).All(pair => Math.Abs(pair.First - pair.Second) < 1e-12), $"{name}: {string.Join(" ", actual)}");
        Assert.IsType<ConstantSchedule>(model.Optimizer!.LearningRate);
    }

    [Fact]
    public void ReduceLROnPlateau_StateSavedAndRestored_GoesOn()
    {
        ReduceLROnPlateau first = new(patience: 5);
        Script.Play(first, "val_loss", 5, 6, 6);
        CallbackState state = new(), again = new();
        first.SaveState(state);
        ReduceLROnPlateau second = new(patience: 5);
        second.RestoreState(state);
        second.SaveState(again);
        Assert.Equal(new Dictionary<string, double> { ["wait"] = 2, ["cooling"] = 0, ["best"] = 5 }, again.Numbers);
    }

    [Fact]
    public void LearningRateScheduler_TakesEpochsFromZeroAndThePresentRate()
    {
        List<(int, double)> seen = [];
        LearningRateScheduler callback = new((epoch, rate) =>
        {
            seen.Add((epoch, rate));
            return epoch < 1 ? rate : rate / 2;
        });
        (List<double> rates, _, _) = Script.Play(callback, "val_loss", 1, 1, 1);
        Assert.Equal([0.1, 0.05, 0.025], rates);
        Assert.Equal([(0, 0.1), (1, 0.1), (2, 0.05)], seen);
    }

    [Fact]
    public void LearningRate_UnderASchedule_CannotBeSet()
    {
        (Model model, Reference.Samples train, _) = Script.Model(new SGD(new ExponentialDecay(0.1, 10, 0.5)));
        TrainingException error = Assert.Throws<TrainingException>(() => model.Fit(train, callbacks: [new LearningRateScheduler((_, rate) => rate)]));
        Assert.Contains("ExponentialDecay", error.Message);
    }

    [Fact]
    public void TerminateOnNaN_LossNoLongerFinite_KeepsHistoryAndWeights()
    {
        (Model model, Reference.Samples train, _) = Script.Model(new SGD(1e300));
        Assert.Throws<TrainingException>(() => model.Fit(train, epochs: 3, batchSize: 8));

        (model, train, _) = Script.Model(new SGD(1e300));
        History history = model.Fit(train, epochs: 3, batchSize: 8, callbacks: [new TerminateOnNaN()]);
        Assert.Single(history.Epochs);
        Assert.False(double.IsFinite(history["loss"][0]));
        Assert.Contains("The run ended at step", Assert.Single(history.Warnings));
    }

    [Fact]
    public void FindLearningRate_LeavesTheModelAsItWas_AndSuggestsARateThatLearns()
    {
        (Model model, _, _) = Script.Model(new Adam(0.123e-3));
        Random random = new(8);
        int[] labels = [.. Enumerable.Range(0, 60).Select(i => i % 3)];
        float[][] inputs = [.. labels.Select(label => Enumerable.Range(0, 4).Select(j => (float)((j == label ? 1 : 0) + (0.2 * random.NextDouble()))).ToArray())];
        Reference.Samples train = Reference.Samples.Labelled([4], inputs, labels);
        model.Fit(train, batchSize: 20);
        float[] weights = Script.Flat(model);
        float[][] slots = [.. model.Weights.SelectMany(model.Session!.SlotsOf).Select(slot => slot.ToArray())];

        LearningRateRange range = model.FindLearningRate(train, 1e-5, 10, 60, batchSize: 20);

        Assert.Equal(weights, Script.Flat(model));
        Assert.Equal(slots, model.Weights.SelectMany(model.Session!.SlotsOf));
        Assert.Equal((3, new Adam(0.123e-3)), (model.Iterations, model.Optimizer));
        Assert.InRange(range.Points.Count, 10, 60);
        Assert.Equal(1e-5, range.Points[0].LearningRate, 1e-12);
        Assert.Equal(Math.Pow(1e6, 1 / 59.0), range.Points[1].LearningRate / range.Points[0].LearningRate, 1e-9);
        Assert.Equal(range.Points[0].Loss, range.Points[0].SmoothedLoss, 1e-12);
        Assert.InRange(range.Suggestion!.Value, 1e-3, 1);
    }

    [Fact]
    public void ReduceLROnPlateau_UnderASchedule_IsRefusedAtOnce()
    {
        (Model model, Samples train, Samples validation) = Script.Model(new SGD(new ExponentialDecay(0.1, 10, 0.5)));
        TrainingException error = Assert.Throws<TrainingException>(() => model.Fit(train, validationData: validation, callbacks: [new ReduceLROnPlateau()]));
        Assert.Contains("ExponentialDecay", error.Message);
        Assert.Equal(0, model.Iterations);
    }

    [Fact]
    public void Suggestion_OfNoPoints_IsNone() => Assert.Null(new LearningRateRange([]).Suggestion);

    [Fact]
    public void Suggestion_IsTheSteepestFallBeforeTheLeast()
    {
        double[] smoothed = [5, 5, 4.8, 2, 1.5, 4, 1.8];
        LearningRateRange range = new([.. smoothed.Select((loss, i) => new LearningRatePoint(Math.Pow(10, i - 5), loss, loss))]);
        Assert.Equal(1e-2, range.Suggestion!.Value, 1e-12);
        Assert.Null(new LearningRateRange([.. smoothed.Order().Select((loss, i) => new LearningRatePoint(Math.Pow(10, i - 5), loss, loss))]).Suggestion);
    }
}
