using Weft.Layers;
using Weft.Tests.Golden;
using Weft.Tests.Keras;

namespace Weft.Tests.Applications;

/// <summary>The files of safetensors that PyTorch wrote give PyTorch's answers.</summary>
public sealed class TorchFileTests
{
    public static IEnumerable<TheoryDataRow<string>> Files => KerasFiles.Rows("applications", KerasFiles.Cases("applications").Values
        .Select(item => item.GetProperty("file").GetString()!)
        .Where(file => file.EndsWith(".safetensors", StringComparison.Ordinal))
        .Select(file => Path.GetFileNameWithoutExtension(file)));

    [Theory]
    [MemberData(nameof(Files))]
    public void FromPyTorch_TheirFile_GivesTheirAnswers(string name)
    {
        (string path, NpzFile answers) = Open(name);
        Model model = Model.FromPyTorch(path, [48, 48, 3]);
        Tensor x = new([2, 48, 48, 3], [.. answers["x"].Select(value => (float)value)]);

        float[] y = model.Predict(x).Span.ToArray();

        double scale = answers["y"].Max(Math.Abs);
        Assert.Equal(answers["y"].Length, y.Length);
        Assert.All(answers["y"].Zip(y), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * scale));
    }

    [Fact]
    public void Load_TheirFile_IsTheNetworkForPicturesOf224()
    {
        (string path, _) = Open("safetensors-mobilenet_v2_w0.1");

        Model model = Model.Load(path);

        Assert.Equal([224, 224, 3], model.InputShape);
        Assert.Equal([10], model.OutputShape);
        Assert.Empty(model.LoadNotes);
        using FileStream stream = File.OpenRead(path);
        Assert.Equal(model.GetWeights().Keys, Model.Load(stream).GetWeights().Keys);
    }

    [Fact]
    public void Load_NamesThatTwoNetworksHave_SaysSo()
    {
        (string path, _) = Open("safetensors-timm-test_efficientnet");

        Assert.Contains("tf_efficientnet_b0", Assert.Single(Model.Load(path).LoadNotes), StringComparison.Ordinal);
        Assert.Empty(Model.FromPyTorch(path, architecture: "test_efficientnet").LoadNotes);
    }

    [Fact]
    public void FromPyTorch_IncludePreprocessing_NormalisesBytesAsTheWeightsWantThem()
    {
        (string path, NpzFile answers) = Open("safetensors-mobilenet_v2_w0.1");
        Shape shape = [48, 48, 3];
        float[] pixels = [.. answers["x"].Select(value => (float)(value + 1) * 127.5f)];
        float[] means = [0.485f, 0.456f, 0.406f], deviations = [0.229f, 0.224f, 0.225f];
        float[] normalised = [.. pixels.Select((pixel, i) => (pixel / 255 - means[i % 3]) / deviations[i % 3])];

        Model model = Model.FromPyTorch(path, shape, includePreprocessing: true, classifierActivation: Activation.Softmax);
        float[] y = model.Predict(new Tensor(shape.Prepend(2), pixels)).Span.ToArray();

        Model bare = Model.FromPyTorch(path, shape);
        Model softmax = new(bare.Input, bare.Output.Then(new Softmax()));
        Assert.IsType<Normalization>(model.Layers[1].Layer);
        Assert.All(softmax.Predict(new Tensor(shape.Prepend(2), normalised)).Span.ToArray().Zip(y), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    private static (string Path, NpzFile Answers) Open(string name)
    {
        string folder = KerasFiles.Require("applications");
        return (Path.Combine(folder, $"{name}.safetensors"), new NpzFile(Path.Combine(folder, $"{name}.npz")));
    }
}
