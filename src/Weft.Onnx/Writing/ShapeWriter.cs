using Weft.Layers;

namespace Weft.Onnx.Writing;

/// <summary>What moves, repeats, cuts or pads values.</summary>
internal static class ShapeWriter
{
    /// <summary>What stands for zero where ONNX Runtime is not to see one.</summary>
    public const float AsGoodAsZero = 1e-30f;

    /// <summary>One vector of all values. Where the file has them in another order, that is kept for the next matrix to follow.</summary>
    public static OnnxValue Flatten(LayerWriter writer, OnnxValue x, Shape output)
    {
        if (x.Shape.Rank == 1)
        {
            return x;
        }

        bool isPlain = x.Order.Where(axis => x.Shape[axis] != 1).SequenceEqual(Enumerable.Range(0, x.Shape.Rank).Where(axis =>
            x.Shape[axis] != 1));
        return new OnnxValue(writer.Graph.Add("Flatten", [x.Name]), output, [0]) { Flattened = isPlain ? null : x };
    }

    public static OnnxValue Reshape(LayerWriter writer, OnnxValue x, Shape output)
    {
        if (x.Shape == output)
        {
            return x;
        }

        // A vector that becomes the channels of one pixel is that in any order of axes.
        x = writer.Plain(x);
        int[] order = output.Rank == 3 && output[0] == 1 && output[1] == 1 ? OnnxValue.ChannelsFirst : OnnxValue.PlainOrder(output.Rank);
        OnnxValue made = new(x.Name, output, order);
        return made with { Name = writer.Reshaped(x.Name, made.Dims) };
    }

    /// <summary>Another order of Weft's axes: the file's axes stay where they are.</summary>
    public static OnnxValue Permute(LayerWriter writer, OnnxValue x, IReadOnlyList<int> axes, Shape output)
    {
        x = x.Flattened is null ? x : writer.Plain(x);
        int[] places = [.. axes];
        return x with { Shape = output, Order = [.. x.Order.Select(axis => Array.IndexOf(places, axis))] };
    }

    public static OnnxValue Repeat(LayerWriter writer, OnnxValue x, Shape output)
    {
        x = writer.Plain(x);
        string wide = writer.Graph.Add("Unsqueeze", [x.Name, writer.Graph.Integers(1)]);
        return new OnnxValue(writer.Graph.Add("Expand", [wide, writer.Graph.Integers(1, output[0], 1)]), output, [0, 1]);
    }

    /// <summary>Zeros around an image.</summary>
    /// <param name="writer">Where nodes go.</param>
    /// <param name="pad">The layer.</param>
    /// <param name="x">The image.</param>
    /// <param name="output">The shape with the zeros.</param>
    /// <param name="isPooled">Whether a max pooling follows. ONNX Runtime moves zeros into the pooling's own padding, which never wins; a
    /// number
    /// that is as good as zero it leaves alone.</param>
    public static OnnxValue Pad(LayerWriter writer, ZeroPadding2D pad, OnnxValue x, Shape output, bool isPooled)
    {
        long[] pads = new long[8];
        (int rows, int columns) = (x.Place(0), x.Place(1));
        (pads[rows], pads[columns], pads[rows + 4], pads[columns + 4]) = (pad.Top, pad.Left, pad.Bottom, pad.Right);
        return x with
        {
            Name = writer.Graph.Add("Pad",
            [x.Name, writer.Graph.Integers(pads), .. isPooled ? [writer.Graph.Number(AsGoodAsZero)] : (string[])[]]),
            Shape = output
        };
    }

    public static OnnxValue Crop(LayerWriter writer, Cropping2D crop, OnnxValue x, Shape output)
    {
        GraphBuilder graph = writer.Graph;
        string made = graph.Add("Slice", [x.Name, graph.Integers(crop.Top, crop.Left),
            graph.Integers(crop.Top + output[0], crop.Left + output[1]), graph.Integers(x.Place(0), x.Place(1))]);
        return x with { Name = made, Shape = output };
    }

    public static OnnxValue Part(LayerWriter writer, GetItemOperation item, OnnxValue x, Shape output)
    {
        x = x.Flattened is null ? x : writer.Plain(x);
        GraphBuilder graph = writer.Graph;
        int[][] places = item.Places(x.Shape);
        string made = x.Name;
        for (int axis = 0; axis < places.Length; axis++)
        {
            int[] taken = places[axis];
            int step = taken.Length > 1 ? taken[1] - taken[0] : 1;
            if (taken.Length == x.Shape[axis] && step == 1)
            {
                continue;
            }

            made = step > 0
                ? graph.Add("Slice", [made, graph.Integers(taken[0]), graph.Integers(taken[^1] + 1), graph.Integers(x.Place(axis)),
                    graph.Integers(step)])
                : graph.Add("Gather", [made, graph.Integers([.. taken.Select(place => (long)place)])],
                    Attribute.Int("axis", x.Place(axis)));
        }

        int[] gone = [.. Enumerable.Range(0, places.Length).Where(axis => axis < item.Parts.Count && item.Parts[axis].Place is not null)];
        made = gone.Length == 0 ? made : graph.Add("Squeeze", [made, graph.Integers([.. gone.Select(axis => (long)x.Place(axis))])]);
        int[] left = [.. Enumerable.Range(0, places.Length).Except(gone)];
        return new OnnxValue(made, output, [.. x.Order.Where(left.Contains).Select(axis => Array.IndexOf(left, axis))]);
    }

    public static OnnxValue Reduce(LayerWriter writer, ReduceOperation reduce, OnnxValue x, Shape output)
    {
        GraphBuilder graph = writer.Graph;
        x = x.Flattened is null ? x : writer.Plain(x);
        int[] axes = reduce.AxesOf(x.Shape), places = [.. axes.Select(x.Place)];
        string made = reduce.Reduction switch
        {
            Reduction.Var => Variance(reduce.KeepDims),
            Reduction.Std => graph.Add("Sqrt", [Variance(reduce.KeepDims)]),
            _ => graph.Reduce($"Reduce{reduce.Reduction}", x.Name, places, reduce.KeepDims),
        };
        int[] left = [.. Enumerable.Range(0, x.Shape.Rank).Except(axes)];
        return new OnnxValue(made, output, reduce.KeepDims ? x.Order
            : [.. x.Order.Where(left.Contains).Select(axis => Array.IndexOf(left, axis))]);

        string Variance(bool keepDims)
        {
            string centred = graph.Add("Sub", [x.Name, graph.Reduce("ReduceMean", x.Name, places, keepDims: true)]);
            return graph.Reduce("ReduceMean", graph.Add("Mul", [centred, centred]), places, keepDims);
        }
    }
}
