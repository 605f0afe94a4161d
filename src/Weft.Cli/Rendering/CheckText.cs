using System.Globalization;

using Spectre.Console;

using Weft.Cli.Reports;

namespace Weft.Cli.Rendering;

/// <summary>What a check of a data set found, in words and tables.</summary>
internal static class CheckText
{
    private const int MostNamed = 10;

    public static void Write(IAnsiConsole console, CheckReport report)
    {
        TextWriter writer = console.Profile.Out.Writer;
        writer.WriteLine($"{report.Data}: {report.Count} pictures of {report.Classes.Count} classes; {report.Sizes.Text}");
        writer.WriteLine(Balance(report));
        if (report.Unreadable.Count > 0)
        {
            writer.WriteLine($"{report.Unreadable.Count} {(report.Unreadable.Count == 1 ? "file is" : "files are")} unreadable");
        }

        Table table = new() { Border = TableBorder.Simple };
        table.AddColumns(new TableColumn("pairs of pictures"), Numbers("in one part"), Numbers("in two parts"), Numbers("judged by"), Numbers("of two classes"));
        foreach (DuplicateCountReport row in report.Duplicates)
        {
            table.AddRow(DuplicateCountReport.Words(row.Kind), $"{row.Within}", $"{row.Across}", $"{row.JudgedBy}", $"{row.OtherClass}");
        }

        console.Write(table);
        List(console, "probably wrong labels", report.Labels, ["picture", "label", "rather", "margin"], label =>
            [label.Picture, label.Class, label.Suggested, Short(label.NormalizedMargin)]);
        List(console, "unlike all others", report.Outliers, ["picture", "label", "score"], outlier => [outlier.Picture, outlier.Class, Short(outlier.Score)]);
        writer.WriteLine(report.Judge is { } judge
            ? $"judged by {judge}: {Percent(report.Accuracy!.Value)} of the labels are what it says, {Percent(report.WrongShare!.Value)} are probably wrong"
            : $"labels and outliers were not judged: {report.Unjudged}");
        writer.WriteLine(report.LeftOut.Count == 0
            ? "a cleaned list keeps all"
            : $"a cleaned list leaves out {report.LeftOut.Sum(one => one.Count)}: {string.Join(", ", report.LeftOut.Select(one => $"{one.Count} {one.Reason}"))}");
    }

    /// <summary>How evenly pictures are spread over classes.</summary>
    public static string Balance(CheckReport report)
    {
        ClassCountReport least = report.Classes.MinBy(row => row.Train)!, most = report.Classes.MaxBy(row => row.Train)!;
        return report.Imbalance is { } ratio
            ? $"classes have from {least.Train} ({least.Class}) to {most.Train} ({most.Class}) pictures to learn from, 1 to {ratio.ToString("0.#", CultureInfo.InvariantCulture)}"
            : $"class '{least.Class}' has no picture to learn from";
    }

    public static string Percent(double share) => $"{(100 * share).ToString("0.0", CultureInfo.InvariantCulture)} %";

    public static string Short(double number) => number.ToString("0.000", CultureInfo.InvariantCulture);

    private static void List<T>(IAnsiConsole console, string title, IReadOnlyList<T> rows, string[] columns, Func<T, string[]> cells)
    {
        if (rows.Count == 0)
        {
            return;
        }

        string more = rows.Count > MostNamed ? $", the first {MostNamed} of" : "";
        console.Profile.Out.Writer.WriteLine($"{title}{more} {rows.Count}:");
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumns([.. columns.Select(column => new TableColumn(column))]);
        foreach (T row in rows.Take(MostNamed))
        {
            table.AddRow([.. cells(row).Select(Markup.Escape)]);
        }

        console.Write(table);
    }

    private static TableColumn Numbers(string heading) => new(heading) { Alignment = Justify.Right, NoWrap = true };
}
