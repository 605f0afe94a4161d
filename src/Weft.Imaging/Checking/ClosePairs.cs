namespace Weft.Imaging;

/// <summary>Finds all pairs of points that are closer than a limit.</summary>
/// <remarks>
/// The points are put into cubes as wide as the limit, along the three coordinates that vary most, so only those of one cube and the cubes around it are compared, and of these
/// each is given up as soon as the coordinates looked at, those that vary most first, are apart by the limit. Exact: no pair is lost.
/// </remarks>
internal static class ClosePairs
{
    /// <summary>All pairs <c>(i, j)</c>, <c>i &lt; j</c>, that are no farther apart than the limit and that a test accepts, in order.</summary>
    /// <param name="points">The points, one after another.</param>
    /// <param name="length">How many coordinates a point has.</param>
    /// <param name="limit">The largest distance.</param>
    /// <param name="accept">Asked about each of them, from any thread.</param>
    /// <param name="ct">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static IReadOnlyList<(int First, int Second)> Within(
        float[] points, int length, double limit, Func<int, int, bool> accept, CancellationToken ct = default)
    {
        int count = points.Length / length;
        int[] axes = [.. Enumerable.Range(0, length).OrderByDescending(axis => Variance(points, length, axis))];
        float[] turned = new float[points.Length];
        for (int i = 0; i < turned.Length; i++)
        {
            turned[i] = points[(i / length * length) + axes[i % length]];
        }

        Dictionary<(int, int, int), int[]> cubes = Enumerable.Range(0, count).GroupBy(CubeOf).ToDictionary(cube => cube.Key, cube => cube.ToArray());
        float square = (float)(limit * limit);
        List<(int, int)> found = [];
        ParallelOptions options = new() { CancellationToken = ct };
        Parallel.For(0, count, options, () => new List<(int, int)>(), (first, _, own) =>
        {
            ReadOnlySpan<float> point = turned.AsSpan(first * length, length);
            foreach ((int X, int Y, int Z) cube in Around(CubeOf(first)))
            {
                foreach (int second in cubes.GetValueOrDefault(cube, []))
                {
                    if (second > first && IsWithin(point, turned.AsSpan(second * length, length), square) && accept(first, second))
                    {
                        own.Add((first, second));
                    }
                }
            }

            return own;
        }, own =>
        {
            lock (found)
            {
                found.AddRange(own);
            }
        });
        found.Sort();
        return found;

        (int X, int Y, int Z) CubeOf(int point) => (Place(point, 0), Place(point, 1), Place(point, 2));

        int Place(int point, int axis) => axis < length ? (int)Math.Floor(turned[(point * length) + axis] / limit) : 0;
    }

    private static IEnumerable<(int X, int Y, int Z)> Around((int X, int Y, int Z) cube)
    {
        for (int i = 0; i < 27; i++)
        {
            yield return (cube.X + (i / 9) - 1, cube.Y + (i / 3 % 3) - 1, cube.Z + (i % 3) - 1);
        }
    }

    private static bool IsWithin(ReadOnlySpan<float> one, ReadOnlySpan<float> other, float square)
    {
        float sum = 0;
        for (int k = 0; k < one.Length; k++)
        {
            float difference = one[k] - other[k];
            sum += difference * difference;
            if (sum > square)
            {
                return false;
            }
        }

        return true;
    }

    private static double Variance(float[] points, int length, int axis)
    {
        double sum = 0, squares = 0;
        int count = points.Length / length;
        for (int at = axis; at < points.Length; at += length)
        {
            sum += points[at];
            squares += (double)points[at] * points[at];
        }

        return (squares / count) - (sum / count * (sum / count));
    }
}
