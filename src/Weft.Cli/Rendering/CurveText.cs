using System.Globalization;

using Spectre.Console;

namespace Weft.Cli.Rendering;

/// <summary>The curves of a run as lines of text: the loss and the first metric, of training and of validation.</summary>
/// <remarks>A column is a moment between the first epoch and the last; the marks between two epochs lie on the line from one to the
/// other.</remarks>
internal static class CurveText
{
    private const int Height = 10, LabelWidth = 8, Gap = 3, Widest = 60, Narrowest = 24;
    private const char Training = '•', Validation = '×', Both = '*';

    /// <summary>Lines of Spectre's markup, none of them longer than the width.</summary>
    /// <param name="epochs">The epochs so far; none gives no lines.</param>
    /// <param name="width">The room there is, in columns. Two charts side by side need 51.</param>
    public static IReadOnlyList<string> Lines(IReadOnlyList<EpochResult> epochs, int width)
    {
        string[] figures = [.. Figures(epochs)];
        if (figures.Length == 0 || width < Narrowest)
        {
            return [];
        }

        bool fitsTwo = figures.Length == 2 && width >= 2 * Narrowest + Gap;
        int each = Math.Min(Widest, fitsTwo ? (width - Gap) / 2 : width);
        string[][] charts = [.. figures.Select(figure => Chart(epochs, figure, each))];
        return fitsTwo
            ? [.. charts[0].Zip(charts[1], (left, right) => $"{left}{new string(' ', each - Markup.Remove(left).Length + Gap)}{right}")]
            : [.. charts.SelectMany(chart => chart)];
    }

    // The loss, and the first figure that is a metric and not validation's.
    private static IEnumerable<string> Figures(IReadOnlyList<EpochResult> epochs) => epochs.Count == 0
        ? []
        : epochs[0].Values.Keys.Where(name => !name.StartsWith("val_", StringComparison.Ordinal) && name != "learning_rate")
            .OrderByDescending(name => name == "loss").Take(2);

    private static string[] Chart(IReadOnlyList<EpochResult> epochs, string figure, int width)
    {
        (double Epoch, double Value)[] training = Points(epochs, figure), validation = Points(epochs, $"val_{figure}");
        double[] values = [.. training.Concat(validation).Select(point => point.Value)];
        if (values.Length == 0)
        {
            return [Markup.Escape($"{figure}: no number yet")];
        }

        (double low, double high) = Range(values);
        int columns = width - LabelWidth - 1;
        char[][] cells = [.. Enumerable.Range(0, Height).Select(_ => Enumerable.Repeat(' ', columns).ToArray())];
        Mark(cells, training, Training, epochs.Count, low, high);
        Mark(cells, validation, Validation, epochs.Count, low, high);

        string first = epochs[0].Epoch.ToString(CultureInfo.InvariantCulture), last = epochs[^1].Epoch.ToString(CultureInfo.InvariantCulture);
        return
        [
            Title(figure, training, validation, width),
            .. cells.Select((row, at) => $"{Label(at == 0 ? high : at == Height - 1 ? low : null)}│{Coloured(row)}"),
            $"{new string(' ', LabelWidth)}└{new string('─', columns)}",
            $"{new string(' ', LabelWidth + 1)}{first}{(epochs.Count > 1 ? last.PadLeft(columns - first.Length) : "")}",
        ];
    }

    private static string Title(string figure, (double, double)[] training, (double, double)[] validation, int width)
    {
        string trained = training is [.., var (_, now)] ? $"  {Training} training {Number(now)}" : "";
        string validated = validation is [.., var (_, then)] ? $"  {Validation} validation {Number(then)}" : "";
        return figure.Length + trained.Length + validated.Length <= width
            ? $"[bold]{Markup.Escape(figure)}[/][green]{trained}[/][yellow]{validated}[/]"
            : $"[bold]{Markup.Escape(figure[..Math.Min(figure.Length, width)])}[/]";
    }

    private static (double Epoch, double Value)[] Points(IReadOnlyList<EpochResult> epochs, string figure) =>
    [
        .. epochs.Select((epoch, at) => (at, epoch.Values.TryGetValue(figure, out double value) ? value : double.NaN))
            .Where(point => double.IsFinite(point.Item2)).Select(point => ((double)point.at, point.Item2)),
    ];

    private static (double Low, double High) Range(double[] values)
    {
        (double low, double high) = (values.Min(), values.Max());
        double room = high > low ? 0 : Math.Max(Math.Abs(high) / 10, 1e-3);
        return (low - room, high + room);
    }

    private static void Mark(char[][] cells, (double Epoch, double Value)[] points, char mark, int epochs, double low, double high)
    {
        int columns = cells[0].Length;
        for (int column = 0; points.Length > 0 && column < columns; column++)
        {
            double epoch = epochs == 1 ? 0 : column * (epochs - 1.0) / (columns - 1);
            if (epoch < points[0].Epoch || epoch > points[^1].Epoch || (epochs == 1 && column > 0))
            {
                continue;
            }

            int row = (int)Math.Round((high - At(points, epoch)) / (high - low) * (Height - 1));
            ref char cell = ref cells[row][column];
            cell = cell == ' ' ? mark : Both;
        }
    }

    private static double At((double Epoch, double Value)[] points, double epoch)
    {
        int right = Math.Max(1, Array.FindIndex(points, point => point.Epoch >= epoch));
        if (points.Length == 1)
        {
            return points[0].Value;
        }

        ((double from, double low), (double to, double high)) = (points[right - 1], points[right]);
        return low + (high - low) * (epoch - from) / (to - from);
    }

    private static string Coloured(char[] row) => string.Concat(row.Select(cell => cell switch
    {
        Training => $"[green]{Training}[/]",
        Validation => $"[yellow]{Validation}[/]",
        _ => cell.ToString(),
    }));

    private static string Label(double? value) => (value is { } number ? Number(number) : "").PadLeft(LabelWidth);

    private static string Number(double value) =>
        Math.Abs(value) is >= 1e4 or (> 0 and < 1e-3) ? value.ToString("0.0e0", CultureInfo.InvariantCulture) : value.ToString("0.0000", CultureInfo.InvariantCulture);
}
