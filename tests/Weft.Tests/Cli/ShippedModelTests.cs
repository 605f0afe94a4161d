using Weft.Cli.Models;
using Weft.Data;
using Weft.Tests.Architecture;

namespace Weft.Tests.Cli;

/// <summary>The model that comes with the tool is what its card says.</summary>
public sealed class ShippedModelTests
{
    [Fact]
    public async Task OnTheRealTestPictures_IsAsGoodAsItsCardSays()
    {
        Assert.SkipUnless(FashionMnist.Find() is not null, "Fashion-MNIST is not on this machine: set WEFT_DATASETS to the folder above its files.");
        ImageDataset test = await FashionMnist.LoadTestAsync(ct: TestContext.Current.CancellationToken);
        Model model = ModelLoading.Open(null);
        ModelLoading.CompileForEvaluation(model);

        Evaluation evaluation = model.Evaluate(test, TestContext.Current.CancellationToken);

        // Another width of vectors may turn a picture or two.
        Assert.Contains("**95.06 %** right", Card);
        Assert.InRange(evaluation.Correct, 9506 - 5, 9506 + 5);
        Assert.Contains($"error over 15 bins is {evaluation.Metrics["expected_calibration_error"]:0.000}", Card);
    }

    [Fact]
    public void IsSmallAndKnowsItsClasses()
    {
        Model model = ModelLoading.Open(null);

        Assert.Equal(FashionMnist.ClassNames, model.Metadata.ClassNames);
        Assert.Equal((true, FashionMnist.Name), (model.Metadata.TestTimeFlip, model.Metadata.TrainedOn));
        Assert.Contains($"{model.ParameterCount:N0} parameters", Card);
        Assert.InRange(new FileInfo(Path.Combine(SourceTree.Root, "src", "Weft.Cli", "Models", "fashion.keras")).Length, 1_000_000, 4_000_000);
    }

    private static string Card => File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "models", "fashion.md"));
}
