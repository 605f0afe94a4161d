using Weft.Cli.Models;
using Weft.Data;
using Weft.Explain;
using Weft.Tests.Formats;

namespace Weft.Tests.Explain;

/// <summary>The tool's own model looks at the garment and not at the black around it.</summary>
public sealed class ShippedModelHeatTests
{
    private const int Count = 100;

    // Not SmoothGrad, nor the plain gradient: they say what would change the answer, and drawing on the black would.
    [Theory]
    [InlineData("grad-cam")]
    [InlineData("grad-cam++")]
    [InlineData("integrated-gradients")]
    [InlineData("occlusion")]
    public async Task Explain_TestPictures_HeatLiesOnTheGarment(string name)
    {
        ImageDataset test = await RealPictures.FashionAsync(Count);
        Model model = ModelLoading.Open(null);
        Explainer method = AxiomTests.MethodOf(name) is Occlusion ? new Occlusion() : AxiomTests.MethodOf(name);
        double share = 0, garment = 0;
        int hotter = 0;
        for (int i = 0; i < Count; i++)
        {
            Tensor picture = new(test.Shape);
            test.Read(i, picture.Span, model.PixelScale);
            Tensor heat = method.Explain(model, picture).Heat;
            double all = heat.Span.ToArray().Sum(value => (double)value);
            double on = Enumerable.Range(0, heat.Size).Where(place => test.Pixels(i)[place] > 0).Sum(place => (double)heat.Span[place]);
            double pixels = test.Pixels(i).ToArray().Count(pixel => pixel > 0) / (double)heat.Size;
            hotter += on / all > pixels ? 1 : 0;
            share += on / all / Count;
            garment += pixels / Count;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {share:P1} of the heat on the garment, which is {garment:P1} of the "
            + $"picture; hotter than its share in {hotter} of {Count}");
        Assert.True(share > 1.1 * garment, $"{name}: {share:P1} of the heat on the garment, which is {garment:P1} of the picture");
        Assert.True(hotter > 0.8 * Count, $"{name}: the garment is hotter than its share in {hotter} of {Count} pictures");
    }
}
