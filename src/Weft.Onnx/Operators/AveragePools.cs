using Weft.Layers;
using Weft.Onnx.Layout;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>AveragePool, with padding counted or not.</summary>
internal static class AveragePools
{
    public static IReadOnlyList<Item> Run(Site site)
    {
        Image image = Image.Of(site);
        (Window rows, Window columns) = Window.Of(site, image, MaxPools.Kernel(site));
        bool counts = site.Node.Int("count_include_pad", 0) != 0;
        bool isPlain = rows.Dilation == 1 && columns.Dilation == 1;
        Size2D size = new(rows.Taps, columns.Taps), strides = new(rows.Stride, columns.Stride);
        if (isPlain && rows.IsSame && columns.IsSame && (!counts || !(rows.Pads || columns.Pads)))
        {
            Padding padding = rows.Pads || columns.Pads ? Padding.Same : Padding.Valid;
            return [Made(site.Network.Call(new AveragePooling2D(size, strides, padding), image.Node))];
        }

        Image padded = image.Padded(site, rows, columns);
        Value means = Made(isPlain ? site.Network.Call(new AveragePooling2D(size, strides), padded.Node)
            : Spread(site, padded, rows, columns));

        // The mean over a whole window is put right where fewer taps count.
        float[] down = Parts(rows, counts), across = Parts(columns, counts);
        if (Array.TrueForAll(down, part => part == 1) && Array.TrueForAll(across, part => part == 1))
        {
            return [means];
        }

        int[] dims = image.IsFlat ? [across.Length] : [down.Length, across.Length];
        OnnxTensor factors = OnnxTensor.Of(dims, [.. down.SelectMany(y => across.Select(x => 1 / (y * x)))]);
        return [Merge.Multiply.With(site, means, factors)];

        Value Made(Node node) => image.Made(node, image.Source.IsNotNegative, keepsChannels: true);
    }

    // What part of each window's taps counts.
    private static float[] Parts(Window window, bool counts)
    {
        float[] parts = new float[window.Output];
        (int low, int high) = counts ? (-window.Before, window.Input + window.After) : (0, window.Input);
        for (int i = 0; i < parts.Length; i++)
        {
            int begin = (i * window.Stride) - window.Before;
            parts[i] = Enumerable.Range(0, window.Taps).Count(tap => begin + (tap * window.Dilation) >= low
                && begin + (tap * window.Dilation) < high) / (float)window.Taps;
        }

        return parts;
    }

    // A window with gaps is a convolution whose taps are equal.
    private static Node Spread(Site site, Image image, Window rows, Window columns)
    {
        ConvolutionLimits.Require((long)rows.Reach * columns.Reach * image.Channels);
        Tensor kernel = new([rows.Reach, columns.Reach, image.Channels, 1]);
        for (int y = 0; y < rows.Reach; y += rows.Dilation)
        {
            for (int x = 0; x < columns.Reach; x += columns.Dilation)
            {
                kernel.Span.Slice(((y * columns.Reach) + x) * image.Channels, image.Channels).Fill(1f / (rows.Taps * columns.Taps));
            }
        }

        DepthwiseConv2D layer = new(new Size2D(rows.Reach, columns.Reach), strides: new Size2D(rows.Stride, columns.Stride),
            useBias: false)
        { Trainable = false };
        return site.Network.Call(layer, [kernel], image.Node);
    }
}

/// <summary>GlobalAveragePool and GlobalMaxPool.</summary>
internal static class GlobalPools
{
    private static readonly string[] s_flat = ["Flatten", "Reshape", "Squeeze", "Gemm", "MatMul"];

    public static IReadOnlyList<Item> Run(Site site, bool isMax) => [Of(site, Image.Of(site), isMax, keepDims: true)];

    /// <summary>One value per channel.</summary>
    public static Value Of(Site site, Image image, bool isMax, bool keepDims)
    {
        bool stays = keepDims && site.Readers is { Count: > 0 } readers && !s_flat.Contains(readers[0].Op);
        Node made = site.Network.Call(isMax ? new GlobalMaxPooling2D(stays) : new GlobalAveragePooling2D(stays), image.Node);
        Value x = image.Source;
        Factor[][] axes = keepDims ? [[x.Batch], x.Axes[1], .. Enumerable.Repeat(Array.Empty<Factor>(), x.Rank - 2)]
            : [[x.Batch], x.Axes[1]];
        return new Value(made, axes, x.Axes[1], x.Batch) { IsNotNegative = x.IsNotNegative };
    }
}
