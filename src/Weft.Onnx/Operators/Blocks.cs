using Weft.Onnx.Layout;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>Channels that become places, and places that become channels.</summary>
internal static class Blocks
{
    public static IReadOnlyList<Item> DepthToSpace(Site site)
    {
        (Value x, long size, int[] dims) = Block(site);
        bool isColumnsFirst = site.Node.Text("mode", "DCR") == "DCR";
        long channels = dims[1] / (size * size);
        Value cut = Shapes.Reshaped(site, x, isColumnsFirst ? [dims[0], size, size, channels, dims[2], dims[3]]
            : [dims[0], channels, size, size, dims[2], dims[3]]);
        Value turned = Turned(cut, isColumnsFirst ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3]);
        return [Shapes.Reshaped(site, turned, [dims[0], channels, dims[2] * size, dims[3] * size])];
    }

    public static IReadOnlyList<Item> SpaceToDepth(Site site)
    {
        (Value x, long size, int[] dims) = Block(site);
        Value cut = Shapes.Reshaped(site, x, [dims[0], dims[1], dims[2] / size, size, dims[3] / size, size]);
        return [Shapes.Reshaped(site, Turned(cut, [0, 3, 5, 1, 2, 4]), [dims[0], dims[1] * size * size, dims[2] / size, dims[3] / size])];
    }

    private static (Value X, long Size, int[] Dims) Block(Site site)
    {
        Value x = site.Value(0);
        long size = site.Node.Int("blocksize", 0);
        site.Require(x.Rank == 4 && x.BatchAxis == 0 && size is > 0 and < 1 << 15, "an image and a block's size",
            $"{x.Rank} axes and {size}");
        return (x, size, x.Dims);
    }

    private static Value Turned(Value x, int[] order) => x.Seen([.. order.Select(axis => x.Axes[axis])]);
}
