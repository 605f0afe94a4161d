namespace Weft.Onnx.Reading;

/// <summary>
/// Finds sparsemax as Weft's writer spells it out, for ONNX has no operator for it: values sorted, running sums, and the threshold that is
/// subtracted.
/// </summary>
/// <param name="graph">Where the numbers are.</param>
/// <param name="makers">Who makes a tensor.</param>
/// <param name="reads">How often a tensor is read.</param>
internal sealed class SparsemaxForm(OnnxGraph graph, IReadOnlyDictionary<string, OnnxNode> makers, IReadOnlyDictionary<string, int> reads)
{
    /// <summary>The one node that stands for all that end in a Relu, and those that it replaces; null where they are something
    /// else.</summary>
    public (OnnxNode Made, OnnxNode[] Instead)? Of(OnnxNode relu)
    {
        if (Made("Sub", relu, 0) is not { } lowered || Made("Div", lowered, 1) is not { } threshold
            || Made("Sub", threshold, 0) is not { } less
            || Made("ReduceSum", less, 0) is not { } total || Made("Mul", total, 0) is not { } kept
                || Made("ReduceSum", threshold, 1) is not { } size
            || Made("Cast", kept, 1) is not { } supports || Made("CumSum", kept, 0) is not { } sums
                || Made("TopK", sums, 0) is not { } sorted
            || Made("Greater", supports, 0) is not { } greater || Made("Add", greater, 0) is not { } bounds
                || Made("Mul", bounds, 0) is not { } ranked)
        {
            return null;
        }

        bool isLinked = sorted.Inputs[0] == lowered.Inputs[0] && size.Inputs[0] == supports.Outputs[0]
            && greater.Inputs[1] == sums.Outputs[0]
            && ranked.Inputs[1] == sorted.Outputs[0];
        long axis = sorted.Int("axis", -1);
        bool isOneAxis = Number(sums, 1) == axis && Number(total, 1) == axis && Number(size, 1) == axis;
        bool isPlain = sorted.Int("largest", 1) == 1 && sums.Int("exclusive", 0) == 0 && sums.Int("reverse", 0) == 0
            && total.Int("keepdims", 1) == 1 && size.Int("keepdims", 1) == 1;
        if (!isLinked || !isOneAxis || !isPlain || Number(less, 1) != 1 || Number(bounds, 1) != 1 || !AreRanks(ranked, sorted))
        {
            return null;
        }

        OnnxNode[] nodes = [lowered, threshold, less, total, kept, size, supports, sums, sorted, greater, bounds, ranked];
        ILookup<string, string> inside = nodes.Append(relu).SelectMany(node => node.Inputs).ToLookup(name => name);
        bool isAlone = nodes.SelectMany(node => node.Outputs).All(output => reads.GetValueOrDefault(output) == inside[output].Count());
        return isAlone ? (sorted.As("Sparsemax", [sorted.Inputs[0], sorted.Inputs[1]], relu.Outputs), nodes) : null;
    }

    private OnnxNode? Made(string op, OnnxNode reader, int input) => reader.Inputs.Count > input
        && makers.TryGetValue(reader.Inputs[input], out OnnxNode? maker) && maker.Op == op && maker.Domain.Length == 0 ? maker : null;

    private double? Number(OnnxNode node, int input) =>
        node.Inputs.Count > input && graph.Constant(node.Inputs[input]) is { Count: 1 } number ? number.At(0) : null;

    // 1 for the largest value, 2 for the next, and on to the last of all.
    private bool AreRanks(OnnxNode ranked, OnnxNode sorted) =>
        graph.Constant(ranked.Inputs[0]) is { } ranks && Number(sorted, 1) == ranks.Count
        && Enumerable.Range(0, ranks.Count).All(place => ranks.At(place) == place + 1);
}
