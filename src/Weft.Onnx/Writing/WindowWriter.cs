using Weft.Layers;
using Weft.Onnx.Proto;

namespace Weft.Onnx.Writing;

/// <summary>Convolutions and poolings.</summary>
internal static class WindowWriter
{
    /// <summary>A batch normalisation that a convolution or a dense layer takes into its weights: what each output is multiplied with, and
    /// what is added.</summary>
    /// <param name="Scale">The factors.</param>
    /// <param name="Offset">The summands.</param>
    internal sealed record Fold(float[] Scale, float[] Offset);

    public static OnnxValue Conv(LayerWriter writer, BuiltLayer built, OnnxValue x, Shape output, Fold? fold)
    {
        IReadOnlyList<Weight> weights = built.Weights;
        switch (built.Layer)
        {
            case Conv2D conv:
                return One(writer, conv, x, output, conv.Groups, Kernel(writer, weights[0], [3, 2, 0, 1], fold),
                    Bias(writer, weights.ElementAtOrDefault(1), fold, conv.Filters));
            case DepthwiseConv2D depthwise:
                return One(writer, depthwise, x, output, x.Shape[2], Depthwise(writer, weights[0], fold),
                    Bias(writer, weights.ElementAtOrDefault(1), fold, output[2]));
            default:
                SeparableConv2D separable = (SeparableConv2D)built.Layer;
                Shape middle = separable.Depthwise.OutputShape(x.Shape);
                OnnxValue spread = One(writer, separable.Depthwise, x, middle, x.Shape[2], Depthwise(writer, weights[0], null), null);
                return One(writer, separable.Pointwise, spread, output, 1, Kernel(writer, weights[1], [3, 2, 0, 1], fold),
                    Bias(writer, weights.ElementAtOrDefault(2), fold, separable.Filters));
        }
    }

    /// <summary>A dense layer over the channels of an image: a convolution of one pixel.</summary>
    public static OnnxValue Pointwise(LayerWriter writer, BuiltLayer built, OnnxValue x, Shape output, Fold? fold)
    {
        Weight kernel = built.Weights[0];
        string weights = writer.Weight(kernel, $"pointwise {fold?.GetHashCode()}", values =>
            ([kernel.Shape[1], kernel.Shape[0], 1, 1], Scaled(LayerWriter.Turned(values, kernel.Shape, [1, 0]), fold, kernel.Shape[0])));
        string? bias = Bias(writer, built.Weights.ElementAtOrDefault(1), fold, kernel.Shape[1]);
        return new OnnxValue(writer.Graph.Add("Conv", [writer.Image(x).Name, weights, .. bias is null ? [] : (string[])[bias]]), output,
            OnnxValue.ChannelsFirst);
    }

    public static OnnxValue Transposed(LayerWriter writer, BuiltLayer built, Conv2DTranspose conv, OnnxValue x, Shape output)
    {
        TransposedAxis rows = conv.Rows(x.Shape), columns = conv.Columns(x.Shape);
        (int below, int moreDown) = End(rows);
        (int right, int moreAcross) = End(columns);
        string kernel = Kernel(writer, built.Weights[0], [3, 2, 0, 1], null);
        string? bias = Bias(writer, built.Weights.ElementAtOrDefault(1), null, conv.Filters);
        string made = writer.Graph.Add("ConvTranspose", [writer.Image(x).Name, kernel, .. bias is null ? [] : (string[])[bias]],
            Attribute.Ints("strides", conv.Strides), Attribute.Ints("dilations", conv.DilationRate),
            Attribute.Ints("pads", rows.Before, columns.Before, below, right), Attribute.Ints("output_padding", moreDown, moreAcross));
        return new OnnxValue(made, output, OnnxValue.ChannelsFirst);

        static (int Cut, int More) End(TransposedAxis axis)
        {
            int windows = ((axis.Input - 1) * axis.Stride) + ((axis.Taps - 1) * axis.Dilation) + 1,
                rest = windows - axis.Before - axis.Output;
            return (Math.Max(rest, 0), Math.Max(-rest, 0));
        }
    }

