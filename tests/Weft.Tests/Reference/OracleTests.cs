using Weft.Initializers;
using Weft.Layers;
using Weft.Tests.Layers;

namespace Weft.Tests.Reference;

/// <summary>The oracle's derivatives are those of its own values: central finite differences, in double.</summary>
public sealed class OracleTests
{
    private const double Step = 1e-5;

    // Error of a central difference: step^2 f''' / 6 plus 1e-16 / step of rounding, both about 1e-11 here.
    private const double Tolerance = 1e-8;

    public static TheoryData<string> CaseNames => [.. LayerCases.Small.Select(@case => @case.Name)];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Gradients_EveryLayerCase_MatchFiniteDifferences(string name)
    {
        LayerCase @case = LayerCases.Named(name);
        Sequential model = @case.Build();
        Network network = new(model);
        Samples samples = SampleDrawer.Draw(model, @case.Loss, 2, seed: 5);
        IReadOnlyList<double[]> inputs = samples.Inputs;
        IReadOnlyList<double[]> targets = samples.Targets(model.OutputShape.Size);
        GradientResult result = network.Gradients(@case.Loss, inputs, targets);
        double Loss() => network.Loss(@case.Loss, inputs, targets);

        foreach ((double[] weight, double[] gradient) in network.Weights.Zip(result.Weights).Concat(inputs.Zip(result.Inputs)))
        {
            int stride = Math.Max(1, weight.Length / 4);
            for (int i = 0; i < weight.Length; i += stride)
            {
                AssertSlope(Loss, ref weight[i], gradient[i]);
            }
        }
    }

    private static readonly Activation[] s_activations = [.. LayerCases.Elementwise, .. LayerCases.Unsaved];

    public static TheoryData<int> Activations => [.. Enumerable.Range(0, s_activations.Length)];

    [Theory]
    [MemberData(nameof(Activations))]
    public void Slope_EveryActivation_MatchesFiniteDifferences(int index)
    {
        ActivationFunction function = ActivationFunction.Of(s_activations[index]);
        for (double x = -7.033; x < 7; x += 0.17)
        {
            double numeric = (function.Value(x + Step) - function.Value(x - Step)) / (2 * Step);
            Assert.Equal(numeric, function.Slope(x), 1e-7 * Math.Max(1, Math.Abs(numeric)));
        }
    }

    [Fact]
    public void Gelu_KnownPoints_MatchTables()
    {
        // Phi(1) and Phi(-2) of the normal distribution's tables.
        ActivationFunction gelu = ActivationFunction.Of(Activation.Gelu);
        Assert.Equal(0.8413447460685429, gelu.Value(1), 1e-15);
        Assert.Equal(-2 * 0.0227501319481792, gelu.Value(-2), 1e-15);
        Assert.Equal(0.8411919906082768, ActivationFunction.Of(new Activation(ActivationKind.Gelu, 0, true)).Value(1), 1e-15);
    }

    [Theory]
    [InlineData(28, 3, 1, 1, false, 26, 0)]
    [InlineData(28, 3, 1, 1, true, 28, -1)]
    [InlineData(7, 2, 2, 1, false, 3, 0)]
    [InlineData(7, 2, 2, 1, true, 4, 0)]
    [InlineData(8, 3, 2, 1, true, 4, 0)]
    [InlineData(9, 3, 2, 1, true, 5, -1)]
    [InlineData(10, 3, 1, 2, true, 10, -2)]
    [InlineData(5, 3, 3, 1, false, 1, 0)]
    public void Window_KerasExamples_HaveTheirCountsAndFirstPosition(int extent, int taps, int stride, int dilation, bool same, int count, int first)
    {
        Window window = new(extent, taps, stride, dilation, same);
        Assert.Equal(count, window.Count);
        Assert.Equal(first, window.Position(0, 0));
    }

    [Fact]
    public void Convolution_ByHand_IsASlidingDotProduct()
    {
        Sequential model = new([1, 3, 1]) { new Conv2D(1, (1, 2)) { KernelInitializer = new Ones(), BiasInitializer = new Constant(10) } };
        Assert.Equal([10 + 1 + 2, 10 + 2 + 4], new Network(model).Predict([1, 2, 4]));
    }

    private static void AssertSlope(Func<double> loss, ref double at, double gradient)
    {
        double middle = at;
        // A tenth of the room that samples keep from kinks.
        double step = 1e-6;
        at = middle + step;
        double above = loss();
        at = middle - step;
        double below = loss();
        at = middle;
        Assert.Equal((above - below) / (2 * step), gradient, Tolerance * Math.Max(1, Math.Abs(gradient)));
    }
}
