using Weft.Initializers;

namespace Weft.Tests.Initializers;

public sealed class InitializerTests
{
    private const int Count = 200_000;

    // Fans of 9 * 32 and 9 * 64; the values are more than such a kernel has.
    private static readonly Shape s_shape = [3, 3, 32, 64];

    public static TheoryData<Initializer, double> Uniform => new()
    {
        { new GlorotUniform(), Math.Sqrt(6.0 / (9 * 32 + 9 * 64)) },
        { new HeUniform(), Math.Sqrt(6.0 / (9 * 32)) },
    };

    public static TheoryData<Initializer, double> Normal => new()
    {
        { new GlorotNormal(), Math.Sqrt(2.0 / (9 * 32 + 9 * 64)) },
        { new HeNormal(), Math.Sqrt(2.0 / (9 * 32)) },
    };

    [Theory]
    [MemberData(nameof(Uniform))]
    public void Fill_Uniform_ReachesItsLimitsEvenly(Initializer initializer, double limit)
    {
        float[] values = Fill(initializer);
        Assert.Equal(limit, values.Max(), 1e-3 * limit);
        Assert.Equal(-limit, values.Min(), 1e-3 * limit);
        Assert.All(values, value => Assert.InRange(value, -(float)limit, (float)limit));
        Assert.Equal(0, values.Average(value => (double)value), 5 * limit / Math.Sqrt(3.0 * Count));
        Assert.Equal(limit * limit / 3, values.Average(value => (double)value * value), 0.01 * limit * limit / 3);
    }

    [Theory]
    [MemberData(nameof(Normal))]
    public void Fill_Normal_KeepsItsDeviationThoughCutAtTwo(Initializer initializer, double deviation)
    {
        float[] values = Fill(initializer);
        double cut = 2 * deviation / 0.87962566103423978;
        Assert.All(values, value => Assert.InRange(value, -(float)cut, (float)cut));
        Assert.Equal(cut, values.Max(), 0.01 * cut);
        Assert.Equal(0, values.Average(value => (double)value), 5 * deviation / Math.Sqrt(Count));
        Assert.Equal(deviation * deviation, values.Average(value => (double)value * value), 0.01 * deviation * deviation);
    }

    [Fact]
    public void Fill_Constants_AreWhatTheySay()
    {
        Assert.All(Fill(new Zeros()), value => Assert.Equal(0, value));
        Assert.All(Fill(new Ones()), value => Assert.Equal(1, value));
        Assert.All(Fill(new Constant(-2.5f)), value => Assert.Equal(-2.5f, value));
    }

    // Keras' compute_fans.
    [Theory]
    [InlineData(new[] { 7 }, 7, 7)]
    [InlineData(new[] { 5, 7 }, 5, 7)]
    [InlineData(new[] { 3, 2, 5, 7 }, 30, 42)]
    [InlineData(new[] { 8, 8, 32 }, 64, 256)]
    public void Fans_AreThoseOfTheWeightsOwnShape(int[] shape, int fanIn, int fanOut) => Assert.Equal(new Fans(fanIn, fanOut), Fans.Of(new Shape(shape)));

    [Fact]
    public void Fill_SameSeed_RepeatsBitForBit() => Assert.Equal(Fill(new GlorotUniform()), Fill(new GlorotUniform()));

    private static float[] Fill(Initializer initializer)
    {
        Generator random = new(12);
        float[] values = new float[Count];
        initializer.Fill(values, s_shape, ref random);
        return values;
    }
}
