using System.IO.Hashing;

using Weft.Data;

namespace Weft.Imaging;

/// <summary>Finds pictures that are in a data set twice: exactly, nearly, and brighter or darker.</summary>
/// <remarks>
/// Pictures are compared in their own size, or in 64x64 where they are larger. Near is a root mean square of all differences of pixels below <see cref="NearLevels"/> of 255 grey
/// levels; all such pairs are found, for the <see cref="LowFrequencies"/> bound the pixels' distance from below. Beyond these, a pair whose <see cref="PerceptualHash"/> differs in
/// at most 4 bits is taken where the pixels correlate by 0.995 and one has two thirds to one and a half of the other's contrast. A hash alone would not do: plain shapes have the
/// same one.
/// </remarks>
public static class DuplicateSearch
{
    /// <summary>Below this many grey levels pictures are nearly the same: 8.</summary>
    public const double NearLevels = 8;

    private const int Edge = 64;
    private const int HashBits = 4;
    private const double LeastCorrelation = 0.995;
    private const double LeastContrast = 2.0 / 3;

    /// <summary>All pairs, in the order of the pictures; of exact copies each beside the first, and near ones of that first one only.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="nearLevels">Below how many grey levels pictures are nearly the same.</param>
    /// <param name="ct">Ends the search with an <see cref="OperationCanceledException"/>.</param>
    public static IReadOnlyList<PicturePair> Find(ImageDataset pictures, double nearLevels = NearLevels, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(nearLevels);
        List<PicturePair> pairs = [];
        int[] distinct = Distinct(pictures, pairs);
        ImageDataset small = Small(pictures.Select(distinct));
        LowFrequencies frequencies = new(small.Shape);
        float[] values = new float[distinct.Length * LowFrequencies.Count];
        ulong[] hashes = new ulong[distinct.Length];
        Parallel.For(0, distinct.Length, new ParallelOptions { CancellationToken = ct }, i =>
        {
            Span<float> own = values.AsSpan(i * LowFrequencies.Count, LowFrequencies.Count);
            frequencies.Of(small.Pixels(i), own);
            hashes[i] = PerceptualHash.Of(own);
        });

        // Of the mean of channels: the mean of squares over pixels is no more than that over all their channels.
        double limit = nearLevels * Math.Sqrt(small.Shape[0] * small.Shape[1]) * 1.0001;
        IReadOnlyList<(int, int)> near = ClosePairs.Within(
            values, LowFrequencies.Count, limit, (one, other) => Difference(small.Pixels(one), small.Pixels(other)) < nearLevels, ct);
        IReadOnlyList<(int, int)> alike = HashPairs.Within(
            hashes, HashBits, (one, other) => Resemblance.Of(small.Pixels(one), small.Pixels(other)) is var found
                && found.Correlation >= LeastCorrelation && found.Contrast >= LeastContrast, ct);
        pairs.AddRange(near.Select(pair => Pair(pair, DuplicateKind.Pixels, Difference(small.Pixels(pair.Item1), small.Pixels(pair.Item2)))));
        pairs.AddRange(alike.Except(near).Select(pair =>
            Pair(pair, DuplicateKind.Hash, Resemblance.Of(small.Pixels(pair.Item1), small.Pixels(pair.Item2)).Correlation)));
        return [.. pairs.OrderBy(pair => pair.First).ThenBy(pair => pair.Second)];

        PicturePair Pair((int First, int Second) found, DuplicateKind kind, double measure) => new(distinct[found.First], distinct[found.Second], kind, measure);
    }

    private static ImageDataset Small(ImageDataset pictures) =>
        pictures.Fit([Math.Min(pictures.Shape[0], Edge), Math.Min(pictures.Shape[1], Edge), pictures.Shape[2]]);

    // The first of each picture; further copies go to the pairs.
    private static int[] Distinct(ImageDataset pictures, List<PicturePair> copies)
    {
        Dictionary<UInt128, int> first = [];
        for (int i = 0; i < pictures.Count; i++)
        {
            if (!first.TryAdd(XxHash128.HashToUInt128(pictures.Pixels(i)), i))
            {
                copies.Add(new PicturePair(first[XxHash128.HashToUInt128(pictures.Pixels(i))], i, DuplicateKind.Exact, 0));
            }
        }

        return [.. first.Values.Order()];
    }

    private static double Difference(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        long sum = 0;
        for (int i = 0; i < one.Length; i++)
        {
            int difference = one[i] - other[i];
            sum += difference * difference;
        }

        return Math.Sqrt((double)sum / one.Length);
    }
}
