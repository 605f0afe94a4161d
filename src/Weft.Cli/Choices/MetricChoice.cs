namespace Weft.Cli.Choices;

/// <summary>A metric by its name on the command line.</summary>
internal sealed record MetricChoice(string Name, Metric Metric) : Choice(Name)
{
    public static MetricChoice Accuracy { get; } = new("accuracy", Metric.Accuracy);

    public static IReadOnlyList<MetricChoice> All { get; } =
    [
        Accuracy,
        new("top-2", Metric.TopK(2)),
        new("top-3", Metric.TopK(3)),
        new("top-5", Metric.TopK(5)),
        new("precision", new Precision()),
        new("recall", new Recall()),
        new("f1", new F1Score()),
        new("auc", new Auc()),
        new("calibration", new ExpectedCalibrationError()),
    ];
}
