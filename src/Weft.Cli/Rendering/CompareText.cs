using System.Globalization;

using Spectre.Console;

using Weft.Cli.Reports;

namespace Weft.Cli.Rendering;

/// <summary>Runs side by side, as tables.</summary>
internal static class CompareText
{
    private const double Significant = 0.05;

    public static void Write(IAnsiConsole console, CompareReport report)
    {
        string[] names = [.. report.Runs.Select(run => run.Name)];
        Write(console, ["run", "accuracy", "95 % from", "to", "log loss", "params", "epochs", "seconds"], report.Runs.Select(run => (string[])
        [
            run.Name, Number(run.Accuracy, "0.0000"), Number(run.Low, "0.0000"), Number(run.High, "0.0000"), Number(run.LogLoss, "0.0000"), $"{run.Parameters}", $"{run.Epochs}", Number(run.Seconds, "0.0"),
        ]));
        TextWriter writer = console.Profile.Out.Writer;
        if (report.Differences.Count == 0)
        {
            writer.WriteLine("nothing was set otherwise");
        }
        else
        {
            Write(console, ["set otherwise", .. names], report.Differences.Select(row => (string[])[row.Name, .. row.Values]));
        }

        Write(console, ["recall", .. names], report.Classes.Select(row => (string[])[row.Class, .. row.Recall.Zip(row.Changes, Cell)]));
        foreach (ComparedPair test in report.Tests)
        {
            writer.WriteLine(Sentence(test));
        }

        foreach (string note in report.Notes)
        {
            writer.WriteLine(note);
        }
    }

    /// <summary>What a test says.</summary>
    public static string Sentence(ComparedPair test) => string.Create(
        CultureInfo.InvariantCulture,
        $"{test.First} alone is right on {test.OnlyFirst} pictures, {test.Second} alone on {test.OnlySecond}: p = {test.PValue:G3} (McNemar, {test.Method}), "
            + $"{(test.PValue < Significant ? "more than chance" : "no more than chance may do")}");

    private static string Cell(double? recall, ClassChange? change) => Number(recall, "0.000") + (change is null ? "" : $" (+{change.Gained} -{change.Lost})");

    private static void Write(IAnsiConsole console, string[] columns, IEnumerable<string[]> rows)
    {
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumns([.. columns.Select((column, i) => new TableColumn(Markup.Escape(column)) { Alignment = i == 0 ? Justify.Left : Justify.Right })]);
        foreach (string[] row in rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        console.Write(table);
    }

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
