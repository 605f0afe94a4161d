using Weft.Cli.Choices;

namespace Weft.Cli.Training;

/// <summary>What a run minimises and reports.</summary>
internal sealed record ObjectiveSettings
{
    private static readonly IReadOnlyList<MetricChoice> DefaultMetrics = [MetricChoice.Accuracy];

    public LossChoice Loss { get; init; } = LossChoice.Crossentropy;

    public double LabelSmoothing { get; init; }

    public IReadOnlyList<MetricChoice> Metrics { get; init; } = DefaultMetrics;

    /// <summary>Whether rare classes count more, so that all classes count alike.</summary>
    public bool BalanceClasses { get; init; }
}
