using Weft.Layers;
using Weft.Onnx.Folding;
using Weft.Onnx.Layout;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>Other axes for the same values: no layer, unless numbers must move.</summary>
internal static class Shapes
{
    public static IReadOnlyList<Item> Flatten(Site site)
    {
        Value x = site.Value(0);
        long asked = site.Node.Int("axis", 1);
        int axis = asked == x.Rank ? x.Rank : x.Axis(asked);
        return [x.Seen([[.. x.Axes.Take(axis).SelectMany(factors => factors)], [.. x.Axes.Skip(axis).SelectMany(factors => factors)]])];
    }

    public static IReadOnlyList<Item> Reshape(Site site)
    {
        Value x = site.Value(0);
        long[] dims = Shaping.Target(site.Node.Ints("shape") ?? site.Constant(1).ToIntegers(), x.Dims, site.Node.Int("allowzero", 0) != 0);
        return [Reshaped(site, x, dims)];
    }

    /// <summary>Values under other extents of the same size.</summary>
    public static Value Reshaped(Site site, Value x, IReadOnlyList<long> dims)
    {
        if (Factorization.Reshaped(x, dims) is { } view)
        {
            return view;
        }

        site.Require(x.BatchAxis == 0 && dims.Count > 0 && dims[0] == x.Batch.Size, "samples that stay apart",
            $"[{string.Join(", ", x.Dims)}] to [{string.Join(", ", dims)}]");
        Value plain = site.Arrangement.Plain(x);
        Factor[][] axes = [[x.Batch], .. dims.Skip(1).Select(extent => Factor.Axis(checked((int)extent)))];
        return new Value(plain.Node, axes, [.. axes.Skip(1).SelectMany(axis => axis)], x.Batch)
        {
            Type = x.Type,
            IsNotNegative = x.IsNotNegative
        };
    }

    public static IReadOnlyList<Item> Transpose(Site site)
    {
        Value x = site.Value(0);
        int[] order = [.. site.Node.Ints("perm")?.Select(x.Axis) ?? Enumerable.Range(0, x.Rank).Reverse()];
        site.Require(order.Order().SequenceEqual(Enumerable.Range(0, x.Rank)), $"an order of {x.Rank} axes",
            $"[{string.Join(", ", order)}]");
        return [x.Seen([.. order.Select(axis => x.Axes[axis])])];
    }

    public static IReadOnlyList<Item> Squeeze(Site site)
    {
        Value x = site.Value(0);
        int[] axes = site.IntsFromAttributeOrInput("axes", 1) is { } asked ? [.. asked.Select(x.Axis)]
            : [.. Enumerable.Range(0, x.Rank).Where(axis => x.Axes[axis].Length == 0)];
        if (x.Batch.Size == 1 && axes.Contains(x.BatchAxis))
        {
            // A batch of one is any of the axes of one place that stay.
            int other = Enumerable.Range(0, x.Rank).FirstOrDefault(axis => !axes.Contains(axis) && x.Axes[axis].Length == 0, -1);
            x = other >= 0 ? x.WithBatchAt(other, 0) : x;
        }

        site.Require(axes.All(axis => x.Axes[axis].Length == 0), "axes of extent 1",
            $"[{string.Join(", ", axes)}] of [{string.Join(", ", x.Dims)}]");
        return [x.Seen([.. x.Axes.Where((_, axis) => !axes.Contains(axis))])];
    }

    public static IReadOnlyList<Item> Unsqueeze(Site site)
    {
        Value x = site.Value(0);
        long[] asked = site.IntsFromAttributeOrInput("axes", 1) ?? [];
        int rank = x.Rank + asked.Length;
        List<Factor[]> axes = [.. x.Axes];
        foreach (int axis in asked.Select(axis => Shaping.Axis(axis, rank)).Order())
        {
            axes.Insert(axis, []);
        }

        return [x.Seen(axes)];
    }

    public static IReadOnlyList<Item> Expand(Site site)
    {
        return [Spreading.To(site, site.Value(0), [.. site.Constant(1).ToIntegers().Select(extent => checked((int)extent))])];
    }

    // In predictions nothing is dropped, whatever the file says of training.
    public static IReadOnlyList<Item> Dropout(Site site)
    {
        float ratio = site.Optional(1)?.At(0) ?? site.Node.Float("ratio", 0.5f);
        return ratio is > 0 and < 1 ? site.Each(new Dropout(Math.Round(ratio, 6)), site.Value(0).IsNotNegative) : [site.Value(0)];
    }

    // Weft computes in floats: other kinds of them are these.
    public static IReadOnlyList<Item> Cast(Site site)
    {
        if (site.Inputs[0] is OnnxTensor known)
        {
            return [Casts.To(known, site.Inputs[1]!.Type)];
        }

        Value x = site.Value(0);
        ElementType type = site.Node.Op == "CastLike" ? site.Inputs[1]!.Type : Casts.Target(site.Node);
        site.Require(type.IsReal() || type == x.Type, "a cast to numbers with fractions", $"one to {type.Word()}");
        bool isHalved = type is ElementType.Float16 or ElementType.BFloat16 && type != x.Type && site.Readers.Count == 0;
        site.Require(!isHalved, "an output in 32 bits", $"one that is rounded to {type.Word()}");
        return [x.As(type)];
    }
}
