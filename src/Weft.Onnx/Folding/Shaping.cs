using Weft.Onnx.Reading;

namespace Weft.Onnx.Folding;

/// <summary>Known numbers under other extents, in another order of axes, or repeated.</summary>
internal static class Shaping
{
    /// <summary>What Reshape's target comes to.</summary>
    /// <param name="target">The extents asked for: 0 keeps one, -1 is what is left.</param>
    /// <param name="dims">The extents there are.</param>
    /// <param name="allowZero">Whether 0 means no places instead.</param>
    /// <exception cref="ModelFileException">The target does not fit.</exception>
    public static long[] Target(IReadOnlyList<long> target, IReadOnlyList<int> dims, bool allowZero)
    {
        long[] extents = [.. target.Select((extent, i) => extent == 0 && !allowZero && i < dims.Count ? dims[i] : extent)];
        long size = dims.Aggregate(1L, (product, extent) => checked(product * extent));
        long known = extents.Where(extent => extent != -1).Aggregate(1L, (product, extent) => checked(product * extent));
        int open = Array.IndexOf(extents, -1);
        if (open >= 0 && known > 0 && size % known == 0)
        {
            extents[open] = size / known;
        }

        return extents.All(extent => extent >= 0) && extents.Aggregate(1L, (product, extent) => checked(product * extent)) == size ? extents
            : throw new ModelFileException($"expected a target of {size} values, got [{string.Join(", ", target)}] for "
                + $"[{string.Join(", ", dims)}].");
    }

    /// <summary>The extents themselves, or a stretch of them.</summary>
    public static OnnxTensor ShapeOf(OnnxNode node, IReadOnlyList<int> dims)
    {
        int begin = Bound(node.Int("start", 0)), end = Bound(node.Int("end", dims.Count));
        long[] taken = [.. dims.Skip(begin).Take(Math.Max(end - begin, 0)).Select(extent => (long)extent)];
        return OnnxTensor.Of([taken.Length], taken);

        int Bound(long at) => (int)Math.Clamp(at < 0 ? at + dims.Count : at, 0, dims.Count);
    }

    public static OnnxTensor Reshape(OnnxNode node, OnnxTensor?[] x)
    {
        long[] target = node.Ints("shape") ?? x[1]!.ToIntegers();
        return x[0]!.Reshaped([.. Target(target, x[0]!.Dims, node.Int("allowzero", 0) != 0).Select(extent => checked((int)extent))]);
    }

    public static OnnxTensor Flatten(OnnxNode node, OnnxTensor x)
    {
        int axis = Axis(node.Int("axis", 1), x.Dims.Length + 1);
        return x.Reshaped([x.Dims.Take(axis).Aggregate(1, (a, b) => a * b), x.Dims.Skip(axis).Aggregate(1, (a, b) => a * b)]);
    }

    public static OnnxTensor Squeeze(OnnxNode node, OnnxTensor?[] x)
    {
        int rank = x[0]!.Dims.Length;
        int[]? axes = (node.Ints("axes") ?? x.ElementAtOrDefault(1)?.ToIntegers())?.Select(axis => Axis(axis, rank)).ToArray();
        return x[0]!.Reshaped([.. x[0]!.Dims.Where((extent, axis) => axes is null ? extent != 1 : !axes.Contains(axis))]);
    }

    public static OnnxTensor Unsqueeze(OnnxNode node, OnnxTensor?[] x)
    {
        long[] asked = node.Ints("axes") ?? x[1]!.ToIntegers();
        int rank = x[0]!.Dims.Length + asked.Length;
        List<int> dims = [.. x[0]!.Dims];
        foreach (int axis in asked.Select(axis => Axis(axis, rank)).Order())
        {
            dims.Insert(axis, 1);
        }

        return x[0]!.Reshaped(dims);
    }

    public static OnnxTensor Transpose(OnnxNode node, OnnxTensor x) =>
        x.Transposed([.. node.Ints("perm")?.Select(axis => Axis(axis, x.Dims.Length)) ?? Enumerable.Range(0, x.Dims.Length).Reverse()]);

    // Where samples are to be repeated, the numbers are the same for each: the batch keeps its extent of 1.
    public static OnnxTensor Expand(OnnxTensor x, OnnxTensor shape)
    {
        long[] asked = [.. shape.ToIntegers().Select(extent => extent == ModelInputs.AnyBatch ? 1 : extent)];
        int rank = Math.Max(asked.Length, x.Dims.Length);
        long[] dims = [.. Enumerable.Range(1, rank).Reverse().Select(i =>
            Math.Max(i <= asked.Length ? asked[^i] : 1, i <= x.Dims.Length ? x.Dims[^i] : 1))];
        ConstantFolding.Require(dims, x.Count);
        return x.Broadcast([.. dims.Select(extent => (int)extent)]);
    }

    public static OnnxTensor Tile(OnnxTensor x, OnnxTensor repeats)
    {
        long[] dims = [.. x.Dims.Zip(repeats.ToIntegers(), (extent, times) => extent * times)];
        ConstantFolding.Require(dims, x.Count);
        int[] extents = [.. dims.Select(extent => (int)extent)], strides = OnnxTensor.Strides(x.Dims), at = OnnxTensor.Strides(extents);
        int[] places = new int[extents.Aggregate(1, (a, b) => a * b)];
        for (int i = 0; i < places.Length; i++)
        {
            for (int axis = 0; axis < extents.Length; axis++)
            {
                places[i] += i / at[axis] % extents[axis] % x.Dims[axis] * strides[axis];
            }
        }

        return x.Taken(extents, places);
    }

    public static OnnxTensor Filled(OnnxTensor shape, OnnxTensor value)
    {
        long[] dims = [.. shape.ToIntegers().Select(extent => extent == ModelInputs.AnyBatch ? 1 : extent)];
        ConstantFolding.Require(dims, 0);
        return value.Reshaped([]).Broadcast([.. dims.Select(extent => (int)extent)]);
    }

    public static OnnxTensor Range(OnnxTensor?[] x)
    {
        if (x[1]!.At(0) == ModelInputs.AnyBatch)
        {
            throw new ModelFileException("expected a range of known length, got the number of samples.");
        }

        double start = x[0]!.At(0), step = x[2]!.At(0), count = Math.Max(Math.Ceiling((x[1]!.At(0) - start) / step), 0);
        ConstantFolding.Require([double.IsFinite(count) ? (long)Math.Min(count, long.MaxValue / 2.0) : -1], 0);
        return x[0]!.Integers is not null
            ? OnnxTensor.Of([(int)count], [.. Enumerable.Range(0, (int)count).Select(i => x[0]!.WholeAt(0) + (i * x[2]!.WholeAt(0)))],
                x[0]!.Type)
            : OnnxTensor.Of([(int)count], [.. Enumerable.Range(0, (int)count).Select(i => (float)(start + (i * step)))], x[0]!.Type);
    }

    /// <summary>An axis counted from the beginning.</summary>
    /// <exception cref="ModelFileException">There is no such axis.</exception>
    public static int Axis(long axis, int rank) => axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis)
        : throw new ModelFileException($"expected an axis from {-rank} to {rank - 1}, got {axis}.");
}
