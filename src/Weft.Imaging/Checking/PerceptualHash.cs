using System.Numerics;

namespace Weft.Imaging;

/// <summary>64 bits that say what a picture looks like from afar: pictures that differ in size, compression or brightness have nearly the same.</summary>
/// <remarks>
/// Of the 8x8 lowest frequencies of the picture's cosine transform (DCT-II, of the mean of its channels), bit <c>8 u + v</c> says whether <c>(u, v)</c> is above the median of
/// the 63 that are not the mean; bit 0 is 0 (after Zauner 2010, Implementation and Benchmarking of Perceptual Image Hash Functions, section 3.2.1). A small distance is a hint
/// and no proof: pictures of one plain shape have nearly the same bits too.
/// </remarks>
public static class PerceptualHash
{
    /// <summary>The bits of a picture.</summary>
    /// <param name="picture">The picture, of any size, grey or colour.</param>
    public static ulong Of(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        Span<float> values = stackalloc float[LowFrequencies.Count];
        new LowFrequencies([picture.Height, picture.Width, picture.Channels]).Of(picture.Pixels, values);
        return Of(values);
    }

    /// <summary>How many bits of two hashes differ, 0 to 63.</summary>
    public static int Distance(ulong first, ulong second) => BitOperations.PopCount(first ^ second);

    /// <summary>The bits of a picture's low frequencies.</summary>
    internal static ulong Of(ReadOnlySpan<float> values)
    {
        Span<float> sorted = stackalloc float[values.Length - 1];
        values[1..].CopyTo(sorted);
        sorted.Sort();
        float median = sorted[sorted.Length / 2];
        ulong bits = 0;
        for (int i = 1; i < values.Length; i++)
        {
            bits |= values[i] > median ? 1UL << i : 0;
        }

        return bits;
    }
}
