using System.Text.Json;

using Weft.Imaging;
using Weft.Layers;

namespace Weft.Tests.Cli;

/// <summary>A model whose photos are cropped: training and evaluation take pictures as a prediction does.</summary>
public sealed class CroppedPicturesTests : IDisposable
{
    private const int Side = 8;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Evaluate_Folder_TakesPicturesAsPredictDoes(bool crop)
    {
        string model = Save(crop), data = Pictures();
        string[] files = [.. Directory.EnumerateFiles(data, "*.png", SearchOption.AllDirectories)];

        CliRun evaluated = await CliRun.Async("evaluate", model, data, "--all", "--json");
        CliRun predicted = await CliRun.Async(["predict", model, .. files, "--json"]);

        Assert.True(evaluated.ExitCode == 0 && predicted.ExitCode == 0, evaluated.Error + predicted.Error);
        double loss = predicted.Json.EnumerateArray().Average(one => -Math.Log(ProbabilityOfTruth(one)));
        Assert.Equal(loss, evaluated.Json.GetProperty("loss").GetDouble(), 1e-5);
    }

    [Fact]
    public async Task Train_SavedModel_LearnsFromTheMiddleAndRemembersIt()
    {
        // Only the middle tells the classes apart: its sides are as large as it, and in the other class's colour.
        string model = Save(crop: true), data = Pictures();

        CliRun trained = await CliRun.Async(
            "train", data, "--model", model, "--epochs", "12", "--batch-size", "4", "--learning-rate", "0.05", "--output", _folder.File("run"), "--json");

        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.True(trained.Json.GetProperty("testAccuracy").GetDouble() > 0.99, trained.Output);
        Model further = Model.Load(_folder.File("run/model.keras"));
        Assert.True(further.Metadata.Preparation!.Crop);
        PictureParts parts = new PictureDataset(PictureList.Read(data), further.InputShape, cacheFolder: null, crop: true)
            .Load(ct: TestContext.Current.CancellationToken);
        Assert.Equal(further.Evaluate(parts.Test, TestContext.Current.CancellationToken).Loss, trained.Json.GetProperty("testLoss").GetDouble(), 1e-5);
    }

    private static double ProbabilityOfTruth(JsonElement predicted)
    {
        string truth = Path.GetFileName(Path.GetDirectoryName(predicted.GetProperty("file").GetString()!)!);
        return predicted.GetProperty("top").EnumerateArray().First(one => one.GetProperty("class").GetString() == truth).GetProperty("probability").GetDouble();
    }

    private string Save(bool crop)
    {
        Sequential model = new([Side, Side, 3], seed: 3) { new Flatten(), new Dense(2, Activation.Softmax) };
        model.Metadata = model.Metadata with { ClassNames = ["blue", "red"], Preparation = crop ? PicturePreparation.Middle : PicturePreparation.FitOnly };
        string path = _folder.File("cropped.keras");
        model.Save(path);
        return path;
    }

    private string Pictures()
    {
        string root = _folder.File("photos");
        foreach (string label in new[] { "blue", "red" })
        {
            for (int i = 0; i < 10; i++)
            {
                Striped(label == "red", 24 + (4 * (i % 3)), isTall: i % 2 == 1).SavePng(Path.Combine(root, label, $"{i}.png"));
            }
        }

        return root;
    }

    // The middle third of the longer edge in the class's colour, the outer thirds in the other's.
    private static Picture Striped(bool isRed, int edge, bool isTall)
    {
        (int width, int height) = isTall ? (edge, 3 * edge) : (3 * edge, edge);
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
        {
            int place = isTall ? i / width : i % width;
            pixels[(3 * i) + (place / edge == 1 == isRed ? 0 : 2)] = (byte)(150 + (place % 7));
        }

        return new Picture(width, height, 3, pixels);
    }
}
