using System.Globalization;
using System.Text;

using Weft.Schedules;

namespace Weft;

public partial class Model
{
    // The widths of Keras' columns outside a terminal; longer names widen theirs.
    private static readonly int[] SummaryWidths = [31, 22, 13];

    /// <summary>A table of the layers, their output shapes and parameter counts, in Keras 3's layout.</summary>
    /// <remarks>Once the model has trained, the optimizer's values (its moments, step and learning rate) are part of the total and told apart, as in Keras.</remarks>
    public string Summary()
    {
        string[][] rows =
        [
            ["Layer (type)", "Output Shape", "Param #"],
            .. Layers.Select(layer => (string[])[$"{layer.Name} ({layer.Layer.KerasName})", SummaryShape(layer.OutputShape), Grouped(layer.ParameterCount)]),
        ];
        int[] widths = [.. SummaryWidths.Select((width, column) => Math.Max(width, rows.Max(row => row[column].Length)))];
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Model: \"{Name}\"\n");
        AppendRule(text, widths, '┏', '━', '┳', '┓');
        AppendRow(text, widths, rows[0], '┃');
        AppendRule(text, widths, '┡', '━', '╇', '┩');
        for (int i = 1; i < rows.Length; i++)
        {
            if (i > 1)
            {
                AppendRule(text, widths, '├', '─', '┼', '┤');
            }

            AppendRow(text, widths, rows[i], '│');
        }

        AppendRule(text, widths, '└', '─', '┴', '┘');
        AppendTotals(text);
        return text.ToString().TrimEnd('\n');
    }

    private void AppendTotals(StringBuilder text)
    {
        const int FloatBytes = 4;
        const int StepBytes = 8;
        long trainable = Weights.Where(weight => weight.Trainable).Sum(weight => (long)weight.Shape.Size);
        long frozen = Weights.Where(weight => !weight.Trainable).Sum(weight => (long)weight.Shape.Size);
        long slots = _session?.SlotValues ?? 0;
        bool trained = Optimizer is not null && Iterations > 0;
        int rates = Optimizer?.LearningRate is ConstantSchedule ? 1 : 0;
        (long count, long bytes) = trained ? (slots + rates + 1, (slots + rates) * FloatBytes + StepBytes) : (0, 0);

        AppendTotal(text, "Total params", trainable + frozen + count, (trainable + frozen) * FloatBytes + bytes);
        AppendTotal(text, "Trainable params", trainable, trainable * FloatBytes);
        AppendTotal(text, "Non-trainable params", frozen, frozen * FloatBytes);
        if (trained)
        {
            AppendTotal(text, "Optimizer params", count, bytes);
        }
    }

    private static void AppendTotal(StringBuilder text, string what, long count, long bytes) => text.Append(CultureInfo.InvariantCulture, $" {what}: {Grouped(count)} ({Readable(bytes)})\n");

    private static void AppendRule(StringBuilder text, int[] widths, char left, char line, char middle, char right) =>
        text.Append(left).AppendJoin(middle, widths.Select(width => new string(line, width + 2))).Append(right).Append('\n');

    private static void AppendRow(StringBuilder text, int[] widths, string[] cells, char edge) =>
        text.Append(CultureInfo.InvariantCulture, $"{edge} {cells[0].PadRight(widths[0])} {edge} {cells[1].PadRight(widths[1])} {edge} {cells[2].PadLeft(widths[2])} {edge}\n");

    private static string SummaryShape(Shape shape) => $"({string.Join(", ", (string[])["None", .. shape.Select(extent => $"{extent}")])})";

    private static string Grouped(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Readable(double bytes)
    {
        string[] units = ["B", "KB", "MB", "GB", "TB", "PB"];
        int unit = 0;
        for (; bytes >= 1024 && unit < units.Length - 1; unit++)
        {
            bytes /= 1024;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes:F2} {units[unit]}");
    }
}
