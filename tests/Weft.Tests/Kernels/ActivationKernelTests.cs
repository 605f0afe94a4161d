using Weft.Kernels;
using Weft.Tests.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Kernels;

/// <summary>Activation functions over the whole range that matters, against double precision, and the same bits wherever a value lies.</summary>
public sealed class ActivationKernelTests
{
    private static readonly Activation[] s_functions = [.. LayerCases.Elementwise, .. LayerCases.Unsaved];

    public static TheoryData<int> Functions => [.. Enumerable.Range(0, s_functions.Length)];

    [Theory]
    [MemberData(nameof(Functions))]
    public void ForwardAndBackward_WholeRange_AreAsDefined(int function)
    {
        Activation activation = s_functions[function];
        ActivationFunction expected = ActivationFunction.Of(activation);
        float[] x = [.. Range(-14, 14, 4001), .. Range(-0.03f, 0.03f, 501), .. Range(-100, 80, 77)];
        (float[] y, float[] slopes) = Compute(activation, x);

        for (int i = 0; i < x.Length; i++)
        {
            AssertClose(expected.Value(x[i]), y[i], 6e-7, $"{activation}({x[i]})");
            if (!expected.Corners.Any(corner => Math.Abs(corner - x[i]) < 1e-4))
            {
                // What a sigmoid or tanh near 1 has lost is multiplied by x, or by its cube.
                AssertClose(expected.Slope(x[i]), slopes[i], 2e-6, $"{activation}'({x[i]})");
            }
        }
    }

    [Fact]
    public void Gelu_FarLeft_KeepsItsDigits()
    {
        // x Phi(x), from a table of the normal distribution's tail.
        (float[] y, _) = Compute(Activation.Gelu, [-2, -4, -6, -8]);
        double[] expected = [-2 * 0.02275013194817921, -4 * 3.167124183311992e-5, -6 * 9.865876450376981e-10, -8 * 6.220960574271785e-16];
        for (int i = 0; i < y.Length; i++)
        {
            Assert.Equal(1, y[i] / expected[i], 1e-5);
        }
    }

    [Fact]
    public void Softplus_FarLeft_KeepsItsDigits()
    {
        float[] x = [-3, -8, -15, -30, -80];
        (float[] y, _) = Compute(Activation.Softplus, x);
        for (int i = 0; i < y.Length; i++)
        {
            double e = Math.Exp(x[i]);
            Assert.Equal(1, y[i] / (e - (e * e / 2) + (e * e * e / 3)), x[i] < -5 ? 1e-6 : 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void ForwardAndBackward_AnyPlace_GiveTheSameBits(int function)
    {
        Activation activation = s_functions[function];
        float[] x = Range(-5, 4, 1100);
        (float[] y, float[] slopes) = Compute(activation, x);
        foreach ((int begin, int length) in ((int, int)[])[(0, 1), (3, 7), (11, 16), (500, 33), (1, 1099), (1099, 1), (7, 640)])
        {
            (float[] part, float[] partSlopes) = Compute(activation, x[begin..(begin + length)]);
            Assert.Equal(y[begin..(begin + length)], part);
            Assert.Equal(slopes[begin..(begin + length)], partSlopes);
        }
    }

    private static (float[] Values, float[] Slopes) Compute(Activation activation, float[] x)
    {
        float[] y = new float[x.Length], ones = new float[x.Length], slopes = new float[x.Length];
        Array.Fill(ones, 1);
        ActivationKernels.Forward(activation, x, y);
        ActivationKernels.Backward(activation, x, y, ones, slopes);
        return (y, slopes);
    }

    private static float[] Range(float first, float last, int count) => [.. Enumerable.Range(0, count).Select(i => first + ((last - first) * i / (count - 1)))];

    private static void AssertClose(double expected, float actual, double accuracy, string what)
    {
        double tolerance = accuracy * Math.Max(Math.Abs(expected), 1);
        Assert.True(Math.Abs(expected - actual) <= tolerance || (double.IsInfinity((float)expected) && (float)expected == actual), $"{what}: expected {expected}, got {actual}.");
    }
}
