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
        Assert.Equal(["curves.png", "history.csv", "model.keras", "report.html", "report.json", "samples.png"],
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

    [Fact]
    public async Task Train_FineTuned_ShowsItsEpochsAndSavesAModelThatEvaluates()
    {
        string root = _folder.File("parts");
        ColourPhotos.SaveFolder(Path.Combine(root, "train"), 8);
        ColourPhotos.SaveFolder(Path.Combine(root, "validation"), 4, seed: 2);
        ColourPhotos.SaveFolder(Path.Combine(root, "test"), 5, seed: 3);
        CliRun trained = await CliRun.Async(
            "train", root, "--backbone", Network, "--fine-tune", "1", "--epochs", "3", "--batch-size", "8", "--learning-rate", "0.01", "--augment", "flip,randaugment",
            "-o", _folder.File("run"), "--json");
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("the last 1 of 1 stages with it, 3 epochs at 0.01", trained.Error, StringComparison.Ordinal);
        Assert.Contains("epoch 3/3", trained.Error, StringComparison.Ordinal);
        Assert.Equal(3, trained.Json.GetProperty("epochs").GetInt32());
        Assert.Equal(4, File.ReadAllLines(_folder.File("run/history.csv")).Length);
        CliRun evaluated = await CliRun.Async("evaluate", _folder.File("run"), root, "--json");
        Assert.True(evaluated.ExitCode == 0, evaluated.Error);
        Assert.Equal(trained.Json.GetProperty("testLoss").GetDouble(), evaluated.Json.GetProperty("loss").GetDouble(), 1e-6);
    }

    [Fact]
    public async Task Train_WithGroups_FoldsByThem_AndRemembersThem()
    {
        string data = Photos(12);
        foreach (string photo in Directory.GetFiles(data, "*.png", SearchOption.AllDirectories))
        {
            string shots = Path.Combine(Path.GetDirectoryName(photo)!, $"shot{int.Parse(Path.GetFileNameWithoutExtension(photo)) % 4}");
            Directory.CreateDirectory(shots);
            File.Move(photo, Path.Combine(shots, Path.GetFileName(photo)));
        }

        CliRun trained = await CliRun.Async("train", data, "--backbone", Network, "--groups", "folder", "-o", _folder.File("run"));
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("cross-validated in 10 folds of 12 groups", trained.Error, StringComparison.Ordinal);
        Assert.Equal("folder", Model.Load(_folder.File("run/model.keras")).Metadata.Groups);
        CliRun evaluated = await CliRun.Async("evaluate", _folder.File("run"), data, "--json");
        Assert.True(evaluated.ExitCode == 0, evaluated.Error);
        Assert.Equal(Weft.Imaging.PictureList.Read(data, "folder").Test.Count, evaluated.Json.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Resume_OfAFineTuning_EndsAsTheUndisturbedRun()
    {
        string data = Photos(10);
        string[] train = ["train", data, "--backbone", Network, "--folds", "0", "--epochs", "4", "--fine-tune"];
        CliRun whole = await CliRun.Async([.. train, "-o", _folder.File("whole")]);
        Assert.True(whole.ExitCode == 0, whole.Error);
        using CancellationTokenSource stop = new();
        CliRun first = await CliRun.Interruptible([.. train, "-o", _folder.File("run")], StopAtTheFirstEpoch, stop.Token);
        Assert.Equal(130, first.ExitCode);
        Assert.Contains($"weft train --resume {_folder.File("run")}", first.Error, StringComparison.Ordinal);

        CliRun resumed = await CliRun.Async("train", "--resume", _folder.File("run"));

        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.DoesNotContain("epoch 1/4", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(Weights("whole"), Weights("run"));
        Assert.Equal(Directory.GetFiles(_folder.File("whole")).Select(Path.GetFileName).Order(), Directory.GetFiles(_folder.File("run")).Select(Path.GetFileName).Order());

        void StopAtTheFirstEpoch(string line)
        {
            if (line.StartsWith("epoch 1/", StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        }

        float[] Weights(string run) => [.. Model.Load(_folder.File($"{run}/model.keras")).Weights.SelectMany(weight => weight.Span.ToArray())];
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
    [InlineData("--groups folder", "--groups: expected --backbone beside it")]
    [InlineData("--backbone NETWORK --groups patient", "expected a CSV file for groups by the column 'patient', got a folder")]
    [InlineData("--fine-tune", "--fine-tune: expected --backbone beside it")]
    [InlineData("--backbone NETWORK --fine-tune 0", "--fine-tune: expected a whole number of at least 1, got '0'")]
    [InlineData("--backbone NETWORK --batch-size 4", "--batch-size: a head on a backbone is trained in a way of its own")]
    [InlineData("--backbone NETWORK --fine-tune --optimizer sgd", "--optimizer: a head on a backbone is trained in a way of its own")]
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
