using Spectre.Console;

using Weft.Cli.Datasets;
using Weft.Cli.Reports;

namespace Weft.Cli.Rendering;

/// <summary>A data set in words.</summary>
internal static class DataText
{
    public static string Describe(LoadedData data)
    {
        string classes = data.ClassCount <= 20
            ? $"{data.ClassCount} classes: {string.Join(", ", data.Train.ClassNames)}"
            : $"{data.ClassCount} classes: {string.Join(", ", data.Train.ClassNames.Take(20))}, ...";
        return $"{Head(data)}\n{classes}";
    }

    /// <summary>The data set's size and the pictures of each class.</summary>
    public static void WriteCounts(IAnsiConsole console, LoadedData data)
    {
        console.Profile.Out.Writer.WriteLine(Head(data));
        DataDetailReport report = DataDetailReport.From(data);
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumns(new TableColumn("class"), Numbers("training"));
        if (data.Validation is not null)
        {
            table.AddColumn(Numbers("validation"));
        }

        table.AddColumn(Numbers("test"));
        foreach ((ClassCountReport row, int label) in report.Classes.Select((row, label) => (row, label)))
        {
            string name = row.Class == $"{label}" ? row.Class : $"{label} {row.Class}";
            string[] validation = row.Validation is { } count ? [$"{count}"] : [];
            table.AddRow([Markup.Escape(name), $"{row.Train}", .. validation, $"{row.Test}"]);
        }

        console.Write(table);
    }

    private static string Head(LoadedData data)
    {
        Shape shape = data.Train.Shape;
        string kind = shape[2] == 1 ? "grey" : "colour";
        string origin = data.IsSketches ? " (Weft's built-in drawings, not photographs)" : string.Empty;
        string parts = data.Validation is { } validation
            ? $"{data.Train.Count} training, {validation.Count} validation and {data.Test.Count} test pictures"
            : $"{data.Train.Count} training and {data.Test.Count} test pictures";
        return $"{data.Name}{origin}: {parts}, {shape[0]}x{shape[1]} {kind}";
    }

    private static TableColumn Numbers(string heading) => new(heading) { Alignment = Justify.Right, NoWrap = true };
}
