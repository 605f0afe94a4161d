namespace Weft.Tests.Callbacks;

public sealed class EarlyStoppingTests
{
    public static TheoryData<string, EarlyStopping, string, double[], int, int> Cases() => new()
    {
        // name, callback, figure, values, epochs run, best epoch
        { "improves to the end", new EarlyStopping(), "val_loss", [5, 4, 3, 2], 4, 4 },
        { "no patience", new EarlyStopping(), "val_loss", [5, 4, 4, 2], 3, 2 },
        { "first epoch never stops", new EarlyStopping(baseline: 1), "val_loss", [5, 4, 5, 5], 3, 2 },
        { "patience of two", new EarlyStopping(patience: 2), "val_loss", [5, 6, 4, 4, 5, 3], 5, 3 },
        { "patience begins again", new EarlyStopping(patience: 2), "val_loss", [5, 6, 4, 5, 3, 4, 4, 1], 7, 5 },
        { "too small a change", new EarlyStopping(minDelta: 0.5, patience: 2), "val_loss", [5, 4.6, 4.5, 4], 3, 1 },
        { "accuracy rises", new EarlyStopping("val_accuracy"), "val_accuracy", [0.1, 0.2, 0.2, 0.9], 3, 2 },
        { "told to rise", new EarlyStopping("val_loss", mode: MonitorMode.Max), "val_loss", [5, 4, 3], 2, 1 },
        { "baseline not beaten", new EarlyStopping(patience: 2, baseline: 1), "val_loss", [5, 4, 3, 3, 2], 4, 3 },
        { "baseline beaten", new EarlyStopping(patience: 2, baseline: 3.5), "val_loss", [5, 3, 3, 2, 2, 2, 1], 6, 4 },
        { "no number is not the best", new EarlyStopping(patience: 2), "val_loss", [double.NaN, 5, 4, 4.5, 4.5, 1], 5, 3 },
        { "late start", new EarlyStopping(startFromEpoch: 2), "val_loss", [1, 2, 8, 7, 7, 1], 5, 4 },
    };

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Figures_ByKerasRules_EndTheRun(string name, EarlyStopping callback, string figure, double[] values, int epochs, int best)
    {
        (List<double> rates, _, _) = Script.Play(callback, figure, values);
        Assert.True(epochs == rates.Count, $"{name}: expected {epochs} epochs, got {rates.Count}.");
        Assert.Equal(best, callback.BestEpoch);
        Assert.Equal(values[best - 1], callback.Best);
        Assert.Equal(epochs < values.Length ? epochs : 0, callback.StoppedEpoch);
    }

    [Theory]
    [InlineData(new double[] { 3, 2, 4, 5 }, 2)]
    [InlineData(new double[] { 3, 2, 4 }, 2)]
    [InlineData(new double[] { 3, 2, 1 }, 3)]
    public void RestoreBestWeights_StoppedOrNot_BringsThemBack(double[] values, int best)
    {
        (_, List<float[]> weights, Model model) = Script.Play(new EarlyStopping(patience: 2, restoreBestWeights: true), "val_loss", values);
        Assert.Equal(weights[best - 1], Script.Flat(model));
    }

    [Theory]
    [InlineData("val_loss", false)]
    [InlineData("expected_calibration_error", false)]
    [InlineData("val_expected_calibration_error_1", false)]
    [InlineData("auc_1", true)]
    [InlineData("top_5_accuracy", true)]
    public void Figure_OfAnyName_KnowsItsBetterSide(string figure, bool rises)
    {
        MonitoredFigure monitor = new(figure, MonitorMode.Auto, minDelta: 0, "test");
        Assert.Equal((rises, !rises), (monitor.IsBetter(2, 1), monitor.IsBetter(1, 2)));
    }

    [Fact]
    public void WithoutRestoring_TheLastWeightsStay()
    {
        (_, List<float[]> weights, Model model) = Script.Play(new EarlyStopping(patience: 2), "val_loss", 3, 2, 4, 5);
        Assert.Equal(weights[^1], Script.Flat(model));
        Assert.NotEqual(weights[1], weights[^1]);
    }

    [Fact]
    public void State_SavedAndRestored_GoesOn()
    {
        EarlyStopping first = new(patience: 2, restoreBestWeights: true);
        (_, List<float[]> weights, _) = Script.Play(first, "val_loss", 3, 2, 4);
        CallbackState state = new();
        first.SaveState(state);
        EarlyStopping second = new(patience: 2, restoreBestWeights: true);
        second.RestoreState(state);
        Assert.Equal((2, 2), (second.Best, second.BestEpoch));
        CallbackState again = new();
        second.SaveState(again);
        Assert.Equal(state.Numbers, again.Numbers);
        Assert.Equal(weights[1], Enumerable.Range(0, again.Arrays.Count).SelectMany(i => again.Arrays[$"weight_{i}"]));
    }

    [Theory]
    [InlineData("val_loss", false, "Pass validation data")]
    [InlineData("auc", true, "loss, accuracy, val_loss, val_accuracy")]
    public void Figure_ThatTheRunDoesNotRecord_IsAnErrorBeforeTheFirstEpoch(string figure, bool validates, string says)
    {
        (Model model, Reference.Samples train, Reference.Samples validation) = Script.Model();
        TrainingException error = Assert.Throws<TrainingException>(() => model.Fit(train, validationData: validates ? validation : null, callbacks: [new EarlyStopping(figure)]));
        Assert.Contains($"got '{figure}'", error.Message);
        Assert.Contains(says, error.Message);
        Assert.Equal(0, model.Iterations);
    }
}
