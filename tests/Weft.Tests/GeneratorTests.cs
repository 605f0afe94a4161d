namespace Weft.Tests;

public sealed class GeneratorTests
{
    private const int Count = 100_000;

    [Fact]
    public void NextUInt64_SameKeys_RepeatsAndOthersDiffer()
    {
        Assert.Equal(Draw(1, 2, 3), Draw(1, 2, 3));
        ulong[][] streams = [Draw(1, 2, 3), Draw(1, 3, 2), Draw(2, 1, 3), Draw(1, 2), Draw(1, 2, 3, 0), Draw(0)];
        Assert.Equal(streams.Length, streams.Select(stream => stream[0]).Distinct().Count());
    }

    [Fact]
    public void NextDouble_Many_AreUniform()
    {
        Generator random = new(7);
        double[] values = [.. Enumerable.Range(0, Count).Select(_ => random.NextDouble())];
        Assert.All(values, value => Assert.InRange(value, 0, 1 - double.Epsilon));
        // Five standard errors of the mean and of the variance of a uniform variable.
        Assert.Equal(0.5, values.Average(), 5 * Math.Sqrt(1 / 12.0 / Count));
        Assert.Equal(1 / 12.0, values.Average(value => (value - 0.5) * (value - 0.5)), 5 * Math.Sqrt(1 / 180.0 / Count));
    }

    [Fact]
    public void NextInt_Bound_CoversAllValuesEvenly()
    {
        Generator random = new(8);
        int[] counts = new int[7];
        for (int i = 0; i < 7 * 10_000; i++)
        {
            counts[random.NextInt(7)]++;
        }

        Assert.All(counts, count => Assert.Equal(10_000, count, 5 * Math.Sqrt(10_000)));
    }

    [Fact]
    public void NextNormal_Many_HaveMeanZeroAndVarianceOne()
    {
        Generator random = new(9);
        double[] values = [.. Enumerable.Range(0, Count).Select(_ => random.NextNormal())];
        Assert.Equal(0, values.Average(), 5 / Math.Sqrt(Count));
        Assert.Equal(1, values.Average(value => value * value), 5 * Math.Sqrt(2.0 / Count));
        Assert.Equal(0.0455, values.Count(value => Math.Abs(value) > 2) / (double)Count, 0.004);
    }

    [Fact]
    public void NextTruncatedNormal_Many_StayWithinTwoDeviations()
    {
        Generator random = new(10);
        double[] values = [.. Enumerable.Range(0, Count).Select(_ => random.NextTruncatedNormal())];
        Assert.All(values, value => Assert.InRange(value, -2, 2));
        // Variance of a normal cut at 2: 1 - 4 phi(2) / (2 Phi(2) - 1).
        Assert.Equal(0.87962566103423978 * 0.87962566103423978, values.Average(value => value * value), 0.01);
    }

    [Theory]
    [InlineData(0.2, 0.2)]
    [InlineData(1, 1)]
    [InlineData(0.5, 2)]
    [InlineData(3, 1.5)]
    public void NextBeta_Many_HaveTheDistributionsMoments(double a, double b)
    {
        Generator random = new(12);
        double[] values = [.. Enumerable.Range(0, Count).Select(_ => random.NextBeta(a, b))];
        double mean = a / (a + b), variance = a * b / ((a + b) * (a + b) * (a + b + 1));
        // E x^3 = a (a + 1) (a + 2) / (s (s + 1) (s + 2)) with s = a + b; values lie in [0, 1], so no deviation is above 1 / 2.
        double third = mean * (a + 1) / (a + b + 1) * (a + 2) / (a + b + 2);
        Assert.All(values, value => Assert.InRange(value, 0, 1));
        Assert.Equal(mean, values.Average(), 5 * Math.Sqrt(variance / Count));
        Assert.Equal(variance, values.Average(value => (value - mean) * (value - mean)), 5 * 0.5 * 0.5 / Math.Sqrt(Count));
        Assert.Equal(third, values.Average(value => value * value * value), 5 * 0.5 / Math.Sqrt(Count));
    }

    [Fact]
    public void NextBeta_TinyShape_IsOneOfTheEnds()
    {
        Generator random = new(13);
        double[] values = [.. Enumerable.Range(0, 1000).Select(_ => random.NextBeta(1e-6, 1e-6))];
        Assert.All(values, value => Assert.True(value is 0 or 1 or (> 0 and < 1)));
        Assert.Equal(0.5, values.Count(value => value > 0.5) / 1000.0, 5 * Math.Sqrt(0.25 / 1000));
        Assert.True(values.Count(value => value is > 1e-6 and < 1 - 1e-6) < 10);
    }

    [Fact]
    public void Shuffle_Items_IsAPermutationAndMovesThem()
    {
        Generator random = new(11);
        int[] items = [.. Enumerable.Range(0, 100)];
        random.Shuffle(items.AsSpan());
        Assert.NotEqual(Enumerable.Range(0, 100), items);
        Assert.Equal(Enumerable.Range(0, 100), items.Order());
    }

    private static ulong[] Draw(params ulong[] keys)
    {
        Generator random = new(keys);
        return [random.NextUInt64(), random.NextUInt64()];
    }
}
