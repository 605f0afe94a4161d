using Weft.Engine;
using Weft.Layers;
using Weft.Tests.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Engine;

/// <summary>Convolutions before and behind batch normalisations, by every algorithm: Winograd's normalise what they read, the others find it stored.</summary>
public sealed class NormalizedConvolutionTests
{
    public static TheoryData<int, string> Cases
    {
        get
        {
            TheoryData<int, string> cases = [];
            foreach (LayerCase @case in NormalizationCases.All.Concat(ResidualCases.All).Where(@case => @case.Input.Rank == 3))
            {
                foreach (int m in (ReadOnlySpan<int>)[0, 2, 3, 4, 5, 6])
                {
                    cases.Add(m, @case.Name);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_AnyAlgorithm_MatchOracle(int m, string name)
    {
        LayerCase @case = LayerCases.Named(name);
        Sequential model = @case.Compile();
        model.Convolutions = Choice(m);
        Network network = new(model);
        Samples samples = SampleDrawer.Draw(model, @case.Loss, @case.Batch, seed: 7);
        double tolerance = Difference.Tolerance(network) * ConvAlgorithmTests.Amplification(Choice(m));

        IReadOnlyList<Tensor> gradients = EngineProbe.Gradients(model, samples);

        GradientResult expected = network.Gradients(@case.Loss, samples.Inputs, samples.Targets(model.OutputShape.Size));
        for (int i = 0; i < gradients.Count; i++)
        {
            Difference.AssertClose(gradients[i].Span, expected.Weights[i], tolerance, $"gradient {i}");
        }
    }

    [Theory]
    [InlineData("bn between convolutions", 2, 3)]
    [InlineData("bn between convolutions, linear", 2, 2)]
    [InlineData("bn between convolutions, a pooling taken in", 1, 1)]
    [InlineData("bn between convolutions, regularised", 1, 2)]
    [InlineData("bn between convolutions, one of them strided", 1, 1)]
    [InlineData("bn, relu layer, pooling", 0, 1)]
    [InlineData("bn, tanh", 0, 1)]
    [InlineData("bn of the input", 1, 0)]
    [InlineData("bn behind relu", 0, 0)]
    [InlineData("residual, bn, relu", 1, 3)]
    [InlineData("residual, normalised projection", 0, 0)]
    // Both normalisations end one stage: the projection's turns the gradient that both have into its own before the other convolution could read it.
    [InlineData("residual, normalised projection, as large", 0, 0)]
    public void Plan_Winograd_LeavesWhatNeighboursReadOnce(string name, int outputs, int gradients)
    {
        Sequential model = LayerCases.Named(name).Compile();
        model.Convolutions = Choice(4);

        using Plan plan = model.CompilePlan(training: true);

        Assert.Equal(outputs, plan.Steps.Count(step => step is BatchNormStep { LeavesOutput: true }));
        Assert.Equal(gradients, plan.Steps.Count(step => step is BatchNormStep { LeavesGradient: true }));
    }

    [Fact]
    public void Plan_ConvolutionWithBias_LeavesNoGradient()
    {
        Sequential model = new([8, 8, 2]) { new Conv2D(4, 3), new BatchNormalization(), new GlobalAveragePooling2D(), new Dense(3, Activation.Softmax) };
        model.Compile(new SGD(0.1), new SparseCategoricalCrossentropy());
        model.Convolutions = Choice(4);

        using Plan plan = model.CompilePlan(training: true);
        Assert.DoesNotContain(plan.Steps, step => step is BatchNormStep { LeavesGradient: true });
    }

    private static ConvChoice Choice(int m) =>
        m == 0 ? new(0, ConvGradientKind.Dense, ConvGradientKind.Dense, 0) : new(m, ConvGradientKind.Winograd, ConvGradientKind.Winograd, m);
}
