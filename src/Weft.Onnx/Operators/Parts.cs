using Weft.Layers;
using Weft.Onnx.Folding;
using Weft.Onnx.Layout;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>Parts of an axis, and several tensors along one.</summary>
internal static class Parts
{
    private const int MostParts = 256;

    public static IReadOnlyList<Item> Concat(Site site)
    {
        Value first = site.Inputs.OfType<Value>().FirstOrDefault() ?? site.Value(0);
        int axis = first.Axis(site.Node.Int("axis", 1));
        List<Value> parts = [];
        for (int i = 0; i < site.Inputs.Count; i++)
        {
            Value part = site.Inputs[i] is OnnxTensor known ? Spreading.Known(site, first, known, axis) : site.Value(i);
            site.Require(part.Rank == first.Rank, $"tensors of {first.Rank} axes", $"{part.Rank}");
            parts.Add(part);
        }

        return [Together(site, parts, axis)];
    }

    public static IReadOnlyList<Item> Split(Site site)
    {
        Value x = site.Value(0);
        int axis = x.Axis(site.Node.Int("axis", 0)), extent = x.Dims[axis], at = 0;
        RequireSample(site, x, axis);
        List<Item> parts = [];
        foreach (int size in Picking.Sizes(site.Node, site.IntsFromAttributeOrInput("split", 1), extent))
        {
            parts.Add(Taken(site, x, axis, [.. Enumerable.Range(at, size)]));
            at += size;
        }

        return parts;
    }

    public static IReadOnlyList<Item> Slice(Site site)
    {
        Value x = site.Value(0);
        foreach (SlicePart part in SlicePart.Of(site.Node, site.Inputs, x.Rank))
        {
            int extent = x.Dims[part.Axis];
            int[] places = extent == ModelInputs.AnyBatch && part is { Start: 0, Step: 1 } && part.End >= extent ? [] : part.Places(extent);
            if (x.Axes[part.Axis].Contains(x.Batch))
            {
                site.Require(part is { Start: 0, Step: 1 } && part.End >= extent, "an axis of each sample", "a part of the batch");
                continue;
            }

            x = Taken(site, x, part.Axis, places);
        }

        return [x];
    }

    public static IReadOnlyList<Item> Gather(Site site)
    {
        Value x = site.Value(0);
        OnnxTensor indices = site.Constant(1);
        int axis = x.Axis(site.Node.Int("axis", 0)), extent = x.Dims[axis];
        if (x.Rank == 1 && x.Batch.Size == 1 && x.Axes[0].Length > 1 && indices.Dims is [1, ..])
        {
            return [SampleIndices.Gathered(site, x, indices, extent)];
        }

        RequireSample(site, x, axis);
        site.Require(indices.Dims.Length <= 1 && indices.Count <= MostParts, $"one place, or a list of at most {MostParts}", $"{indices}");
        Value taken = Taken(site, x, axis, [.. indices.ToIntegers().Select(index => Shaping.Axis(index, extent))]);
        return [indices.Dims.Length == 0 ? taken.Seen([.. taken.Axes.Where((_, i) => i != axis)]) : taken];
    }

    public static IReadOnlyList<Item> Tile(Site site)
    {
        Value x = site.Value(0);
        long[] repeats = site.Constant(1).ToIntegers();
        site.Require(repeats.Length == x.Rank && repeats.All(times => times is > 0 and <= MostParts),
            $"{x.Rank} repeats of at most {MostParts}", $"[{string.Join(", ", repeats)}]");
        for (int axis = 0; axis < x.Rank; axis++)
        {
            if (repeats[axis] > 1)
            {
                RequireSample(site, x, axis);
                x = Together(site, [.. Enumerable.Repeat(x, (int)repeats[axis])], axis);
            }
        }

        return [x];
    }

    /// <summary>Some places of an axis, in their order.</summary>
    public static Value Taken(Site site, Value x, int axis, int[] places)
    {
        int extent = x.Dims[axis];
        site.Require(places.Length > 0, "at least one place of an axis", "none");
        if (places.Length == extent && places.Index().All(place => place.Item == place.Index))
        {
            return x;
        }

        x = site.Arrangement.Joined(x, axis);
        AxisView view = AxisView.Of(site, x, axis);
        Node made = Pick(site, view, places, extent);
        return view.Made(x, axis, made, places.Length);
    }

