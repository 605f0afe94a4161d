namespace Weft.Tests.Reference;

/// <summary>How far float results are from the oracle's, and how far they may be.</summary>
internal static class Difference
{
    /// <summary>Half a unit in the last place of a float: the relative error of one rounding.</summary>
    private const double Rounding = 1.0 / (1 << 24);

    /// <summary><c>|actual - expected| / |expected|</c> in the Euclidean norm; the plain norm where everything expected is tiny.</summary>
    public static double RelativeL2(ReadOnlySpan<float> actual, double[] expected)
    {
        Assert.Equal(expected.Length, actual.Length);
        double error = 0;
        double norm = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            error += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            norm += expected[i] * expected[i];
        }

        return Math.Sqrt(error) / Math.Max(Math.Sqrt(norm), 1e-6);
    }

    /// <summary>
    /// The error of a network's result in float. The rounding errors of a sum of n products wander like a random walk, to about <c>sqrt(n)</c> roundings;
    /// d steps after one another add up. The factor 4 leaves room for sums whose terms cancel. Capped at 2e-5.
    /// </summary>
    public static double Tolerance(Network network) => Math.Min(2e-5, 4 * Rounding * network.Depth * (4 + Math.Sqrt(network.SummationLength)));

    public static void AssertClose(ReadOnlySpan<float> actual, double[] expected, double tolerance, string what)
    {
        double error = RelativeL2(actual, expected);
        Assert.True(error <= tolerance, $"{what}: expected a relative error of at most {tolerance:G2}, got {error:G3} (sizes {expected.Length}).");
    }
}
