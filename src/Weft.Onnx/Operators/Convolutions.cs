using Weft.Layers;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>Conv: ordinary, in groups, and one window per channel.</summary>
internal static class Convolutions
{
    public static IReadOnlyList<Item> Conv(Site site)
    {
        Image image = Image.Of(site);
        OnnxTensor kernel = site.Constant(1);
        OnnxTensor? bias = site.Optional(2);
        int groups = (int)site.Node.Int("group", 1);
        site.Require(kernel.Dims.Length == (image.IsFlat ? 3 : 4), "a kernel for an image", $"{kernel}");
        site.Require(groups > 0 && kernel.Dims[1] * groups == image.Channels && kernel.Dims[0] % groups == 0,
            $"a kernel for {image.Channels} channels in {groups} groups", $"{kernel}");
        site.Require(bias is null || bias.Count == kernel.Dims[0], $"a bias of {kernel.Dims[0]} values", $"{bias}");
        (Window rows, Window columns) = Window.Of(site, image, [.. kernel.Dims.Skip(2)]);
        kernel = image.IsFlat ? kernel.Reshaped([kernel.Dims[0], kernel.Dims[1], 1, kernel.Dims[2]]) : kernel;

        // Keras takes no window that both strides and is dilated: zeros between the taps do the same.
        bool isSpread = (rows.Dilation > 1 || columns.Dilation > 1) && (rows.Stride > 1 || columns.Stride > 1);
        kernel = isSpread ? Spread(kernel, rows.Dilation, columns.Dilation) : kernel;
        bool isSame = rows.IsSame && columns.IsSame;
        Image from = isSame ? image : image.Padded(site, rows, columns);
        string names = $"{site.Node.Inputs[1]} {site.Node.Inputs.ElementAtOrDefault(2)}";
        Padding padding = isSame ? Padding.Same : Padding.Valid;
        Size2D size = new(kernel.Dims[2], kernel.Dims[3]), strides = new(rows.Stride, columns.Stride);
        Size2D dilation = isSpread ? 1 : new Size2D(rows.Dilation, columns.Dilation);
        ConvolutionLayer layer = groups > 1 && groups == image.Channels
            ? new DepthwiseConv2D(size, strides: strides, padding: padding, depthMultiplier: kernel.Dims[0] / groups,
                useBias: bias is not null)
            { DilationRate = dilation }
            : new Conv2D(kernel.Dims[0], size, strides: strides, padding: padding, useBias: bias is not null)
            {
                DilationRate = dilation,
                Groups = groups
            };
        Node made = site.Network.Call(layer, names, () => [Kernel(kernel, layer is DepthwiseConv2D ? groups : 0), .. Bias(bias)],
            from.Node);
        return [image.Made(made)];
    }

    /// <summary>A bias as a weight, if there is one.</summary>
    public static IReadOnlyList<Tensor> Bias(OnnxTensor? bias) => bias is null ? [] : [new Tensor([bias.Count], [.. bias.ToFloats()])];

    // [filters, channels, rows, columns] to [rows, columns, channels, filters]. With one window per channel, the filters of a channel
    // follow
    // each other in both.
    private static Tensor Kernel(OnnxTensor kernel, int channels)
    {
        OnnxTensor turned = channels == 0 ? kernel.Transposed([2, 3, 1, 0])
            : kernel.Reshaped([channels, kernel.Dims[0] / channels, kernel.Dims[2], kernel.Dims[3]]).Transposed([2, 3, 0, 1]);
        return new Tensor(new Shape(turned.Dims), turned.ToFloats());
    }

    /// <summary>A kernel with zeros between its taps.</summary>
    public static OnnxTensor Spread(OnnxTensor kernel, int down, int across)
    {
        int rows = ((kernel.Dims[2] - 1) * down) + 1, columns = ((kernel.Dims[3] - 1) * across) + 1;
        ConvolutionLimits.Require((long)kernel.Dims[0] * kernel.Dims[1] * rows * columns);
        float[] values = new float[kernel.Dims[0] * kernel.Dims[1] * rows * columns];
        for (int i = 0; i < kernel.Count; i++)
        {
            int x = i % kernel.Dims[3], y = i / kernel.Dims[3] % kernel.Dims[2], plane = i / kernel.Dims[3] / kernel.Dims[2];
            values[(((plane * rows) + (y * down)) * columns) + (x * across)] = kernel.At(i);
        }

        return OnnxTensor.Of([kernel.Dims[0], kernel.Dims[1], rows, columns], values);
    }
}

/// <summary>How large weights may become that a file does not hold as they are.</summary>
internal static class ConvolutionLimits
{
    private const long Most = 1 << 24;

    /// <exception cref="ModelFileException">They are too large.</exception>
    public static void Require(long count)
    {
        if (count > Most)
        {
            throw new ModelFileException($"expected weights of at most {Most} values, got {count}. The file is damaged.");
        }
    }
}
