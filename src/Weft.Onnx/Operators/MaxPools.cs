using Weft.Layers;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>MaxPool: padding never wins, whatever the values are.</summary>
internal static class MaxPools
{
    private const int MostTaps = 64;

    public static IReadOnlyList<Item> Run(Site site)
    {
        Image image = Image.Of(site);
        (Window rows, Window columns) = Window.Of(site, image, Kernel(site));
        Size2D size = new(rows.Taps, columns.Taps), strides = new(rows.Stride, columns.Stride);
        bool isDilated = rows.Dilation > 1 || columns.Dilation > 1;
        Node made;
        if (!isDilated && rows.IsSame && columns.IsSame)
        {
            made = site.Network.Call(new MaxPooling2D(size, strides, rows.Pads || columns.Pads ? Padding.Same : Padding.Valid), image.Node);
        }
        else
        {
            // Zeros do not win over what is not negative; copies of the border never do, for whoever sees them sees the border.
            Image padded = image.Source.IsNotNegative ? image.Padded(site, rows, columns) : Bordered(site, image, rows, columns);
            made = isDilated ? Taps(site, padded.Node, rows, columns) : site.Network.Call(new MaxPooling2D(size, strides), padded.Node);
        }

        site.Require(made.Shape[0] == rows.Output && made.Shape[1] == columns.Output, $"{rows.Output}x{columns.Output} windows",
            $"{made.Shape[0]}x{made.Shape[1]}");
        return [image.Made(made, image.Source.IsNotNegative, keepsChannels: true)];
    }

    /// <summary>A pooling's window.</summary>
    /// <exception cref="ModelFileException">There is none.</exception>
    public static int[] Kernel(Site site)
    {
        long[] kernel = site.Node.Ints("kernel_shape") ?? [];
        site.Require(kernel.Length > 0 && kernel.All(taps => taps is > 0 and < 1 << 20), "a kernel_shape of positive extents",
            $"[{string.Join(", ", kernel)}]");
        return [.. kernel.Select(taps => (int)taps)];
    }

    private static Image Bordered(Site site, Image image, Window rows, Window columns)
    {
        Node node = Paddings.Edges(site, image.Node, 0, rows.Before, Math.Max(rows.Behind, 0));
        return image.With(Paddings.Edges(site, node, 1, columns.Before, Math.Max(columns.Behind, 0)));
    }

    private static Node Taps(Site site, Node image, Window rows, Window columns)
    {
        site.Require(rows.Taps * columns.Taps <= MostTaps, $"a dilated window of at most {MostTaps} taps", $"{rows.Taps}x{columns.Taps}");
        List<Node> taps = [];
        for (int y = 0; y < rows.Taps; y++)
        {
            for (int x = 0; x < columns.Taps; x++)
            {
                taps.Add(site.Network.Call(new GetItemOperation(Part(rows, y), Part(columns, x)), image));
            }
        }

        return taps.Count == 1 ? taps[0] : site.Network.Call(new Maximum(), [.. taps]);

        static AxisPart Part(Window window, int tap) =>
            new(tap * window.Dilation, (tap * window.Dilation) + ((window.Output - 1) * window.Stride) + 1, window.Stride);
    }
}
