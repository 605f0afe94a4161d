using Spectre.Console;

using Weft.Cli.Datasets;

namespace Weft.Cli.Rendering;

/// <summary>An evaluation as tables and a line.</summary>
internal static class EvaluationText
{
    private const int MostClassesInMatrix = 20;

    public static void Write(IAnsiConsole console, Evaluation evaluation, TestData data, double seconds)
    {
        if (evaluation.Confusion is { } confusion)
        {
            console.Write(PerClass(confusion));
            if (confusion.ClassCount <= MostClassesInMatrix)
            {
                console.Write(Matrix(confusion));
            }
        }

        string suffix = data.IsSketches ? " (sketches, Weft's built-in drawings)" : string.Empty;
        TextWriter writer = console.Profile.Out.Writer;
        writer.WriteLine($"{data.Name}: {evaluation.Correct} of {evaluation.Count} test pictures right, in {seconds:0.00} s{suffix}");
        writer.WriteLine($"test loss: {evaluation.Loss:0.0000}");
        if (evaluation.Metrics.TryGetValue(new ExpectedCalibrationError().Name, out double calibration))
        {
            writer.WriteLine($"expected calibration error: {calibration:0.0000}");
        }

        writer.WriteLine($"95 % interval of the accuracy: {evaluation.AccuracyInterval.Low:0.0000} to {evaluation.AccuracyInterval.High:0.0000}");
        writer.WriteLine($"test accuracy: {evaluation.Accuracy:0.0000}");
    }

    private static Table PerClass(ConfusionMatrix confusion)
    {
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumns(new TableColumn("class"), Numbers("precision"), Numbers("recall"), Numbers("F1"), Numbers("pictures"));
        for (int c = 0; c < confusion.ClassCount; c++)
        {
            table.AddRow(
                Markup.Escape($"{c} {confusion.ClassNames[c]}"),
                $"{confusion.Precision(c):0.000}",
                $"{confusion.Recall(c):0.000}",
                $"{confusion.F1(c):0.000}",
                $"{confusion.Support(c)}");
        }

        return table;
    }

    private static Table Matrix(ConfusionMatrix confusion)
    {
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn("is \\ taken for"));
        for (int predicted = 0; predicted < confusion.ClassCount; predicted++)
        {
            table.AddColumn(Numbers($"{predicted}"));
        }

        for (int actual = 0; actual < confusion.ClassCount; actual++)
        {
            int row = actual;
            table.AddRow([Markup.Escape($"{row} {confusion.ClassNames[row]}"), .. Enumerable.Range(0, confusion.ClassCount).Select(c => Cell(confusion[row, c], row == c))]);
        }

        return table;
    }

    private static string Cell(int count, bool diagonal) => (count, diagonal) switch
    {
        (0, _) => "[grey].[/]",
        (_, true) => $"[bold]{count}[/]",
        _ => $"{count}",
    };

    private static TableColumn Numbers(string heading) => new(heading) { Alignment = Justify.Right, NoWrap = true };
}
