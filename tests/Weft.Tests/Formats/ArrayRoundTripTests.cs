using System.Runtime.InteropServices;

using CsCheck;

using Weft.Tests.Architecture;
using Weft.Tests.Graph;

namespace Weft.Tests.Formats;

/// <summary>Weights of whole models go through files of arrays and come back to the bit, each to its place.</summary>
public sealed class ArrayRoundTripTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.safetensors")]
    [InlineData("a.npz")]
    public void ShippedModel_ComesBackToTheBit(string file) =>
        RequireSame(Model.Load(Path.Combine(SourceTree.Root, "src", "Weft.Cli", "Models", "fashion.keras")), file);

    [Fact]
    public void RandomGraphs_ComeBackToTheBit()
    {
        for (uint seed = 0; seed < 60; seed++)
        {
            // With one number alone the generator takes the other from the clock.
            Model model = new RandomGraph(Gen.Int[0, 1 << 20].Array[40].Generate(new PCG(seed, 1), null, out _)).Build((int)seed);
            RequireSame(model, seed % 2 == 0 ? "a.safetensors" : "a.npz");
        }
    }

    // Zeros first, so that a weight that is left out is seen.
    private void RequireSame(Model model, string file)
    {
        IReadOnlyDictionary<string, Tensor> expected = model.GetWeights();
        Assert.Equal(model.Weights.Count(), expected.Count);
        model.SaveWeights(_folder[file]);
        model.SetWeights([.. expected.Values.Select(values => new Tensor(values.Shape))]);

        Assert.Empty(model.LoadWeights(_folder[file]));

        Assert.All(model.GetWeights(), weight => Assert.True(
            MemoryMarshal.AsBytes(expected[weight.Key].Span).SequenceEqual(MemoryMarshal.AsBytes(weight.Value.Span)), weight.Key));
    }
}
