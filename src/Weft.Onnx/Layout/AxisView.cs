using Weft.Layers;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Layout;

/// <summary>Values in a shape in which one axis of the file's is one axis of the shape: as they are, or what lies before and behind it as
/// one.</summary>
/// <param name="Node">The values in that shape.</param>
/// <param name="Axis">The axis of the shape, the batch not counted.</param>
internal sealed record AxisView(Node Node, int Axis)
{
    /// <param name="site">The node.</param>
    /// <param name="x">Values whose axis is one factor, or one place.</param>
    /// <param name="axis">The file's axis.</param>
    public static AxisView Of(Site site, Value x, int axis)
    {
        (Factor[] before, Factor[] behind) = Around(x, axis);
        int extent = x.Dims[axis], natural = PlaceOf(x.Node.Shape, before, extent, behind);
        return natural >= 0 && x.Axes[axis].Length > 0
            ? new AxisView(x.Node, natural)
            : new AxisView(site.Arrangement.Shaped(x.Node, [Factor.Product(before), extent, Factor.Product(behind)]), 1);
    }

    /// <summary>The values that a layer makes of the view, the axis of another extent.</summary>
    public Value Made(Value x, int axis, Node made, int extent)
    {
        (Factor[] before, Factor[] behind) = Around(x, axis);
        Factor[] own = Factor.Axis(extent);
        Factor[][] axes = [.. x.Axes];
        axes[axis] = own;
        return new Value(made, axes, [.. before, .. own, .. behind], x.Batch) { Type = x.Type, IsNotNegative = x.IsNotNegative };
    }

    /// <summary>What takes places from one to another, both taken.</summary>
    public GetItemOperation Part(int first, int last, int step)
    {
        AxisPart part = step > 0 ? new AxisPart(first, last + 1, step == 1 ? null : step)
            : new AxisPart(first, last == 0 ? null : last - 1, step);
        return new GetItemOperation([.. Enumerable.Repeat(default(AxisPart), Axis), part]);
    }

    /// <summary>Which axis of a shape has an extent and lies between the factors before and behind; -1 where none does.</summary>
    public static int PlaceOf(Shape shape, IEnumerable<Factor> before, int extent, IEnumerable<Factor> behind)
    {
        int product = 1, outer = Factor.Product(before), inner = Factor.Product(behind);
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (product == outer && shape[axis] == extent && shape.Skip(axis + 1).Aggregate(1, (size, next) => size * next) == inner)
            {
                return axis;
            }

            product *= shape[axis];
        }

        return -1;
    }

    private static (Factor[] Before, Factor[] Behind) Around(Value x, int axis)
    {
        int at = x.Axes[axis] is [var own] ? Array.IndexOf(x.Memory, own) : x.Memory.Length, length = x.Axes[axis].Length;
        return (x.Memory[..at], x.Memory[(at + length)..]);
    }
}
