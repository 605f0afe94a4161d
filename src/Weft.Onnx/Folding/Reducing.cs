using Weft.Onnx.Reading;

namespace Weft.Onnx.Folding;

/// <summary>One number of those along some axes.</summary>
internal static class Reducing
{
    public static readonly string[] All = ["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd"];

    public static OnnxTensor Run(OnnxNode node, string op, OnnxTensor?[] inputs)
    {
        OnnxTensor x = inputs[0]!;
        long[]? asked = node.Ints("axes") ?? inputs.ElementAtOrDefault(1)?.ToIntegers();
        if (asked is not { Length: > 0 } && node.Int("noop_with_empty_axes", 0) != 0)
        {
            return x;
        }

        int rank = x.Dims.Length;
        int[] axes = asked is { Length: > 0 } ? [.. asked.Select(axis => Shaping.Axis(axis, rank))] : [.. Enumerable.Range(0, rank)];
        int[] kept = [.. x.Dims.Select((extent, axis) => axes.Contains(axis) ? 1 : extent)];
        int[] strides = [.. OnnxTensor.Strides(kept).Select((stride, axis) => axes.Contains(axis) ? 0 : stride)];
        int[] places = OnnxTensor.Places(x.Dims, strides);
        double[] sums = new double[kept.Aggregate(1, (a, b) => a * b)];
        Array.Fill(sums, op switch
        {
            "ReduceMax" => double.NegativeInfinity,
            "ReduceMin" => double.PositiveInfinity,
            "ReduceProd" => 1,
            _ => 0
        });
        for (int i = 0; i < places.Length; i++)
        {
            double value = x.Integers is { } whole ? whole[i] : x.Floats![i];
            ref double sum = ref sums[places[i]];
            sum = op switch
            {
                "ReduceMax" => Math.Max(sum, value),
                "ReduceMin" => Math.Min(sum, value),
                "ReduceProd" => sum * value,
                _ =>
                sum + value
            };
        }

        if (op == "ReduceMean")
        {
            sums = [.. sums.Select(sum => sum * sums.Length / Math.Max(x.Count, 1))];
        }

        int[] dims = node.Int("keepdims", 1) != 0 ? kept : [.. kept.Where((_, axis) => !axes.Contains(axis))];
        return x.Integers is not null
            ? OnnxTensor.Of(dims, [.. sums.Select(sum => (long)sum)], x.Type)
            : OnnxTensor.Of(dims, [.. sums.Select(sum => (float)sum)], x.Type);
    }
}

/// <summary>Weights that are stored as small whole numbers.</summary>
internal static class Quantization
{
    /// <summary><c>y = (x - zero point) scale</c>, one pair for all or one along an axis.</summary>
    public static OnnxTensor Dequantize(OnnxNode node, OnnxTensor?[] inputs)
    {
        (OnnxTensor x, OnnxTensor scale) = (inputs[0]!, inputs[1]!);
        OnnxTensor zero = inputs.ElementAtOrDefault(2) ?? OnnxTensor.Of([], [0L]);
        if (node.Int("block_size", 0) != 0)
        {
            throw new ModelFileException("expected one scale for all values or one along an axis, got blocks. Weft does not read these.");
        }

        float[] values = new float[x.Count];
        bool isOne = scale.Count == 1;
        int axis = isOne ? 0 : Shaping.Axis(node.Int("axis", 1), x.Dims.Length), stride = isOne ? 1 : OnnxTensor.Strides(x.Dims)[axis];
        for (int i = 0; i < values.Length; i++)
        {
            int place = isOne ? 0 : i / stride % x.Dims[axis];
            values[i] = (x.WholeAt(i) - zero.WholeAt(zero.Count == 1 ? 0 : place)) * scale.At(place);
        }

        return OnnxTensor.Of(x.Dims, values);
    }
}
