namespace Weft.Initializers;

/// <summary>Fills arrays with random values.</summary>
internal static class RandomValues
{
    public static void Uniform(Span<float> values, double low, double high, ref Generator random)
    {
        double middle = (low + high) / 2, half = (high - low) / 2;
        foreach (ref float value in values)
        {
            value = (float)(middle + (half * ((2 * random.NextDouble()) - 1)));
        }
    }

    public static void Normal(Span<float> values, double mean, double deviation, ref Generator random)
    {
        foreach (ref float value in values)
        {
            value = (float)(mean + (deviation * random.NextNormal()));
        }
    }

    /// <summary>Normal before it is cut at two deviations, which takes 12 % of them away.</summary>
    public static void TruncatedNormal(Span<float> values, double mean, double deviation, ref Generator random)
    {
        foreach (ref float value in values)
        {
            value = (float)(mean + (deviation * random.NextTruncatedNormal()));
        }
    }
}