    /// <summary>Values one behind another along an axis.</summary>
    public static Value Together(Site site, IReadOnlyList<Value> parts, int axis)
    {
        if (parts.Count == 1)
        {
            return parts[0];
        }

        Value first = site.Arrangement.Joined(parts[0], axis);
        RequireSample(site, first, axis);
        List<Value> aligned = [first];
        foreach (Value part in parts.Skip(1))
        {
            (Value left, Value right) = Alignment.Of(site, aligned[0], site.Arrangement.Joined(part, axis), axis);
            site.Require(left.Dims.Index().All(one => one.Index == axis || one.Item == right.Dims[one.Index]),
                $"tensors that differ along axis {axis} alone",
                $"[{string.Join(", ", left.Dims)}] and [{string.Join(", ", right.Dims)}]");
            site.Require(left.Memory.Length == aligned[0].Memory.Length, "tensors whose axes are cut alike", "others");
            aligned[0] = left;
            aligned.Add(right);
        }

        first = aligned[0];

        // All of them lie as the first does; one place has no factor and stands where the others have theirs.
        Factor? own = first.Axes[axis].FirstOrDefault();
        int at = own is null ? FirstPlace(aligned, axis) : Array.IndexOf(first.Memory, own);
        Factor[] rest = [.. first.Memory.Where(factor => factor != own)];
        (Factor[] before, Factor[] behind) = (rest[..at], rest[at..]);
        Shape[] shapes = [.. aligned.Select(part => new Shape(Factor.Product(before), part.Dims[axis], Factor.Product(behind)))];
        int place = 1;
        Node[] nodes = [.. aligned.Select((part, i) =>
            site.Arrangement.Lay(part, [.. before, .. part.Axes[axis], .. behind], Natural(part, i)))];
        Node made = site.Network.Call(new Concatenate(place + 1), nodes);
        Factor[] whole = Factor.Axis(aligned.Sum(part => part.Dims[axis]));
        Factor[][] axes = [.. first.Axes];
        axes[axis] = whole;
        return new Value(made, axes, [.. before, .. whole, .. behind],
            first.Batch)
        { IsNotNegative = parts.All(part => part.IsNotNegative) };

        // The shapes they have will do where all agree but for one axis.
        Shape Natural(Value part, int index)
        {
            if (index == 0)
            {
                Shape like = first.Node.Shape;
                int axisOf = AxisView.PlaceOf(like, before, first.Dims[axis], behind);
                if (axisOf >= 0)
                {
                    place = axisOf;
                    shapes = [.. aligned.Select(other => new Shape([.. like.Select((extent, i) => i == axisOf ? other.Dims[axis]
                        : extent)]))];
                }
            }

            return shapes[index];
        }
    }

    private static int FirstPlace(List<Value> parts, int axis)
    {
        Value? other = parts.Find(part => part.Axes[axis].Length > 0);
        return other is null ? parts[0].Axes.Take(axis).Sum(factors => factors.Length) - 1 < 0 ? 0
            : Math.Min(parts[0].Memory.Length, parts[0].Axes.Take(axis).SelectMany(factors => factors).Count(factor =>
                factor != parts[0].Batch))
            : Array.IndexOf(other.Memory, other.Axes[axis][0]);
    }

    private static Node Pick(Site site, AxisView view, int[] places, int extent)
    {
        int step = places.Length > 1 ? places[1] - places[0] : 1;
        bool isRegular = step != 0 && places.Zip(places.Skip(1), (one, next) => next - one).All(distance => distance == step);
        if (isRegular)
        {
            return site.Network.Call(view.Part(places[0], places[^1], step), view.Node);
        }

        site.Require(places.Length <= MostParts, $"at most {MostParts} places", $"{places.Length} of {extent}");
        return site.Network.Call(new Concatenate(view.Axis + 1),
            [.. places.Select(place => site.Network.Call(view.Part(place, place, 1), view.Node))]);
    }

    private static void RequireSample(Site site, Value x, int axis) =>
        site.Require(!x.Axes[axis].Contains(x.Batch) && x.BatchAxis >= 0, "an axis of each sample", "the batch");
}
