namespace Weft.Onnx.Reading;

/// <summary>What a name of the graph stands for: numbers that are known, or values that a sample decides.</summary>
internal abstract class Item
{
    /// <summary>The type that the file means; arithmetic is in floats and 64-bit whole numbers.</summary>
    public ElementType Type { get; init; } = ElementType.Float;
}

/// <summary>Known numbers: a weight, a shape, or what was computed from such.</summary>
internal sealed class OnnxTensor : Item
{
    private OnnxTensor(IReadOnlyList<int> dims, float[]? floats, long[]? integers)
    {
        (Dims, Floats, Integers) = ([.. dims], floats, integers);
    }

    /// <summary>The extents; none for one number alone.</summary>
    public int[] Dims { get; }

    /// <summary>The numbers, where they are no whole ones.</summary>
    public float[]? Floats { get; }

    /// <summary>The numbers, where they are whole ones.</summary>
    public long[]? Integers { get; }

    /// <summary>How many they are.</summary>
    public int Count => Floats?.Length ?? Integers!.Length;

    public static OnnxTensor Of(IReadOnlyList<int> dims, float[] values, ElementType type = ElementType.Float) =>
        new(dims, values, null) { Type = type };

    public static OnnxTensor Of(IReadOnlyList<int> dims, long[] values, ElementType type = ElementType.Int64) =>
        new(dims, null, values) { Type = type };

    /// <summary>One number as a float.</summary>
    public float At(int index) => Floats is { } floats ? floats[index] : Integers![index];

    /// <summary>One number as a whole one.</summary>
    public long WholeAt(int index) => Integers is { } integers ? integers[index] : (long)Floats![index];

    /// <summary>All numbers as floats.</summary>
    public float[] ToFloats() => Floats ?? [.. Integers!.Select(value => (float)value)];

    /// <summary>All numbers as whole ones.</summary>
    public long[] ToIntegers() => Integers ?? [.. Floats!.Select(value => (long)value)];

    /// <summary>The same numbers under other extents.</summary>
    public OnnxTensor Reshaped(IReadOnlyList<int> dims) => new(dims, Floats, Integers) { Type = Type };

    /// <summary>Numbers taken from places of this one.</summary>
    public OnnxTensor Taken(IReadOnlyList<int> dims, ReadOnlySpan<int> places)
    {
        if (Floats is { } floats)
        {
            float[] taken = new float[places.Length];
            for (int i = 0; i < taken.Length; i++)
            {
                taken[i] = floats[places[i]];
            }

            return new(dims, taken, null) { Type = Type };
        }

        long[] whole = new long[places.Length];
        for (int i = 0; i < whole.Length; i++)
        {
            whole[i] = Integers![places[i]];
        }

        return new(dims, null, whole) { Type = Type };
    }

    /// <summary>The axes in another order.</summary>
    public OnnxTensor Transposed(IReadOnlyList<int> order)
    {
        int[] dims = [.. order.Select(axis => Dims[axis])], strides = Strides(Dims);
        return Taken(dims, Places(dims, [.. order.Select(axis => strides[axis])]));
    }

    /// <summary>The numbers spread to larger extents, aligned from the right.</summary>
    public OnnxTensor Broadcast(IReadOnlyList<int> dims)
    {
        int[] own = Strides(Dims), strides = new int[dims.Count];
        for (int i = 0; i < Dims.Length; i++)
        {
            int at = dims.Count - Dims.Length + i;
            strides[at] = Dims[i] == 1 ? 0 : own[i];
        }

        return Taken(dims, Places(dims, strides));
    }

    /// <summary>From one place along each axis to the next.</summary>
    public static int[] Strides(IReadOnlyList<int> dims)
    {
        int[] strides = new int[dims.Count];
        for (int i = dims.Count - 1, stride = 1; i >= 0; stride *= dims[i--])
        {
            strides[i] = stride;
        }

        return strides;
    }

    /// <summary>The place of every element, in row-major order of some extents, where each axis has a stride.</summary>
    public static int[] Places(IReadOnlyList<int> dims, IReadOnlyList<int> strides, int begin = 0)
    {
        int[] places = new int[dims.Aggregate(1, (size, extent) => checked(size * extent))];
        int[] at = new int[dims.Count];
        for (int i = 0, place = begin; i < places.Length; i++)
        {
            places[i] = place;
            for (int axis = dims.Count - 1; axis >= 0; axis--)
            {
                place += strides[axis];
                if (++at[axis] < dims[axis])
                {
                    break;
                }

                place -= strides[axis] * dims[axis];
                at[axis] = 0;
            }
        }

        return places;
    }

    /// <summary><c>float [64, 3, 7, 7]</c>.</summary>
    public override string ToString() => $"{Type.Word()} [{string.Join(", ", Dims)}]";
}
