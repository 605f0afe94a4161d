namespace Weft;

/// <summary>One figure of the epochs that a callback watches.</summary>
internal sealed class MonitoredFigure(string figure, MonitorMode mode, double minDelta, string who)
{
    private readonly bool _rises = mode switch
    {
        MonitorMode.Min => false,
        MonitorMode.Max => true,
        _ => !Kind(figure).EndsWith("loss", StringComparison.Ordinal) && !Kind(figure).EndsWith("error", StringComparison.Ordinal),
    };

    /// <summary>Whether <paramref name="value"/> beats <paramref name="reference"/> by more than the least change; any number beats nothing, and what is no number beats none.</summary>
    public bool IsBetter(double value, double? reference) =>
        !double.IsNaN(value) && (reference is not { } old || (_rises ? value - Math.Abs(minDelta) > old : value + Math.Abs(minDelta) < old));

    // expected_calibration_error_1 is the second metric of that name.
    private static string Kind(string figure) => figure.TrimEnd("0123456789".ToCharArray()).TrimEnd('_');

    /// <summary>The figure of an epoch; null where the epoch did not validate, and so has none.</summary>
    public double? In(EpochResult epoch) => epoch.Values.TryGetValue(figure, out double value) ? value : null;

    /// <exception cref="TrainingException">The run does not record the figure.</exception>
    /// <param name="run">The run.</param>
    /// <param name="afterEpochs">Whether it is looked at after epochs, when there are figures of the validation data.</param>
    public void Require(TrainingRun run, bool afterEpochs = true)
    {
        string[] own = ["loss", .. run.MetricNames];
        string[] all = run.ValidationCount > 0 && afterEpochs ? [.. own, .. own.Select(name => $"val_{name}")] : own;
        if (!all.Contains(figure))
        {
            string remedy = !afterEpochs ? "After a batch there are these alone; leave saveFreq away for others." : run.ValidationCount == 0 && figure.StartsWith("val_", StringComparison.Ordinal) ? "Pass validation data to Fit." : "Compile the model with that metric.";
            throw new TrainingException($"{who}: expected to monitor one of {string.Join(", ", all)}, got '{figure}'. {remedy}");
        }
    }
}
