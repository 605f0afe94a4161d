using Weft.Applications;
using Weft.Cli.Recipes;
using Weft.Cli.Training;

namespace Weft.Tests.Cli;

/// <summary>The tool knows Keras' applications by name.</summary>
public sealed class ApplicationNameTests
{
    [Theory]
    [InlineData("mobilenetv2")]
    [InlineData("MobileNetV2")]
    [InlineData("convnexttiny")]
    public void Parse_NameOfAnApplication_IsIt(string word) => Assert.Equal(new ModelSource.BuiltIn(ModelRecipe.Named(word.ToLowerInvariant())), ModelSource.Parse(word, "/"));

    [Fact]
    public void All_NamesAreApart()
    {
        Assert.Equal(Application.All.Count + ModelRecipe.Own.Count, ModelRecipe.All.Select(recipe => recipe.Name).Distinct().Count());
        Assert.All(Application.All, application => Assert.NotNull(ModelRecipe.Find(application.Name)));
    }

    [Fact]
    public void Create_Application_HasTheClassesAndTheSeed()
    {
        Model model = ModelRecipe.Named("resnet18").Create([40, 36, 1], 7, seed: 5), other = ModelRecipe.Named("resnet18").Create([40, 36, 1], 7, seed: 5);
        Assert.Equal([40, 36, 1], model.InputShape);
        Assert.Equal([7], model.OutputShape);
        Assert.All(model.Weights.Zip(other.Weights), pair => Assert.Equal(pair.First.Span, pair.Second.Span));
    }

    [Fact]
    public async Task Train_PicturesTooSmallForAnApplication_SaysTheSizeItTakes()
    {
        CliRun run = await CliRun.Async("train", "--data", "sketches", "--model", "resnet18", "--output", Path.Combine(Path.GetTempPath(), "weft-never"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The network 'resnet18' does not fit pictures of 28x28", run.Error);
        Assert.Contains("at least 32x32", run.Error);
        Assert.Contains("--image-size 32", run.Error);
    }

    [Fact]
    public void Find_ApplicationToMeasure_HasItsOwnSize()
    {
        Assert.Equal([240, 240, 3], Network.Find("efficientnetb1")!.Input);
        Assert.Equal("seed", Network.Find("seed")!.Name);
        Assert.Null(Network.Find("resnet19"));
        Assert.DoesNotContain(Network.All, network => Application.All.Any(application => application.Name.Equals(network.Name, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task Train_NoSuchNetwork_SuggestsTheNearest()
    {
        CliRun run = await CliRun.Async("train", "--model", "resnet51");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("resnet50", run.Error);
    }
}
