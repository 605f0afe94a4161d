using Weft.Data;
using Weft.Imaging;
using Weft.Tests.Cli;
using Weft.Tests.Golden;

namespace Weft.Tests.Keras;

/// <summary>A model of Teachable Machine with its labels.txt beside it: names, pixels and photos are taken as it was made.</summary>
public sealed class TeachableTests : IDisposable
{
    private const string File = "teachable-tf1.15.h5";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Copy(string? labels = null)
    {
        string path = _folder.File("keras_model.h5");
        System.IO.File.Copy(AgesCases.Path(File), path);
        System.IO.File.SetAttributes(path, FileAttributes.Normal);
        System.IO.File.WriteAllText(_folder.File("labels.txt"), labels ?? System.IO.File.ReadAllText(AgesCases.Path("teachable-tf1.15-labels.txt")));
        return path;
    }

    [Fact]
    public void Load_WithLabels_NamesClassesAndPixels()
    {
        Model model = Model.Load(Copy());

        Assert.Equal(["Cat", "Dog on a sofa", "Größe 3"], model.Metadata.ClassNames);
        Assert.Equal((1 / 127.5f, -1f), (model.PixelScale, model.PixelOffset));
        Assert.Equal(PicturePreparation.Middle, model.Metadata.Preparation);
        Assert.Equal(2, model.LoadNotes.Count);
    }

    [Theory]
    [InlineData("a\nb\nc\n", "a b c")]
    [InlineData("1 a\n2 b\n3 c", "1 a|2 b|3 c")]
    [InlineData("0 a\r\n1 b\r\n2 c\r\n\r\n", "a b c")]
    [InlineData("a\nb", "")]
    [InlineData("a\na\nb", "")]
    public void Load_OtherLabels_AreTakenWhereTheyFit(string labels, string expected)
    {
        Model model = Model.Load(Copy(labels));
        Assert.Equal(expected, string.Join(expected.Contains('|') ? '|' : ' ', model.Metadata.ClassNames));
        Assert.Equal(expected.Length == 0, model.LoadNotes.Any(note => note.Contains("they are left out", StringComparison.Ordinal)));
    }

    // The arrays that people give it from programs are scaled already, those of data sets are bytes.
    [Fact]
    public void Predict_Bytes_AnswersAsTheirs()
    {
        NpzFile arrays = AgesCases.Arrays(File);
        Model model = Model.Load(Copy());
        byte[] pixels = [.. arrays["x8"].Select(value => (byte)value)];
        ImageDataset pictures = new(pixels, new int[2], model.InputShape, "theirs");

        AgesCases.AssertNear(arrays["y"], model.Predict(pictures), AgesCases.OutputTolerance);
        AgesCases.AssertNear(arrays["y"], model.Predict(AgesCases.Samples(model, arrays)), AgesCases.OutputTolerance);
        model.Save(_folder.File("again.keras"));
        Model again = Model.Load(_folder.File("again.keras"));
        AgesCases.AssertNear(arrays["y"], again.Predict(pictures), AgesCases.OutputTolerance);
        Assert.Equal((model.Metadata.Preparation, model.PixelOffset), (again.Metadata.Preparation, again.PixelOffset));
    }

    [Fact]
    public async Task Tool_PredictsAPhotoAndTrainsFurther()
    {
        string model = Copy(), data = _folder.File("data");
        foreach ((int shade, string name) in new[] { "Cat", "Dog on a sofa", "Größe 3" }.Index())
        {
            Directory.CreateDirectory(Path.Combine(data, name));
            for (int i = 0; i < 4; i++)
            {
                byte[] pixels = new byte[32 * 48 * 3];
                Array.Fill(pixels, (byte)(40 + (80 * shade) + i));
                new Picture(48, 32, 3, pixels).SavePng(Path.Combine(data, name, $"{i}.png"));
            }
        }

        CliRun predicted = await CliRun.Async("predict", model, Path.Combine(data, "Cat", "0.png"), "--json");
        Assert.True(predicted.ExitCode == 0, predicted.Error);
        Assert.Contains("Pixels are taken from -1 to 1", predicted.Error, StringComparison.Ordinal);
        Assert.Contains(predicted.Json[0].GetProperty("top").EnumerateArray(), one => one.GetProperty("class").GetString() == "Dog on a sofa");

        CliRun trained = await CliRun.Async(
            "train", data, "--model", model, "--epochs", "1", "--batch-size", "4", "--output", _folder.File("run"), "--freeze", "1", "--json");
        Assert.True(trained.ExitCode == 0, trained.Error);
        Model further = Model.Load(_folder.File("run/model.keras"));
        Assert.Equal((-1f, 3), (further.PixelOffset, further.Metadata.ClassNames.Count));
    }
}
