using Weft.Engine;
using Weft.Kernels;
using Weft.Layers;
using Weft.Tests.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Engine;

/// <summary>Every convolution algorithm on every shape it claims, against the oracle, whatever the cost rule would pick.</summary>
public sealed class ConvAlgorithmTests
{
    private static readonly ConvChoice[] s_choices =
    [
        new(0, ConvGradientKind.Dense, ConvGradientKind.Dense, 0),
        new(0, ConvGradientKind.Sparse, ConvGradientKind.Sparse, 0),
        new(0, ConvGradientKind.Lookup, ConvGradientKind.Dense, 0),
        new(2, ConvGradientKind.Winograd, ConvGradientKind.Winograd, 2),
        new(3, ConvGradientKind.Winograd, ConvGradientKind.Winograd, 3),
        new(4, ConvGradientKind.Winograd, ConvGradientKind.Winograd, 4),
        new(5, ConvGradientKind.Winograd, ConvGradientKind.Winograd, 5),
        new(6, ConvGradientKind.Winograd, ConvGradientKind.Winograd, 6),
        new(4, ConvGradientKind.Dense, ConvGradientKind.Dense, 0),
        new(0, ConvGradientKind.Winograd, ConvGradientKind.Winograd, 3),
        new(3, ConvGradientKind.Sparse, ConvGradientKind.Sparse, 0),
        new(2, ConvGradientKind.LateWinograd, ConvGradientKind.Winograd, 2),
        new(0, ConvGradientKind.LateWinograd, ConvGradientKind.Winograd, 3),
        new(3, ConvGradientKind.LateWinograd, ConvGradientKind.Winograd, 4),
        new(6, ConvGradientKind.LateWinograd, ConvGradientKind.Winograd, 5),
        new(5, ConvGradientKind.LateWinograd, ConvGradientKind.Winograd, 6),
        new(0, ConvGradientKind.Sparse, ConvGradientKind.Winograd, 5),
        new(0, ConvGradientKind.Lookup, ConvGradientKind.Winograd, 4),
        new(0, ConvGradientKind.Winograd, ConvGradientKind.Dense, 2),
        new(0, ConvGradientKind.LateWinograd, ConvGradientKind.Sparse, 3),
    ];

    public static TheoryData<int, string> Cases
    {
        get
        {
            TheoryData<int, string> cases = [];
            foreach (LayerCase @case in LayerCases.Convolutions.Concat(LayerCases.PooledConvolutions))
            {
                for (int i = 0; i < s_choices.Length; i++)
                {
                    cases.Add(i, @case.Name);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Convolution_AnyAlgorithm_MatchesOracle(int choice, string name)
    {
        LayerCase @case = LayerCases.Named(name);
        Sequential model = @case.Compile();
        model.Convolutions = s_choices[choice];
        Network network = new(model);
        Samples samples = SampleDrawer.Draw(model, @case.Loss, @case.Batch, seed: 7);
        double tolerance = Difference.Tolerance(network) * Amplification(s_choices[choice]);

        Tensor actual = model.Predict(samples.Batch());
        Difference.AssertClose(actual.Span, [.. samples.Inputs.SelectMany(network.Predict)], tolerance, "prediction");

        GradientResult expected = network.Gradients(@case.Loss, samples.Inputs, samples.Targets(model.OutputShape.Size));
        IReadOnlyList<Tensor> gradients = EngineProbe.Gradients(model, samples);
        for (int i = 0; i < gradients.Count; i++)
        {
            Difference.AssertClose(gradients[i].Span, expected.Weights[i], tolerance, $"gradient {i}");
        }
    }

    // Measured against double precision over 64 channels: direct 9e-8, F(2) 2.5e-7, F(3) 6.4e-7, F(4) 1.6e-6, F(5) 2.7e-6, F(6) 3.3e-6.
    internal static double Amplification(ConvChoice choice) => Math.Max(choice.ForwardTile, choice.GradientTile) switch
    {
        0 => 1,
        2 => 3,
        3 => 8,
        4 => 20,
        5 => 30,
        _ => 37,
    };

    [Theory]
    [InlineData(11, 64, 64, ConvGradientKind.Winograd)]
    [InlineData(5, 64, 64, ConvGradientKind.LateWinograd)]
    public void Choice_LargeEnoughConvolution_IsWinograd(int side, int channels, int filters, object weights)
    {
        ConvGeometry geometry = new(new Conv2D(filters, 3), [side, side, channels]);

        ConvChoice choice = ConvChoice.For(geometry, null, relu: true, 8, null);

        Assert.True(choice.ForwardTile > 0);
        Assert.Equal(weights, choice.Weights);
        Assert.Equal(ConvGradientKind.Winograd, choice.Input);
    }

    [Theory]
    [InlineData(28, 1, 32, 3, 1)]
    [InlineData(28, 64, 64, 5, 1)]
    [InlineData(28, 64, 64, 3, 2)]
    public void Choice_WinogradDoesNotPayOrFit_IsDirect(int side, int channels, int filters, int kernel, int stride)
    {
        ConvGeometry geometry = new(new Conv2D(filters, kernel, strides: stride), [side, side, channels]);

        ConvChoice choice = ConvChoice.For(geometry, null, relu: true, 8, null);

        Assert.Equal(new ConvChoice(0, ConvGradientKind.Dense, ConvGradientKind.Dense, 0), choice);
    }

    [Fact]
    public void Choice_LargeKernelBehindMaxPooling_IsSparse()
    {
        ConvGeometry geometry = new(new Conv2D(64, 5), [14, 14, 32]);

        ConvChoice choice = ConvChoice.For(geometry, new ConvPool(2, default), relu: true, 8, null);

        Assert.Equal(new ConvChoice(0, ConvGradientKind.Sparse, ConvGradientKind.Sparse, 0), choice);
    }

    [Theory]
    [InlineData(13, 5)] // 11x11 outputs, of which the pooling uses 10x10: four tiles.
    [InlineData(10, 4)] // 8x8 outputs.
    public void Choice_BehindMaxPooling_CoversWhatThePoolingUses(int side, int tile)
    {
        ConvGeometry geometry = new(new Conv2D(64, 3), [side, side, 32]);

        ConvChoice choice = ConvChoice.For(geometry, new ConvPool(2, default), relu: true, 8, null);

        Assert.Equal(new ConvChoice(tile, ConvGradientKind.Winograd, ConvGradientKind.Winograd, tile), choice);
    }

    [Fact]
    public void Choice_FewChannelsBehindMaxPooling_IsLookupWhereRegistersAreWide()
    {
        ConvGeometry geometry = new(new Conv2D(32, 3), [28, 28, 1]);

        ConvChoice choice = ConvChoice.For(geometry, new ConvPool(2, default), relu: true, 8, null);

        Assert.Equal(Simd.For(32) >= Lanes.Eight ? ConvGradientKind.Lookup : ConvGradientKind.Dense, choice.Weights);
    }

    [Fact]
    public void LookupCases_AreAmongTheShapes() =>
        Assert.Contains(
            LayerCases.PooledConvolutions,
            @case => @case.Compile().Layers[0].Layer is Conv2D conv && PoolLookup.Fits(Lanes.Sixteen, 2, new ConvGeometry(conv, @case.Compile().InputShape).Corner(0, 1)));
}
