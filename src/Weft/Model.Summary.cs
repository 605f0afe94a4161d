using System.Globalization;
using System.Text;

using Weft.Schedules;

namespace Weft;

public partial class Model
{
    /// <summary>
    /// A table of the layers, their output shapes and parameter counts, in Keras 3's layout; where the model is more than a row, also what
    /// each layer is connected to.
    /// </summary>
    /// <remarks>
    /// Once the model has trained, the optimizer's values (its moments, step and learning rate) are part of the total and told apart, as in
    /// Keras.
    /// </remarks>
    /// <param name="lineLength">
    /// How wide the table may be; names that are too long are cut. 76 is what Keras takes where a terminal is 80 wide.
    /// </param>
    /// <param name="expandNested">Whether the layers of models inside the model are listed under them.</param>
    /// <param name="showTrainable">Whether a further column says if a layer's weights are trained: Y, N, or - where it has none.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is narrower than 40.</exception>
    public string Summary(int lineLength = 76, bool expandNested = false, bool showTrainable = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lineLength, 40);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Model: \"{Name}\"\n");
        bool isConnected = !Graph.IsRow;
        double[] ends = isConnected ? [0.3, 0.56, 0.74, 1] : [0.45, 0.8, 1];
        string[] header = ["Layer (type)", "Output Shape", "Param #", .. isConnected ? ["Connected to"] : (string[])[]];
        SummaryTable table = showTrainable
            ? new(lineLength, [.. ends.Select(end => end * 0.9), 1], numbers: 2)
            : new(lineLength, ends, numbers: 2);
        text.Append(table.Of(showTrainable ? [.. header, "Trainable"] : header, [.. Rows(Graph, depth: 0)]));
        AppendTotals(text);
        return text.ToString().TrimEnd('\n');

        IEnumerable<string[]> Rows(ModelGraph graph, int depth)
        {
            foreach (BuiltLayer layer in graph.Layers.Where(layer => !graph.IsSequential || layer != graph.Inputs[0].Layer))
            {
                string indent = depth == 0 ? "" : $"{new string(' ', 3 * depth)}└ ";
                string trainable = layer.Weights.Count == 0 ? "-" : layer.Trainable ? "Y" : "N";
                yield return
                [
                    $"{indent}{layer.Name} ({layer.Layer.KerasName})", SummaryShape(graph, layer), Grouped(layer.ParameterCount),
                    .. isConnected ? [Connections(graph, layer)] : (string[])[], .. showTrainable ? [trainable] : (string[])[],
                ];
                foreach (string[] row in expandNested && layer.Inner is { } inner ? Rows(inner, depth + 1) : [])
                {
                    yield return row;
                }
            }
        }
    }

    private static string SummaryShape(ModelGraph graph, BuiltLayer layer)
    {
        string[] shapes = [.. graph.CallsOf(layer)[^1].Outputs.Select(output => SummaryShape(output.Shape))];
        return shapes.Length == 1 ? shapes[0] : $"[{string.Join(", ", shapes)}]";
    }

    private static string Connections(ModelGraph graph, BuiltLayer layer)
    {
        string[] inputs = [.. graph.CallsOf(layer).SelectMany(call => call.Inputs).Select(input =>
            $"{input.Layer.Name}[{graph.CallsOf(input.Layer).IndexOf(input.Call)}][{input.Index}]")];
        return inputs.Length == 0 ? "-" : string.Join(", ", inputs);
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

    private static void AppendTotal(StringBuilder text, string what, long count, long bytes) =>
        text.Append(CultureInfo.InvariantCulture, $" {what}: {Grouped(count)} ({Readable(bytes)})\n");

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
