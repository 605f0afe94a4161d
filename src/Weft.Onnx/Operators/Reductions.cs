using Weft.Layers;
using Weft.Onnx.Layout;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>One value of those along some axes of each sample.</summary>
internal static class Reductions
{
    public static IReadOnlyDictionary<string, Func<Site, IReadOnlyList<Item>>> Rules { get; } = new Dictionary<string, Func<Site,
        IReadOnlyList<Item>>>
    {
        ["ReduceMean"] = site => Run(site, Reduction.Mean),
        ["ReduceSum"] = site => Run(site, Reduction.Sum),
        ["ReduceMax"] = site => Run(site, Reduction.Max),
        ["ReduceMin"] = site => Run(site, Reduction.Min),
        ["ReduceL1"] = site => Run(site, Reduction.Sum, UnaryFunction.Absolute),
        ["ReduceL2"] = site => Run(site, Reduction.Sum, UnaryFunction.Square, UnaryFunction.Sqrt),
        ["ReduceSumSquare"] = site => Run(site, Reduction.Sum, UnaryFunction.Square),
    };

    private static IReadOnlyList<Item> Run(Site site, Reduction reduction, UnaryFunction? before = null, UnaryFunction? behind = null)
    {
        Value x = site.Value(0);
        long[]? asked = site.IntsFromAttributeOrInput("axes", 1);
        if (asked is not { Length: > 0 } && site.Node.Int("noop_with_empty_axes", 0) != 0)
        {
            asked = null;
        }

        bool isNone = asked is null && site.Node.Int("noop_with_empty_axes", 0) != 0;
        int[] axes = isNone ? [] : asked is { Length: > 0 } ? [.. asked.Select(x.Axis)] : [.. Enumerable.Range(0, x.Rank)];
        bool keeps = site.Node.Int("keepdims", 1) != 0;
        Factor[] over = [.. axes.SelectMany(axis => x.Axes[axis])];
        site.Require(!over.Contains(x.Batch), "axes of each sample", "the batch");
        x = before is { } first ? x.With(site.Network.Call(new UnaryOperation(first), x.Node), isNotNegative: true) : x;
        if (reduction is Reduction.Mean or Reduction.Max && x.Rank == 4 && x.BatchAxis == 0 && axes.Order().SequenceEqual([2, 3])
            && x.Memory.SequenceEqual([.. x.Axes[2], .. x.Axes[3], .. x.Axes[1]]))
        {
            return [GlobalPools.Of(site, Image.Of(site, x), reduction == Reduction.Max, keeps)];
        }

        Factor[] left = [.. x.Memory.Except(over)];
        Factor[][] dims = keeps ? [.. x.Axes.Select((axis, i) => axes.Contains(i) ? [] : axis)]
            : [.. x.Axes.Where((_, i) => !axes.Contains(i))];
        Node made = x.Node;
        if (over.Length > 0)
        {
            Grouping grouping = Grouping.Of(x.Node, x.Memory, factor => over.Contains(factor));
            ReduceOperation layer = new(reduction, grouping.AxesOf(over.Contains), keepDims: keeps || left.Length == 0);
            made = site.Network.Call(layer, site.Arrangement.Shaped(x.Node, grouping.Shape));
        }

        made = behind is { } last ? site.Network.Call(new UnaryOperation(last), made) : made;
        return [new Value(made, dims, left, x.Batch) { IsNotNegative = x.IsNotNegative }];
    }
}
