using Weft.Engine;
using Weft.Layers;

namespace Weft.Onnx.Writing;

/// <summary>Images of another size: by copying pixels, or by a matrix for rows and one for columns, which are the engine's own
/// weights.</summary>
internal static class ResamplingWriter
{
    public static OnnxValue Enlarge(LayerWriter writer, UpSampling2D larger, OnnxValue x, Shape output)
    {
        if (larger.Interpolation != Interpolation.Nearest)
        {
            return Resample(writer, ResizeStep.WeightsOf(larger, x.Shape), 0, x, output);
        }

        x = writer.Image(x);
        string scales = writer.Graph.Floats("scales", [4], [1, 1, larger.Size.Height, larger.Size.Width]);
        string made = writer.Graph.Add("Resize", [x.Name, "", scales],
            Attribute.Text("mode", "nearest"), Attribute.Text("coordinate_transformation_mode", "asymmetric"),
                Attribute.Text("nearest_mode", "floor"));
        return x with { Name = made, Shape = output };
    }

    public static OnnxValue Resize(LayerWriter writer, Resizing resizing, OnnxValue x, Shape output) =>
        Resample(writer, ResizeStep.WeightsOf(resizing, x.Shape), resizing.FillValue, x, output);

    public static OnnxValue Adaptive(LayerWriter writer, AdaptivePooling2D pool, OnnxValue x, Shape output)
    {
        x = writer.Image(x);
        if (x.Shape[0] % output[0] == 0 && x.Shape[1] % output[1] == 0)
        {
            Size2D window = new(x.Shape[0] / output[0], x.Shape[1] / output[1]);
            string op = pool is AdaptiveMaxPooling2D ? "MaxPool" : "AveragePool";
            return x with
            {
                Name = writer.Graph.Add(op, [x.Name], Attribute.Ints("kernel_shape", window),
                Attribute.Ints("strides", window)),
                Shape = output
            };
        }

        if (pool is AdaptiveMaxPooling2D)
        {
            return x with
            {
                Name = Largest(writer, Largest(writer, x.Name, 2, x.Shape[0], output[0]), 3, x.Shape[1], output[1]),
                Shape = output
            };
        }

        return x with { Name = Product(writer, x.Name, Means(x.Shape[0], output[0]), Means(x.Shape[1], output[1])), Shape = output };
    }

    private static OnnxValue Resample(LayerWriter writer, (AxisWeights Rows, AxisWeights Columns) weights, float fill, OnnxValue x,
        Shape output)
    {
        x = writer.Image(x);
        string made = Product(writer, x.Name, Matrix(weights.Rows, x.Shape[0]), Matrix(weights.Columns, x.Shape[1]));
        if (fill != 0)
        {
            float[] outside = new float[output[0] * output[1]];
            for (int i = 0; i < outside.Length; i++)
            {
                outside[i] = fill * (1 - (weights.Rows.Inside(i / output[1]) * weights.Columns.Inside(i % output[1])));
            }

            made = writer.Graph.Add("Add", [made, writer.Graph.Floats("outside", [output[0], output[1]], outside)]);
        }

        return x with { Name = made, Shape = output };
    }

    // Rows by a matrix on the left, columns by one on the right.
    private static string Product(LayerWriter writer, string x, float[,] rows, float[,] columns)
    {
        GraphBuilder graph = writer.Graph;
        string left = graph.Floats("rows", [rows.GetLength(1), rows.GetLength(0)], Turned(rows));
        string right = graph.Floats("columns", [columns.GetLength(0), columns.GetLength(1)], [.. columns.Cast<float>()]);
        return graph.Add("MatMul", [left, graph.Add("MatMul", [x, right])]);
    }

    private static float[] Turned(float[,] matrix)
    {
        float[] turned = new float[matrix.Length];
        for (int i = 0; i < turned.Length; i++)
        {
            turned[i] = matrix[i % matrix.GetLength(0), i / matrix.GetLength(0)];
        }

        return turned;
    }

    private static float[,] Matrix(AxisWeights weights, int extent)
    {
        float[,] matrix = new float[extent, weights.Count];
        for (int to = 0; to < weights.Count; to++)
        {
            (int first, float[] parts) = weights[to];
            for (int i = 0; i < parts.Length; i++)
            {
                matrix[first + i, to] += parts[i];
            }
        }

        return matrix;
    }

    private static float[,] Means(int extent, int count)
    {
        float[,] matrix = new float[extent, count];
        for (int to = 0; to < count; to++)
        {
            (int begin, int end) = AdaptivePooling2D.Window(to, extent, count);
            for (int from = begin; from < end; from++)
            {
                matrix[from, to] = 1f / (end - begin);
            }
        }

        return matrix;
    }

    private static string Largest(LayerWriter writer, string x, int axis, int extent, int count)
    {
        GraphBuilder graph = writer.Graph;
        return graph.Add("Concat", [.. Enumerable.Range(0, count).Select(One)], Attribute.Int("axis", axis));

        string One(int position)
        {
            (int begin, int end) = AdaptivePooling2D.Window(position, extent, count);
            return graph.Reduce("ReduceMax", graph.Add("Slice", [x, graph.Integers(begin), graph.Integers(end), graph.Integers(axis)]),
                [axis], keepDims: true);
        }
    }
}
