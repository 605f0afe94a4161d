using Weft.Backbones;
using Weft.Cli.Datasets;
using Weft.Cli.Rendering;
using Weft.Cli.Reports;
using Weft.Imaging;

namespace Weft.Cli.Pages;

/// <summary>What a check of a data set found, with its pictures, as a page.</summary>
/// <param name="data">The pictures.</param>
/// <param name="findings">What was found.</param>
/// <param name="report">The same in numbers and names.</param>
internal sealed class CheckPage(WholeData data, DatasetFindings findings, CheckReport report)
{
    private const int Thumbnail = 160;
    private const int Small = 64;
    private const int MostOfSection = 60;
    private const double WidestBar = 12;

    /// <summary>The page's text.</summary>
    public string Render()
    {
        int most = Math.Max(1, report.Classes.Select(row => row.Train).DefaultIfEmpty().Max());
        return HtmlPage.Render($"{report.Data} checked", new PagePart("check", new Dictionary<string, object?>
        {
            ["data"] = report.Data,
            ["count"] = report.Count,
            ["sizes"] = report.Sizes.Text,
            ["balance"] = CheckText.Balance(report),
            ["judge"] = report.Judge,
            ["unjudged"] = report.Unjudged,
            ["accuracy"] = CheckText.Percent(report.Accuracy ?? 0),
            ["wrong"] = CheckText.Percent(report.WrongShare ?? 0),
            ["left_out"] = Rows(report.LeftOut, one => new() { ["count"] = one.Count, ["reason"] = one.Reason }),
            ["has_validation"] = report.Classes.Any(row => row.Validation is not null),
            ["classes"] = Rows(report.Classes, row => new()
            {
                ["name"] = row.Class,
                ["train"] = row.Train,
                ["validation"] = row.Validation,
                ["test"] = row.Test,
                ["width"] = CheckText.Short(WidestBar * row.Train / most),
            }),
            ["unreadable"] = Rows(report.Unreadable, one => new() { ["file"] = one.File, ["reason"] = one.Reason }),
            ["duplicates"] = Rows(report.Duplicates, row => new()
            {
                ["kind"] = DuplicateCountReport.Words(row.Kind),
                ["within"] = row.Within,
                ["across"] = row.Across,
                ["judged"] = row.JudgedBy,
                ["other"] = row.OtherClass,
            }),
            ["sections"] = Sections().ToArray(),
        }));
    }

    private IEnumerable<Dictionary<string, object?>> Sections()
    {
        // Those that spoil a test first.
        PicturePair[] pairs = [.. findings.Duplicates.OrderByDescending(pair => data.Parts[pair.First] != data.Parts[pair.Second]).ThenBy(pair => pair.Kind)];
        foreach (IGrouping<DuplicateKind, PicturePair> kind in pairs.GroupBy(pair => pair.Kind).OrderBy(group => group.Key))
        {
            yield return Section($"Pairs: {DuplicateCountReport.Words(kind.Key)}", [.. kind], pair => Card(
                [pair.First, pair.Second],
                [.. ((int[])[pair.First, pair.Second]).Select(Told)],
                data.Pictures.Labels[pair.First] == data.Pictures.Labels[pair.Second] ? null : "two classes",
                kind.Key == DuplicateKind.Exact ? "" : CheckText.Short(pair.Measure)));
        }

        yield return Section("Probably wrong labels", findings.LabelIssues, issue => Card(
            [issue.Index], [Told(issue.Index)], $"rather {data.ClassName(issue.Suggested)}", $"margin {CheckText.Short(issue.NormalizedMargin)}"));
        yield return Section("Unlike all others", findings.Outliers, outlier => Card(
            [outlier.Index], [Told(outlier.Index)], null, $"score {CheckText.Short(outlier.Score)}"));
    }

    private static Dictionary<string, object?> Section<T>(string title, IReadOnlyList<T> found, Func<T, Dictionary<string, object?>> card) => new()
    {
        ["title"] = title,
        ["note"] = found.Count switch
        {
            0 => "None.",
            > MostOfSection => $"The first {MostOfSection} of {found.Count}.",
            _ => $"{found.Count}.",
        },
        ["cards"] = Rows(found.Take(MostOfSection), card),
    };

    private string Told(int index) => $"{data.NameOf(index)}: {data.ClassName(data.Pictures.Labels[index])}{(data.HasParts && data.Files.Count > 0 ? $" ({WholeData.Word(data.Parts[index])})" : "")}";

    private Dictionary<string, object?> Card(int[] pictures, string[] lines, string? mark, string soft) => new()
    {
        ["pictures"] = Rows(pictures, index =>
        {
            Picture look = Look(index);
            return new() { ["uri"] = PictureDataUri.Of(look), ["name"] = data.NameOf(index), ["small"] = Math.Max(look.Width, look.Height) <= Small };
        }),
        ["lines"] = lines,
        ["mark"] = mark,
        ["soft"] = soft,
    };

    // Of a file, more than the check looked at, as long as it is there.
    private Picture Look(int index)
    {
        Shape shape = data.Pictures.Shape;
        Picture taken = new(shape[1], shape[0], shape[2], data.Pictures.Pixels(index));
        Picture whole = data.Files.Count > 0 && File.Exists(data.Files[index].Path) ? Picture.Load(data.Files[index].Path, 3, Thumbnail) : taken;
        double scale = Math.Min(1, (double)Thumbnail / Math.Max(whole.Width, whole.Height));
        return whole.Resize(Math.Max(1, (int)(whole.Width * scale)), Math.Max(1, (int)(whole.Height * scale)));
    }

    private static Dictionary<string, object?>[] Rows<T>(IEnumerable<T> rows, Func<T, Dictionary<string, object?>> row) => [.. rows.Select(row)];
}
