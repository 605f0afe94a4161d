using System.Text.Json.Serialization;

using Weft.Backbones;
using Weft.Cli.Datasets;
using Weft.Imaging;

namespace Weft.Cli.Reports;

/// <summary>What <c>weft data check --json</c> writes.</summary>
/// <param name="Data">What the data set is called.</param>
/// <param name="Count">All pictures that could be read.</param>
/// <param name="Classes">Each class' pictures by part.</param>
/// <param name="Imbalance">The largest class through the smallest, of the pictures to learn from; null where a class has none.</param>
/// <param name="Sizes">How large the pictures are in their files.</param>
/// <param name="Unreadable">Files that gave no picture.</param>
/// <param name="Duplicates">How many there are.</param>
/// <param name="Pairs">Those pairs.</param>
/// <param name="Judge">By what labels and outliers were judged; null where by nothing.</param>
/// <param name="Unjudged">Why by nothing.</param>
/// <param name="Accuracy">How many labels the judge agrees with.</param>
/// <param name="WrongShare">The share of wrong labels, estimated.</param>
/// <param name="Labels">Labels that are probably wrong, the surest first.</param>
/// <param name="Outliers">Pictures unlike all others, the most unlike first.</param>
/// <param name="LeftOut">What a cleaned list goes without.</param>
internal sealed record CheckReport(
    string Data,
    int Count,
    IReadOnlyList<ClassCountReport> Classes,
    double? Imbalance,
    SizesReport Sizes,
    IReadOnlyList<UnreadableReport> Unreadable,
    IReadOnlyList<DuplicateCountReport> Duplicates,
    IReadOnlyList<PairReport> Pairs,
    string? Judge,
    string? Unjudged,
    double? Accuracy,
    double? WrongShare,
    IReadOnlyList<LabelReport> Labels,
    IReadOnlyList<OutlierReport> Outliers,
    IReadOnlyList<LeftOutCountReport> LeftOut)
{
    public static CheckReport From(WholeData data, DatasetFindings findings, IReadOnlyList<LeftOut> leftOut)
    {
        int[] labels = data.Pictures.Labels.ToArray();
        int InPart(int label, PicturePart part) => Enumerable.Range(0, labels.Length).Count(i => labels[i] == label && data.Parts[i] == part);
        bool hasValidation = data.Parts.Contains(PicturePart.Validation);
        ClassCountReport[] classes = [.. data.Pictures.ClassNames.Select((name, label) => new ClassCountReport(
            name, InPart(label, PicturePart.Train), hasValidation ? InPart(label, PicturePart.Validation) : null, InPart(label, PicturePart.Test)))];
        int least = classes.Select(one => one.Train).DefaultIfEmpty().Min();
        return new CheckReport(
            data.Name,
            labels.Length,
            classes,
            least == 0 ? null : (double)classes.Max(one => one.Train) / least,
            SizesReport.Of(data),
            UnreadableReport.From(data.Unreadable),
            DuplicateCountReport.Of(data, findings),
            [.. findings.Duplicates.Select(pair => PairReport.Of(data, pair))],
            findings.Judge,
            findings.Unjudged,
            findings.Accuracy,
            findings.Learning?.WrongShare,
            [.. findings.LabelIssues.Select(issue => new LabelReport(
                data.NameOf(issue.Index), data.ClassName(issue.Label), data.ClassName(issue.Suggested), issue.SelfConfidence, issue.NormalizedMargin))],
            [.. findings.Outliers.Select(outlier => new OutlierReport(
                data.NameOf(outlier.Index), data.ClassName(labels[outlier.Index]), outlier.Distance, outlier.Score))],
            [.. leftOut.GroupBy(one => one.Reason).OrderBy(group => group.Key).Select(group => new LeftOutCountReport(CleanedList.Words(group.Key), group.Count()))]);
    }
}

/// <summary>Two pictures that are the same or nearly.</summary>
internal sealed record PairReport(string First, string Second, string FirstClass, string SecondClass, bool Across, [property: JsonConverter(typeof(JsonStringEnumConverter<DuplicateKind>))] DuplicateKind Kind, double Measure)
{
    public static PairReport Of(WholeData data, PicturePair pair) => new(
        data.NameOf(pair.First),
        data.NameOf(pair.Second),
        data.ClassName(data.Pictures.Labels[pair.First]),
        data.ClassName(data.Pictures.Labels[pair.Second]),
        data.Parts[pair.First] != data.Parts[pair.Second],
        pair.Kind,
        pair.Measure);
}

/// <summary>A label that is probably wrong.</summary>
internal sealed record LabelReport(string Picture, string Class, string Suggested, double SelfConfidence, double NormalizedMargin);

/// <summary>A picture unlike all others.</summary>
internal sealed record OutlierReport(string Picture, string Class, double Distance, double Score);

/// <summary>How many pictures a cleaned list leaves out for a reason.</summary>
internal sealed record LeftOutCountReport(string Reason, int Count);
