namespace Weft.Kernels;

/// <summary>Equalisation of a picture's channels by how often each value is there.</summary>
internal static class HistogramKernels
{
    /// <summary>Gives every value the share of pixels up to it.</summary>
    /// <param name="x">The picture.</param>
    /// <param name="y">The result.</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="low">The value range's lower end.</param>
    /// <param name="high">Its upper end.</param>
    /// <param name="table">Memory, one for each value that is told apart.</param>
    public static void Equalize(ReadOnlySpan<float> x, Span<float> y, int channels, float low, float high, Span<float> table)
    {
        int largest = table.Length - 1;
        float toLevel = largest / (high - low);
        for (int c = 0; c < channels; c++)
        {
            table.Clear();
            int pixels = 0, used = 0;
            for (int i = c; i < x.Length; i += channels, pixels++)
            {
                ref float count = ref table[ToneKernels.Level((x[i] - low) * toLevel, largest)];
                used += count == 0 ? 1 : 0;
                count++;
            }

            if (used > 1)
            {
                Accumulate(table, pixels, low, high);
            }

            for (int i = c; i < x.Length; i += channels)
            {
                y[i] = used > 1 ? table[ToneKernels.Level((x[i] - low) * toLevel, largest)] : x[i];
            }
        }
    }

    // From counts to the values that stand for them: whole numbers from 0 to 255, as parts of the range.
    private static void Accumulate(Span<float> table, int pixels, float low, float high)
    {
        int sum = 0, first = 0;
        double step = ((double)high - low) / byte.MaxValue;
        foreach (ref float entry in table)
        {
            sum += (int)entry;
            first = first == 0 ? sum : first;
            entry = (float)((Math.Max(Math.Round((sum - first) * 255.0 / (pixels - first)), 0) * step) + low);
        }
    }
}
