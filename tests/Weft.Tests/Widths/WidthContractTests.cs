using Weft.Tests.Layers;

namespace Weft.Tests.Widths;

/// <summary>The layer contract on a subset that reaches every kernel, cheap enough to be run again at every vector width.</summary>
public sealed class WidthContractTests
{
    /// <summary>Every activation and loss, and each kind of convolution and pooling with channel counts beside the vectors' lengths.</summary>
    public static TheoryData<string> CaseNames =>
    [
        .. LayerCases.Convolutions.Where(IsCheap).Where((_, i) => i % 3 == 0).Select(@case => @case.Name),
        .. LayerCases.PooledConvolutions.Where(IsCheap).Where((_, i) => i % 2 == 0).Select(@case => @case.Name),
        .. LayerCases.Poolings.Select(@case => @case.Name),
        .. LayerCases.DenseLayers.Where(IsCheap).Where((_, i) => i % 4 == 0).Select(@case => @case.Name),
        .. LayerCases.Activations.Where((_, i) => i < LayerCases.Elementwise.Count || i >= 3 * LayerCases.Elementwise.Count).Select(@case => @case.Name),
        .. LayerCases.Losses.Select(@case => @case.Name),
    ];

    [Fact]
    public void Vectors_InThisProcess_AreNoWiderThanForced() => Assert.InRange(VectorWidth.Bits, 0, VectorWidth.Limit);

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Contract_AtThisWidth_MatchesOracle(string name)
    {
        LayerContract.PredictsAsOracle(LayerCases.Named(name));
        LayerContract.DerivesAsOracle(LayerCases.Named(name));
    }

    private static bool IsCheap(LayerCase @case) => @case.Build().ParameterCount < 8000 && @case.Batch < 20;
}
