namespace Weft.Imaging;

/// <summary>Finds all pairs of hashes that differ in few bits.</summary>
/// <remarks>
/// Cut into one more band than bits may differ, two such hashes are equal in a band at least. So only those in one bucket of a band are compared, and a pair is told by the first
/// band it shares: exact, and quick where hashes spread.
/// </remarks>
internal static class HashPairs
{
    private const int Bits = 64;

    /// <summary>All pairs <c>(i, j)</c>, <c>i &lt; j</c>, that a test accepts, in order.</summary>
    /// <param name="hashes">The hashes.</param>
    /// <param name="most">How many bits may differ.</param>
    /// <param name="accept">Asked, from any thread, about each pair that differs in no more.</param>
    /// <param name="ct">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static IReadOnlyList<(int First, int Second)> Within(ReadOnlyMemory<ulong> hashes, int most, Func<int, int, bool> accept, CancellationToken ct = default)
    {
        int bands = most + 1;
        List<(int, int)> found = [];
        ParallelOptions options = new() { CancellationToken = ct };
        for (int band = 0; band < bands; band++)
        {
            int number = band;
            IEnumerable<int[]> buckets = Enumerable.Range(0, hashes.Length).GroupBy(i => hashes.Span[i] & Mask(number, bands)).Select(bucket => bucket.ToArray());
            Parallel.ForEach(buckets.Where(bucket => bucket.Length > 1), options, () => new List<(int, int)>(), (bucket, _, own) =>
            {
                for (int at = 0; at < bucket.Length - 1; at++)
                {
                    Compare(hashes.Span, bucket, at, number, most, accept, own);
                }

                return own;
            }, own =>
            {
                lock (found)
                {
                    found.AddRange(own);
                }
            });
        }

        found.Sort();
        return found;
    }

    private static void Compare(ReadOnlySpan<ulong> hashes, int[] bucket, int at, int band, int most, Func<int, int, bool> accept, List<(int, int)> found)
    {
        int first = bucket[at];
        ulong hash = hashes[first];
        for (int other = at + 1; other < bucket.Length; other++)
        {
            int second = bucket[other];
            ulong differs = hash ^ hashes[second];
            if (System.Numerics.BitOperations.PopCount(differs) <= most && IsFirstShared(differs, band, most + 1) && accept(first, second))
            {
                found.Add((first, second));
            }
        }
    }

    private static bool IsFirstShared(ulong differs, int band, int bands)
    {
        for (int earlier = 0; earlier < band; earlier++)
        {
            if ((differs & Mask(earlier, bands)) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static ulong Mask(int band, int bands)
    {
        int from = band * Bits / bands, to = (band + 1) * Bits / bands;
        return (to == Bits ? ulong.MaxValue : (1UL << to) - 1) & ~((1UL << from) - 1);
    }
}
