using System.Text.Json.Serialization;

using Weft.Backbones;
using Weft.Cli.Datasets;
using Weft.Imaging;

namespace Weft.Cli.Reports;

/// <summary>How many pairs of a kind there are.</summary>
/// <param name="Kind">In what they are the same.</param>
/// <param name="Within">Pairs in one part.</param>
/// <param name="Across">Pairs in two parts.</param>
/// <param name="JudgedBy">Pictures to validate or test on that have one like them in a part before theirs.</param>
/// <param name="OtherClass">Pairs of two classes.</param>
internal sealed record DuplicateCountReport(
    [property: JsonConverter(typeof(JsonStringEnumConverter<DuplicateKind>))] DuplicateKind Kind, int Within, int Across, int JudgedBy, int OtherClass)
{
    public static IReadOnlyList<DuplicateCountReport> Of(WholeData data, DatasetFindings findings) =>
    [
        .. Enum.GetValues<DuplicateKind>().Select(kind =>
        {
            PicturePair[] pairs = [.. findings.Duplicates.Where(pair => pair.Kind == kind)];
            PicturePair[] across = [.. pairs.Where(pair => data.Parts[pair.First] != data.Parts[pair.Second])];
            return new DuplicateCountReport(
                kind,
                pairs.Length - across.Length,
                across.Length,
                across.Select(pair => data.Parts[pair.First] > data.Parts[pair.Second] ? pair.First : pair.Second).Distinct().Count(),
                pairs.Count(pair => data.Pictures.Labels[pair.First] != data.Pictures.Labels[pair.Second]));
        }),
    ];

    /// <summary>The kind in words.</summary>
    public static string Words(DuplicateKind kind) => kind switch
    {
        DuplicateKind.Exact => "the same in every pixel",
        DuplicateKind.Pixels => "nearly the same pixels",
        DuplicateKind.Hash => "brighter, darker or flatter",
        _ => "the same to the backbone",
    };
}
