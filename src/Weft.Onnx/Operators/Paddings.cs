using Weft.Layers;
using Weft.Onnx.Layout;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>Pad: with a number, with what lies at the edge, mirrored or from the other end; negative amounts crop.</summary>
internal static class Paddings
{
    private const int Most = 1 << 16;

    public static IReadOnlyList<Item> Run(Site site)
    {
        Value x = site.Value(0);
        long[] pads = site.Node.Ints("pads") ?? site.Node.Ints("paddings") ?? site.Constant(1).ToIntegers();
        int[] axes = [.. site.Optional(3)?.ToIntegers().Select(x.Axis) ?? Enumerable.Range(0, x.Rank)];
        site.Require(pads.Length == 2 * axes.Length && pads.All(pad => pad is > -Most and < Most), $"{2 * axes.Length} amounts",
            $"{pads.Length}");
        float number = site.Optional(2)?.At(0) ?? site.Node.Float("value", 0);
        number = Math.Abs(number) <= Writing.ShapeWriter.AsGoodAsZero ? 0 : number;
        string mode = site.Node.Text("mode", "constant");
        List<(int Axis, int Before, int Behind)> grown = [];
        for (int i = 0; i < axes.Length; i++)
        {
            (int before, int behind) = ((int)pads[i], (int)pads[i + axes.Length]);
            site.Require((before == 0 && behind == 0) || !x.Axes[axes[i]].Contains(x.Batch), "an axis of each sample", "the batch");
            if (before < 0 || behind < 0)
            {
                int from = Math.Max(-before, 0), to = x.Dims[axes[i]] - Math.Max(-behind, 0);
                site.Require(from < to, "a cropping that leaves something", $"{before} and {behind}");
                x = Parts.Taken(site, x, axes[i], [.. Enumerable.Range(from, to - from)]);
            }

            if (before > 0 || behind > 0)
            {
                grown.Add((axes[i], Math.Max(before, 0), Math.Max(behind, 0)));
            }
        }

        return [mode == "constant" ? Constant(site, x, grown, number)
            : grown.Aggregate(x, (values, pad) => Copied(site, values, mode, pad.Axis, pad.Before, pad.Behind))];
    }

    /// <summary>Copies of the first and the last place of one axis of a node.</summary>
    public static Node Edges(Site site, Node node, int axis, int before, int behind)
    {
        AxisView view = new(node, axis);
        int last = node.Shape[axis] - 1;
        return Around(site, view, [.. Enumerable.Repeat(0, before)], [.. Enumerable.Repeat(last, behind)]);
    }

    // Zeros around what has been lowered by the number, which is added again.
    private static Value Constant(Site site, Value x, List<(int Axis, int Before, int Behind)> pads, float number)
    {
        if (pads.Count == 0)
        {
            return x;
        }

        Node Shifted(Node node, float by) => by == 0 ? node : site.Network.Call(new Rescaling(1, by), node);
        x = x.With(Shifted(x.Node, -number), x.IsNotNegative && number == 0);

        // Rows and columns of an image at once.
        if (x.Rank == 4 && x.BatchAxis == 0 && x.Axes[2].Length <= 1 && x.Axes[3].Length <= 1 && pads.TrueForAll(pad => pad.Axis >= 2)
            && x.Memory.SequenceEqual([.. x.Axes[2], .. x.Axes[3], .. x.Axes[1]]))
        {
            Image image = Image.Of(site, x);
            (_, int top, int bottom) = pads.Find(pad => pad.Axis == 2);
            (_, int left, int right) = pads.Find(pad => pad.Axis == 3);
            x = image.Made(site.Network.Call(new ZeroPadding2D(top, bottom, left, right), image.Node), x.IsNotNegative,
                keepsChannels: true);
        }
        else
        {
            foreach ((int axis, int before, int behind) in pads)
            {
                x = site.Arrangement.Joined(x, axis);
                AxisView view = AxisView.Of(site, x, axis);
                Shape shape = view.Node.Shape;
                int outer = shape.Take(view.Axis).Aggregate(1, (a, b) => a * b),
                    inner = shape.Skip(view.Axis + 1).Aggregate(1, (a, b) => a * b);
                Node flat = site.Arrangement.Shaped(view.Node, [outer, shape[view.Axis], inner]);
                x = view.Made(x, axis, site.Network.Call(new ZeroPadding2D(0, 0, before, behind), flat),
                    shape[view.Axis] + before + behind);
            }
        }

        return x.With(Shifted(x.Node, number), x.IsNotNegative && number >= 0);
    }

    private static Value Copied(Site site, Value x, string mode, int axis, int before, int behind)
    {
        int extent = x.Dims[axis];
        site.Require(before + behind <= Math.Max(4 * extent, 64), "a padding that is not much larger than the values",
            $"{before} and {behind}");
        x = site.Arrangement.Joined(x, axis);
        AxisView view = AxisView.Of(site, x, axis);
        int[] front = [.. Enumerable.Range(-before, before).Select(Source)], back = [.. Enumerable.Range(extent, behind).Select(Source)];
        return view.Made(x, axis, Around(site, view, front, back), extent + before + behind);

        int Source(int place)
        {
            switch (mode)
            {
                case "edge":
                    return Math.Clamp(place, 0, extent - 1);
                case "wrap":
                    return ((place % extent) + extent) % extent;
                case "reflect":
                    int period = Math.Max(2 * (extent - 1), 1), at = ((place % period) + period) % period;
                    return Math.Min(at, period - at);
                default:
                    throw new ModelFileException($"expected mode constant, edge, reflect or wrap, got {mode}.");
            }
        }
    }

    private static Node Around(Site site, AxisView view, int[] front, int[] back)
    {
        Node[] parts = [.. front.Select(One), view.Node, .. back.Select(One)];
        return parts.Length == 1 ? view.Node : site.Network.Call(new Concatenate(view.Axis + 1), parts);

        Node One(int place) => site.Network.Call(view.Part(place, place, 1), view.Node);
    }
}
