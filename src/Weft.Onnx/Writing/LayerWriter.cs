namespace Weft.Onnx.Writing;

/// <summary>What the writers of layers share: a value in another order of axes, and weights in the file's order.</summary>
/// <param name="graph">The graph that is written.</param>
internal sealed class LayerWriter(GraphBuilder graph)
{
    private readonly Dictionary<(string, string), string> _weights = [];

    public GraphBuilder Graph { get; } = graph;

    /// <summary>The value with its axes in an order: as it is, under other extents, or transposed.</summary>
    public OnnxValue InOrder(OnnxValue x, int[] order)
    {
        if (x.Flattened is { } before)
        {
            OnnxValue image = InOrder(before with { Name = Reshaped(x.Name, before.Dims) }, OnnxValue.PlainOrder(before.Shape.Rank));
            return new OnnxValue(Reshaped(image.Name, [x.Shape.Size]), x.Shape, [0]);
        }

        if (x.Order.SequenceEqual(order))
        {
            return x;
        }

        // Where only axes of one place change theirs, no number moves.
        bool stays = x.Order.Where(axis => x.Shape[axis] != 1).SequenceEqual(order.Where(axis => x.Shape[axis] != 1));
        OnnxValue turned = x with { Order = order };
        long[] perm = [0, .. order.Select(axis => (long)x.Place(axis))];
        return turned with
        {
            Name = stays ? Reshaped(x.Name, turned.Dims)
            : Graph.Add("Transpose", [x.Name], Attribute.Ints("perm", perm))
        };
    }

    /// <summary>The value with its axes in Weft's order.</summary>
    public OnnxValue Plain(OnnxValue x) => x.IsPlain ? x : InOrder(x, OnnxValue.PlainOrder(x.Shape.Rank));

    /// <summary>The value as an image with its channels first.</summary>
    public OnnxValue Image(OnnxValue x) => InOrder(x, OnnxValue.ChannelsFirst);

    /// <summary>A tensor of the file under other extents behind the batch.</summary>
    public string Reshaped(string name, IReadOnlyList<int> dims)
    {
        // Where there is one extent alone, 0 for the batch and what is left would be the same.
        return Graph.Add("Reshape", [name, Graph.Integers([0, .. dims.Select(extent => (long)extent)])]);
    }

    /// <summary>A weight in another order of its axes, under other extents; written once.</summary>
    public string Weight(Weight weight, string form, Func<float[], (int[] Dims, float[] Values)> arranged)
    {
        (string, string) key = (weight.Name, form);
        if (!_weights.TryGetValue(key, out string? name))
        {
            (int[] dims, float[] values) = arranged(weight.Span.ToArray());
            _weights[key] = name = Graph.Floats(weight.Name, dims, values);
        }

        return name;
    }

    /// <summary>A weight's axes in another order, under extents of the same size.</summary>
    public static float[] Turned(ReadOnlySpan<float> values, Shape shape, IReadOnlyList<int> order)
    {
        int[] strides = Reading.OnnxTensor.Strides(shape.ToArray());
        int[] places = Reading.OnnxTensor.Places([.. order.Select(axis => shape[axis])], [.. order.Select(axis => strides[axis])]);
        float[] turned = new float[places.Length];
        for (int i = 0; i < turned.Length; i++)
        {
            turned[i] = values[places[i]];
        }

        return turned;
    }

    /// <summary>Numbers for each place along one axis of a sample, spread over the value in the file's order.</summary>
    public string Along(OnnxValue x, int axis, string name, ReadOnlySpan<float> values)
    {
        int behind = x.Order.Length - x.Place(axis);
        return Graph.Floats(name, [values.Length, .. Enumerable.Repeat(1, behind)], values);
    }
}
