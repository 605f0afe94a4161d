using Weft.Layers;
using Weft.Onnx.Layout;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>Values as an image with its channels last, as Weft's layers of images take them.</summary>
/// <param name="Node">The image.</param>
/// <param name="Source">The values in memory's order of rows, columns, channels.</param>
/// <param name="IsFlat">Whether the file has no rows: one axis behind the channels.</param>
internal sealed record Image(Node Node, Value Source, bool IsFlat)
{
    public Size2D Size => new(Node.Shape[0], Node.Shape[1]);

    public int Channels => Node.Shape[2];

    /// <summary>The first input of a node as an image.</summary>
    /// <exception cref="ModelFileException">It has not one or two axes behind batch and channels.</exception>
    public static Image Of(Site site) => Of(site, site.Value(0));

    /// <summary>Values as an image.</summary>
    /// <exception cref="ModelFileException">They have not one or two axes behind batch and channels.</exception>
    public static Image Of(Site site, Value x)
    {
        site.Require(x.Rank is 3 or 4 && x.BatchAxis == 0, "an image [batch, channels, height, width]", $"{x.Rank} axes");
        Factor[] rows = x.Rank == 4 ? x.Axes[2] : [], columns = x.Axes[^1], channels = x.Axes[1];
        Value ordered = site.Arrangement.InOrder(x, [.. rows, .. columns, .. channels]);
        Node node = site.Arrangement.Shaped(ordered.Node, [Factor.Product(rows), Factor.Product(columns), Factor.Product(channels)]);
        return new Image(node, ordered, x.Rank == 3);
    }

    /// <summary>The image that a layer makes of this one.</summary>
    public Value Made(Node node, bool isNotNegative = false, bool keepsChannels = false)
    {
        Factor[] rows = Factor.Axis(node.Shape[0]), columns = Factor.Axis(node.Shape[1]);
        Factor[] channels = keepsChannels ? Source.Axes[1] : Factor.Axis(node.Shape[2]);
        return new Value(node, IsFlat ? [[Source.Batch], channels, columns] : [[Source.Batch], channels, rows, columns],
            [.. rows, .. columns, .. channels], Source.Batch)
        {
            IsNotNegative = isNotNegative,
        };
    }

    /// <summary>The image with another node of the same shape but for rows and columns.</summary>
    public Image With(Node node) => this with { Node = node };

    /// <summary>The image with zeros around it; itself where there are none.</summary>
    public Image Padded(Site site, Window rows, Window columns) => rows.Pads || columns.Pads
        ? With(site.Network.Call(new ZeroPadding2D(rows.Before, Math.Max(rows.Behind, 0), columns.Before, Math.Max(columns.Behind, 0)),
            Node))
        : this;
}
