using Weft.Layers;

namespace Weft.Onnx.Writing;

/// <summary>Dense layers and products with a matrix.</summary>
internal static class ProductWriter
{
    public static OnnxValue Dense(LayerWriter writer, BuiltLayer built, OnnxValue x, Shape output, WindowWriter.Fold? fold)
    {
        IReadOnlyList<Weight> weights = built.Weights;
        Weight kernel = weights[0];
        if (x.Flattened is { } image)
        {
            // The matrix's rows follow the file's order of features.
            int[] strides = Reading.OnnxTensor.Strides(image.Shape.ToArray());
            int[] places = Reading.OnnxTensor.Places(image.Dims, [.. image.Order.Select(axis => strides[axis])]);
            string name = writer.Weight(kernel, $"{string.Join(",", image.Order)} of {image.Shape} {fold?.GetHashCode()}", values =>
                ([.. kernel.Shape], Scaled([.. places.SelectMany(place =>
                    values.AsSpan(place * kernel.Shape[1], kernel.Shape[1]).ToArray())], fold)));
            return Gemm(writer, name, weights.ElementAtOrDefault(1), x with { Flattened = null }, output, fold);
        }

        if (x.Shape.Rank == 3 && !x.IsPlain)
        {
            return WindowWriter.Pointwise(writer, built, x, output, fold);
        }

        string matrix = writer.Weight(kernel, $"plain {fold?.GetHashCode()}", values => ([.. kernel.Shape], Scaled(values, fold)));
        if (x.Shape.Rank == 1)
        {
            return Gemm(writer, matrix, weights.ElementAtOrDefault(1), x, output, fold);
        }

        string made = writer.Graph.Add("MatMul", [writer.Plain(x).Name, matrix]);
        string? bias = WindowWriter.Bias(writer, weights.ElementAtOrDefault(1), fold, output[^1]);
        return new OnnxValue(bias is null ? made : writer.Graph.Add("Add", [made, bias]), output, OnnxValue.PlainOrder(output.Rank));
    }

    public static OnnxValue Constant(LayerWriter writer, MatmulOperation product, OnnxValue x, Shape output)
    {
        string matrix = writer.Graph.Floats("matrix", [.. product.Matrix.Shape], product.Matrix.Span);
        return new OnnxValue(writer.Graph.Add("MatMul", [writer.Plain(x).Name, matrix]), output, OnnxValue.PlainOrder(output.Rank));
    }

    private static OnnxValue Gemm(LayerWriter writer, string matrix, Weight? bias, OnnxValue x, Shape output, WindowWriter.Fold? fold)
    {
        string? added = WindowWriter.Bias(writer, bias, fold, output[0]);
        return new OnnxValue(writer.Graph.Add("Gemm", [x.Name, matrix, .. added is null ? [] : (string[])[added]]), output, [0]);
    }

    private static float[] Scaled(float[] values, WindowWriter.Fold? fold)
    {
        for (int i = 0; fold is not null && i < values.Length; i++)
        {
            values[i] *= fold.Scale[i % fold.Scale.Length];
        }

        return values;
    }
}
