namespace Weft.Cli.Judging;

/// <summary>A figure of a test.</summary>
/// <param name="Key">What programs call it, as scikit-learn does: <c>balanced_accuracy</c>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Value">The figure.</param>
/// <param name="Low">The lower end of its 95 % interval; null where there is none.</param>
/// <param name="High">The upper end.</param>
/// <param name="IsShare">Whether it is read in per cent.</param>
internal sealed record Figure(string Key, string Name, double Value, double? Low, double? High, bool IsShare);

/// <summary>How well one class is told from the others.</summary>
/// <param name="Class">Its name.</param>
/// <param name="Support">How many test pictures are of it.</param>
/// <param name="Precision">The share of those taken for it that are of it.</param>
/// <param name="PrecisionInterval">Both ends of Wilson's 95 % interval; null where none was taken for it.</param>
/// <param name="Recall">The share of its pictures that were found.</param>
/// <param name="RecallInterval">Both ends of Wilson's 95 % interval; null where it has no picture.</param>
/// <param name="F1">The harmonic mean of both.</param>
/// <param name="RocAuc">The area under the ROC curve; null where it was not computed.</param>
/// <param name="AveragePrecision">The mean precision over all thresholds; null where it was not computed.</param>
internal sealed record ClassFigures(
    string Class,
    int Support,
    double Precision,
    IReadOnlyList<double>? PrecisionInterval,
    double Recall,
    IReadOnlyList<double>? RecallInterval,
    double F1,
    double? RocAuc,
    double? AveragePrecision)
{
    /// <summary>Beyond so many classes nobody reads areas, and they take long.</summary>
    private const int MostRanked = 100;

    public static IReadOnlyList<ClassFigures> Of(ConfusionMatrix confusion, TestPredictions? predictions) => [.. Enumerable.Range(0, confusion.ClassCount).Select(c =>
    {
        (double RocAuc, double AveragePrecision)? ranked = predictions is null || confusion.ClassCount > MostRanked ? null : Ranking.Of(predictions, c);
        return new ClassFigures(
            confusion.ClassNames[c],
            confusion.Support(c),
            confusion.Precision(c),
            Ends(confusion.Precision(c), confusion.Predicted(c)),
            confusion.Recall(c),
            Ends(confusion.Recall(c), confusion.Support(c)),
            confusion.F1(c),
            ranked?.RocAuc,
            ranked?.AveragePrecision);
    })];

    private static IReadOnlyList<double>? Ends(double share, int count) => count == 0 ? null : Interval.OfShare(share, count) is var interval ? [interval.Low, interval.High] : null;
}
