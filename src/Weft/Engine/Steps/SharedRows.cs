namespace Weft.Engine;

/// <summary>
/// Where the numbers stand that a sample's values share: an array of as many axes, of which each has the sample's extent, or 1 where all
/// along it share.
/// </summary>
/// <remarks>Values go through row by row: as many of the last axes as are all shared, or all not, are one row.</remarks>
internal sealed class SharedRows
{
    private readonly int[] _places;

    /// <param name="sample">The extents of a sample.</param>
    /// <param name="shared">The extents of what is shared.</param>
    public SharedRows(Shape sample, Shape shared)
    {
        int[] extents = [.. sample], numbers = [.. shared];
        int last = Math.Max(Array.FindLastIndex(extents, extent => extent > 1), 0);
        bool isShared = numbers[last] < extents[last];
        int axis = extents.Length;
        for (Length = 1; axis > 0 && (extents[axis - 1] == 1 || numbers[axis - 1] < extents[axis - 1] == isShared); axis--)
        {
            Length *= extents[axis - 1];
        }

        Numbers = isShared ? 1 : Length;
        _places = Places(extents[..axis], numbers[..axis], Numbers);
    }

    /// <summary>Values in a row.</summary>
    public int Length { get; }

    /// <summary>The numbers that a row has: one, or one for each value.</summary>
    public int Numbers { get; }

    /// <summary>Where the numbers of the row begin that begins at a value of the batch.</summary>
    public int Place(int at) => _places[at / Length % _places.Length];

    private static int[] Places(int[] sample, int[] shared, int numbers)
    {
        int[] places = new int[sample.Aggregate(1, (product, extent) => product * extent)];
        for (int i = 0; i < places.Length; i++)
        {
            int rest = i, stride = numbers;
            for (int axis = sample.Length - 1; axis >= 0; axis--)
            {
                places[i] += shared[axis] == 1 ? 0 : rest % sample[axis] * stride;
                stride *= shared[axis];
                rest /= sample[axis];
            }
        }

        return places;
    }
}
