namespace Weft.Kernels;

/// <summary>Changes of a picture's values one by one: greys, solarisation, fewer bits, stretched channels.</summary>
internal static class ToneKernels
{
    // A byte that was scaled and is scaled back may lie a rounding below what it was.
    private const float Slack = 1e-3f;

    /// <summary>Mixes pixels of red, green and blue with their greys, <c>y = x + weight (grey - x)</c>, cut to a range. x and y may be the
    /// same memory.</summary>
    public static void Grey(ReadOnlySpan<float> x, Span<float> y, float weight, float low, float high)
    {
        for (int i = 0; i + 2 < x.Length; i += 3)
        {
            float grey = (0.2989f * x[i]) + (0.587f * x[i + 1]) + (0.114f * x[i + 2]);
            y[i] = Math.Clamp(x[i] + (weight * (grey - x[i])), low, high);
            y[i + 1] = Math.Clamp(x[i + 1] + (weight * (grey - x[i + 1])), low, high);
            y[i + 2] = Math.Clamp(x[i + 2] + (weight * (grey - x[i + 2])), low, high);
        }
    }

    /// <summary>Adds, cuts to the range, and turns round what is not below the threshold.</summary>
    public static void Solarize(ReadOnlySpan<float> x, Span<float> y, float addition, float threshold, float low, float high)
    {
        for (int i = 0; i < x.Length; i++)
        {
            float value = Math.Clamp(x[i] + addition, low, high);
            y[i] = value < threshold ? value : low + (high - value);
        }
    }

    /// <summary>Keeps the highest bits of values that are bytes of the range.</summary>
    public static void Posterize(ReadOnlySpan<float> x, Span<float> y, int bits, float low, float high)
    {
        float toByte = byte.MaxValue / (high - low), back = (high - low) / byte.MaxValue;
        int mask = byte.MaxValue << (8 - bits);
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = ((Level((x[i] - low) * toByte, byte.MaxValue) & mask) * back) + low;
        }
    }

    /// <summary>Stretches each channel over the range; one of a single value stays.</summary>
    public static void Stretch(ReadOnlySpan<float> x, Span<float> y, int channels, float low, float high)
    {
        for (int c = 0; c < channels; c++)
        {
            float least = float.PositiveInfinity, most = float.NegativeInfinity;
            for (int i = c; i < x.Length; i += channels)
            {
                least = Math.Min(least, x[i]);
                most = Math.Max(most, x[i]);
            }

            float scale = (high - low) / (most - least);
            for (int i = c; i < x.Length; i += channels)
            {
                y[i] = most > least ? Math.Clamp(((x[i] - least) * scale) + low, low, high) : x[i];
            }
        }
    }

    /// <summary>The whole number that a value stands for, from 0 to the largest.</summary>
    public static int Level(float value, int largest) => (int)Math.Clamp(value + Slack, 0, largest);
}
