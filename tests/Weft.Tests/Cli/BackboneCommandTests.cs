using Weft.Tests.Backbones;

namespace Weft.Tests.Cli;

public sealed class BackboneCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_FewPhotosOnABackbone_CrossValidatesAndSavesAModelThatPredicts()
    {
        string data = Photos(12);
        CliRun trained = await CliRun.Async("train", data, "--backbone", Network, "--folds", "4", "-o", _folder.File("run"), "--json");
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("None is set aside after all: the model learns from all 36", trained.Error, StringComparison.Ordinal);
        Assert.Equal(4, trained.Json.GetProperty("folds").GetInt32());
        Assert.Equal(36, trained.Json.GetProperty("crossValidation").GetProperty("count").GetInt32());
        Assert.True(trained.Json.GetProperty("crossValidation").GetProperty("accuracy").GetDouble() > 0.9, trained.Output);
        Assert.False(trained.Json.GetProperty("interrupted").GetBoolean());
        Assert.Equal(["curves.png", "history.csv", "model.keras", "samples.png"],
            Directory.GetFiles(_folder.File("run")).Select(Path.GetFileName).Where(name => name![0] != '.').Order(StringComparer.Ordinal));

        string photo = Directory.GetFiles(Path.Combine(data, "red")).First();
        CliRun predicted = await CliRun.Async("predict", _folder.File("run"), photo, "--json");
        Assert.True(predicted.ExitCode == 0, predicted.Error);
        Assert.Equal("red", predicted.Json[0].GetProperty("top")[0].GetProperty("class").GetString());
    }

    [Fact]
    public async Task Train_WithAValidationPart_LearnsFromAllOthersAndSaysHowItDoes()
    {
        string root = _folder.File("parts");
        ColourPhotos.SaveFolder(Path.Combine(root, "train"), 8);
        ColourPhotos.SaveFolder(Path.Combine(root, "validation"), 4, seed: 2);
        CliRun trained = await CliRun.Async("train", root, "--backbone", Network, "-o", _folder.File("run"));
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("learns from all 24, and is judged by the 12 pictures of the validation part", trained.Error, StringComparison.Ordinal);
        Assert.Contains("validation accuracy: ", trained.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("test accuracy", trained.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_WithATestPart_TestsTheWholeModelOnIt()
    {
        string root = _folder.File("parts");
        ColourPhotos.SaveFolder(Path.Combine(root, "train"), 8);
        ColourPhotos.SaveFolder(Path.Combine(root, "validation"), 4, seed: 2);
        ColourPhotos.SaveFolder(Path.Combine(root, "test"), 5, seed: 3);
        CliRun trained = await CliRun.Async("train", root, "--backbone", Network, "-o", _folder.File("run"), "--json");
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Equal(15, trained.Json.GetProperty("count").GetInt32());
        CliRun evaluated = await CliRun.Async("evaluate", _folder.File("run"), root, "--json");
        Assert.True(evaluated.ExitCode == 0, evaluated.Error);
        Assert.Equal(trained.Json.GetProperty("testLoss").GetDouble(), evaluated.Json.GetProperty("loss").GetDouble(), 1e-6);
    }

    [Theory]
    [InlineData("64", true)]
    [InlineData("16", false)]
    public async Task Train_FewPhotosWithoutABackbone_SuggestsOne(string size, bool suggests)
    {
        CliRun trained = await CliRun.Async("train", Photos(5), "--image-size", size, "--model", "mlp", "--epochs", "1", "-o", _folder.File("run"));
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Equal(suggests, trained.Error.Contains("--backbone resnet18", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--folds 3", "--folds: expected --backbone beside it")]
    [InlineData("--features pool", "--features: expected --backbone beside it")]
    [InlineData("--backbone no-such", "expected a model's file, or the name of a backbone (resnet18, mobilenet, mobilenetv2, ")]
    [InlineData("--backbone resnet5", "Did you mean resnet50 or ")]
    [InlineData("--backbone efficientnet-b0", "Did you mean efficientnetb0")]
    [InlineData("--backbone timm/..", "timm/..: expected timm/ and the name of a model with its tag")]
    [InlineData("--backbone NETWORK --augment flip", "--augment: a head on a backbone is trained in a way of its own")]
    [InlineData("--backbone NETWORK --model mlp", "--model: a head on a backbone is trained in a way of its own")]
    [InlineData("--backbone NETWORK --folds 9", "expected at least 9 pictures of each class for 9 folds")]
    [InlineData("--backbone NETWORK --features nothing", "nothing")]
    public async Task Train_WhatMeansNothing_IsRefusedByName(string options, string says)
    {
        string[] words = [.. options.Split(' ').Select(word => word == "NETWORK" ? Network : word)];
        CliRun run = await CliRun.Async(["train", Photos(4), "-o", _folder.File("run"), .. words]);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("run/model.keras")));
    }

    private string Network => ColourPhotos.SaveNetwork(_folder.File("network.keras"));

    private string Photos(int perClass)
    {
        string root = _folder.File("photos");
        ColourPhotos.SaveFolder(root, perClass);
        return root;
    }
}
