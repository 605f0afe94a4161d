namespace Weft.Tests.Reference;

/// <summary>Which values of an array belong together along some axes: an operation on every group, and the results back in their places.</summary>
internal sealed class AxisGroups
{
    private readonly int[][] _groups;

    /// <param name="extents">The array's extents.</param>
    /// <param name="axes">Axes as Keras counts them: the batch is 0, -1 the last.</param>
    public AxisGroups(int[] extents, IEnumerable<int> axes)
    {
        bool[] inside = new bool[extents.Length];
        foreach (int axis in axes)
        {
            inside[axis < 0 ? extents.Length + axis : axis - 1] = true;
        }

        int size = extents.Aggregate(1, (a, b) => a * b);
        _groups = [.. Enumerable.Range(0, size).GroupBy(i => string.Join(",", Positions(i, extents).Where((_, axis) => !inside[axis]))).Select(group => group.ToArray())];
    }

    public int Length => _groups[0].Length;

    /// <summary>Each group's indices, in row-major order.</summary>
    public IReadOnlyList<int[]> Indices => _groups;

    public double[] Map(double[] x, Func<double[], double[]> f)
    {
        double[] y = new double[x.Length];
        foreach (int[] group in _groups)
        {
            double[] result = f([.. group.Select(i => x[i])]);
            for (int i = 0; i < group.Length; i++)
            {
                y[group[i]] = result[i];
            }
        }

        return y;
    }

    /// <summary>Where a value lies along each axis.</summary>
    public static int[] Positions(int index, int[] extents)
    {
        int[] positions = new int[extents.Length];
        for (int axis = extents.Length - 1; axis >= 0; axis--)
        {
            (index, positions[axis]) = Math.DivRem(index, extents[axis]);
        }

        return positions;
    }
}
