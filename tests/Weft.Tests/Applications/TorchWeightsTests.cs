using Weft.Applications;
using Weft.Formats;
using Weft.Layers;

namespace Weft.Tests.Applications;

/// <summary>Weights of PyTorch's files go into a model that is the same network, and into no other.</summary>
public sealed class TorchWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("torchvision-resnet18")]
    [InlineData("torchvision-resnet18-75x67")]
    public void LoadWeights_IntoResNet18_GivesTheirLogits(string name)
    {
        StoredApplication stored = StoredApplication.Open(name);
        Model model = new ResNet18().Create(stored.InputShape, classes: 10, classifierActivation: Activation.Linear, seed: 1);

        Assert.Empty(model.LoadWeights(Saved(stored)));

        double scale = stored.Logits.Max(Math.Abs);
        Assert.All(stored.Logits.Zip(model.Predict(stored.Input()).Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, stored.Tolerance * scale));
    }

    [Fact]
    public void LoadWeights_OtherClasses_KeepsTheTopWhereItIsAsked()
    {
        string path = Saved(StoredApplication.Open("torchvision-resnet18"));
        Model model = new ResNet18().Create([64, 64, 3], classes: 3, seed: 1);
        float[] top = model.GetWeights()["predictions/kernel"].Span.ToArray();

        Assert.Contains("Dense 'predictions' is another layer", Assert.Throws<ModelFileException>(() => model.LoadWeights(path)).Message, StringComparison.Ordinal);
        string note = Assert.Single(model.LoadWeights(path, skipMismatch: true));

        Assert.StartsWith("predictions keeps its weights", note, StringComparison.Ordinal);
        Assert.Equal(top, model.GetWeights()["predictions/kernel"].Span.ToArray());
        Assert.Equal(
            Model.FromPyTorch(path, [64, 64, 3]).GetWeights()["conv5_block2_2_conv/kernel"].Span.ToArray(),
            model.GetWeights()["conv5_block2_2_conv/kernel"].Span.ToArray());
    }

    [Fact]
    public void LoadWeights_NetworkFromTensorFlow_IsKnownByTheModel()
    {
        StoredApplication stored = StoredApplication.Open("timm-tf_efficientnet_b0-75x67");
        string path = Saved(stored);
        Model model = Model.FromPyTorch(path, stored.InputShape, architecture: "tf_efficientnet_b0");
        float[] expected = model.Predict(stored.Input()).Span.ToArray();
        model.SetWeights([.. model.GetWeights().Values.Select(values => new Tensor(values.Shape))]);

        Assert.Empty(model.LoadWeights(path));

        Assert.Equal(expected, model.Predict(stored.Input()).Span.ToArray());
    }

    [Fact]
    public void LoadWeights_IntoKerasNetworkOfTheSameShapes_IsRefused()
    {
        string path = Saved(StoredApplication.Open("torchvision-mobilenet_v2"));
        Model model = new MobileNetV2().Create([64, 64, 3], classes: 10, seed: 1);
        float[] before = model.GetWeights()["Conv1/kernel"].Span.ToArray();

        string message = Assert.Throws<ModelFileException>(() => model.LoadWeights(path)).Message;

        Assert.Contains("whose Conv2D 'Conv1' is another layer", message, StringComparison.Ordinal);
        Assert.Equal(before, model.GetWeights()["Conv1/kernel"].Span.ToArray());
    }

    [Fact]
    public void LoadWeights_IntoAModelOfTwoThatShareNames_IsRefusedByName()
    {
        string path = Saved(StoredApplication.Open("torchvision-resnet18"));
        Node left = new Input([3]), right = new Input([4]);
        Model a = new(left, left.Then(new Dense(4)), name: "a"), b = new(right, right.Then(new Dense(4)), name: "b");
        Node image = new Input([64, 64, 3]);
        Model model = new(image, image.Then(new GlobalAveragePooling2D()).Then(a).Then(b));

        Assert.Contains("has 'dense' in two models", Assert.Throws<ModelFileException>(() => model.LoadWeights(path)).Message, StringComparison.Ordinal);
    }

    private string Saved(StoredApplication stored)
    {
        string path = _folder.File("model.safetensors");
        using RuleArrays arrays = new(stored);
        ArrayFile.Write(path, arrays.Shapes.Where(array => !array.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            .ToDictionary(array => array.Key, array => new Tensor(array.Value, arrays.Read(array.Key))));
        return path;
    }
}