    public static OnnxValue Pool(LayerWriter writer, Pooling2D pool, OnnxValue x, Shape output)
    {
        bool isMax = pool is MaxPooling2D;
        AttributeProto[] attributes = [Attribute.Ints("kernel_shape", pool.PoolSize), Attribute.Ints("strides", pool.Strides),
            Pads(x.Shape, output, pool.PoolSize, pool.Strides, pool.Padding)];
        return new OnnxValue(writer.Graph.Add(isMax ? "MaxPool" : "AveragePool", [writer.Image(x).Name], attributes), output,
            OnnxValue.ChannelsFirst);
    }

    public static OnnxValue Global(LayerWriter writer, GlobalPooling2D pool, OnnxValue x, Shape output)
    {
        string made = writer.Graph.Add(pool is GlobalMaxPooling2D ? "GlobalMaxPool" : "GlobalAveragePool", [writer.Image(x).Name]);
        OnnxValue image = new(made, [1, 1, x.Shape[2]], OnnxValue.ChannelsFirst);
        return pool.KeepDims ? image : new OnnxValue(writer.Graph.Add("Flatten", [image.Name]), output, [0]);
    }

    private static OnnxValue One(LayerWriter writer, ConvolutionLayer conv, OnnxValue x, Shape output, int groups, string kernel,
        string? bias)
    {
        Size2D reach = conv.Reach;
        string made = writer.Graph.Add("Conv", [writer.Image(x).Name, kernel, .. bias is null ? [] : (string[])[bias]],
            Attribute.Ints("kernel_shape", conv.KernelSize), Attribute.Ints("strides", conv.Strides),
                Attribute.Ints("dilations", conv.DilationRate),
            Attribute.Int("group", groups), Pads(x.Shape, output, reach, conv.Strides, conv.Padding));
        return new OnnxValue(made, output, OnnxValue.ChannelsFirst);
    }

    // Keras' padding in numbers: the odd place at the end.
    private static AttributeProto Pads(Shape input, Shape output, Size2D reach, Size2D strides, Padding padding)
    {
        (int top, int below) = Of(input[0], output[0], reach.Height, strides.Height);
        (int left, int right) = Of(input[1], output[1], reach.Width, strides.Width);
        return Attribute.Ints("pads", top, left, below, right);

        (int Before, int Behind) Of(int from, int to, int window, int stride)
        {
            int total = padding == Padding.Same ? Math.Max(((to - 1) * stride) + window - from, 0) : 0;
            return (total / 2, total - (total / 2));
        }
    }

    private static string Kernel(LayerWriter writer, Weight kernel, int[] order, Fold? fold) =>
        writer.Weight(kernel, $"kernel {fold?.GetHashCode()}", values =>
    {
        int[] dims = [.. order.Select(axis => kernel.Shape[axis])];
        return (dims, Scaled(LayerWriter.Turned(values, kernel.Shape, order), fold, dims.Skip(1).Aggregate(1, (a, b) => a * b)));
    });

    private static string Depthwise(LayerWriter writer, Weight kernel, Fold? fold) =>
        writer.Weight(kernel, $"depthwise {fold?.GetHashCode()}", values =>
    {
        Shape shape = kernel.Shape;
        return ([shape[2] * shape[3], 1, shape[0], shape[1]],
            Scaled(LayerWriter.Turned(values, shape, [2, 3, 0, 1]), fold, shape[0] * shape[1]));
    });

    // The filters are outermost.
    private static float[] Scaled(float[] values, Fold? fold, int each)
    {
        for (int i = 0; fold is not null && i < values.Length; i++)
        {
            values[i] *= fold.Scale[i / each];
        }

        return values;
    }

    /// <summary>A bias, with a normalisation taken in; null where there is neither.</summary>
    public static string? Bias(LayerWriter writer, Weight? bias, Fold? fold, int count)
    {
        if (fold is null)
        {
            return bias is null ? null : writer.Weight(bias, "bias", values => ([values.Length], values));
        }

        float[] own = bias is null ? new float[count] : bias.Span.ToArray();
        return writer.Graph.Floats(bias?.Name ?? "bias", [count], [.. own.Select((value, i) => (value * fold.Scale[i]) + fold.Offset[i])]);
    }
}
