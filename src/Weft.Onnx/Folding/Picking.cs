using Weft.Onnx.Reading;

namespace Weft.Onnx.Folding;

/// <summary>Parts of known numbers, and several put together.</summary>
internal static class Picking
{
    public static OnnxTensor Gather(OnnxNode node, OnnxTensor x, OnnxTensor indices)
    {
        int axis = Shaping.Axis(node.Int("axis", 0), x.Dims.Length);
        int[] taken = [.. indices.ToIntegers().Select(index => Shaping.Axis(index, x.Dims[axis]))];
        OnnxTensor flat = Along(x, axis, taken);
        return flat.Reshaped([.. x.Dims.Take(axis), .. indices.Dims, .. x.Dims.Skip(axis + 1)]);
    }

    public static OnnxTensor Slice(OnnxNode node, OnnxTensor?[] x)
    {
        OnnxTensor taken = x[0]!;
        foreach (SlicePart part in SlicePart.Of(node, x, x[0]!.Dims.Length))
        {
            taken = Along(taken, part.Axis, part.Places(taken.Dims[part.Axis]));
        }

        return taken;
    }

    public static OnnxTensor Concat(OnnxNode node, OnnxTensor?[] x)
    {
        OnnxTensor first = x[0]!;
        int axis = Shaping.Axis(node.Int("axis", 1), first.Dims.Length);
        if (Array.Exists(x, part => part!.Dims.Length != first.Dims.Length
            || part.Dims.Where((size, i) => i != axis && size != first.Dims[i]).Any()))
        {
            throw new ModelFileException($"expected tensors that differ along axis {axis} alone, got "
                + $"{string.Join(" and ", x.Select(part => part))}.");
        }

        int outer = first.Dims.Take(axis).Aggregate(1, (a, b) => a * b), extent = x.Sum(part => part!.Dims[axis]);
        int[] dims = [.. first.Dims.Take(axis), extent, .. first.Dims.Skip(axis + 1)];
        return x.All(part => part!.Integers is not null)
            ? OnnxTensor.Of(dims, Joined(part => part.Integers!), first.Type)
            : OnnxTensor.Of(dims, Joined(part => part.ToFloats()), first.Type);

        T[] Joined<T>(Func<OnnxTensor, T[]> numbers)
        {
            T[][] parts = [.. x.Select(part => numbers(part!))];
            List<T> joined = new(parts.Sum(part => part.Length));
            for (int i = 0; i < outer; i++)
            {
                foreach (T[] part in parts)
                {
                    joined.AddRange(part.AsSpan(i * (part.Length / outer), part.Length / outer));
                }
            }

            return [.. joined];
        }
    }

    public static IReadOnlyList<OnnxTensor> Split(OnnxNode node, OnnxTensor?[] x)
    {
        int axis = Shaping.Axis(node.Int("axis", 0), x[0]!.Dims.Length), at = 0;
        List<OnnxTensor> parts = [];
        foreach (int size in Sizes(node, node.Ints("split") ?? x.ElementAtOrDefault(1)?.ToIntegers(), x[0]!.Dims[axis]))
        {
            parts.Add(Along(x[0]!, axis, [.. Enumerable.Range(at, size)]));
            at += size;
        }

        return parts;
    }

    /// <summary>The sizes of a Split's parts.</summary>
    /// <exception cref="ModelFileException">They do not fit.</exception>
    public static int[] Sizes(OnnxNode node, long[]? given, int extent)
    {
        int count = node.Outputs.Count, each = (extent + count - 1) / count;
        long[] sizes = given ?? [.. Enumerable.Range(0, count).Select(i => (long)Math.Max(Math.Min(each, extent - (i * each)), 0))];
        return sizes.Length == count && sizes.All(size => size >= 0) && sizes.Sum() == extent ? [.. sizes.Select(size => (int)size)]
            : throw new ModelFileException($"expected {count} parts of {extent} together, got [{string.Join(", ", sizes)}].");
    }

    private static OnnxTensor Along(OnnxTensor x, int axis, int[] taken)
    {
        int[] strides = OnnxTensor.Strides(x.Dims);
        int outer = x.Dims.Take(axis).Aggregate(1, (a, b) => a * b), inner = strides[axis];
        int[] places = new int[outer * taken.Length * inner];
        int at = 0;
        for (int i = 0; i < outer; i++)
        {
            foreach (int place in taken)
            {
                for (int j = 0; j < inner; j++)
                {
                    places[at++] = (((i * x.Dims[axis]) + place) * inner) + j;
                }
            }
        }

        return x.Taken([.. x.Dims.Take(axis), taken.Length, .. x.Dims.Skip(axis + 1)], places);
    }
}
