namespace Weft;

/// <summary>One figure of the epochs that a callback watches.</summary>
internal sealed class MonitoredFigure(string figure, MonitorMode mode, double minDelta, string who)
{
    private static readonly string[] s_merits = ["acc", "auc", "precision", "recall", "f1"];
    private readonly bool _rises = Rises(figure, mode);

    /// <summary>Whether the figure is better when it is larger.</summary>
    public static bool Rises(string figure, MonitorMode mode) =>
        mode == MonitorMode.Max || (mode == MonitorMode.Auto && Array.Exists(s_merits, merit => figure.Contains(merit, StringComparison.Ordinal)));

    /// <summary>Whether <paramref name="value"/> beats <paramref name="reference"/> by more than the least change; anything beats nothing.</summary>
    public bool IsBetter(double value, double? reference) =>
        reference is not { } old || (_rises ? value - Math.Abs(minDelta) > old : value + Math.Abs(minDelta) < old);

    public double Of(EpochResult epoch) => epoch[figure];

    /// <exception cref="TrainingException">The run does not record the figure.</exception>
    public void Require(TrainingRun run)
    {
        string[] own = ["loss", .. run.MetricNames];
        string[] all = run.ValidationCount > 0 ? [.. own, .. own.Select(name => $"val_{name}")] : own;
        if (!all.Contains(figure))
        {
            string remedy = run.ValidationCount == 0 && figure.StartsWith("val_", StringComparison.Ordinal) ? "Pass validation data to Fit." : "Compile the model with that metric.";
            throw new TrainingException($"{who}: expected to monitor one of {string.Join(", ", all)}, got '{figure}'. {remedy}");
        }
    }
}
