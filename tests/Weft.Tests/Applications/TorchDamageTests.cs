using Weft.Applications;
using Weft.Data;

namespace Weft.Tests.Applications;

/// <summary>Arrays that are nearly a network of PyTorch's are refused by name; none becomes another network.</summary>
public sealed class TorchDamageTests
{
    [Fact]
    public void Read_WholeNetwork_IsIt()
    {
        Model model = Read(ResNet());
        Assert.Equal("resnet10", model.Name);
        Assert.Equal([5], model.OutputShape);
    }

    [Fact]
    public void Read_WholeNetwork_TrainsAndIsFiledAsKerasDoes()
    {
        Model model = Read(ResNet());
        model.Compile(new SGD(0.01), new SparseCategoricalCrossentropy(fromLogits: true));
        float[] pixels = [.. Enumerable.Range(0, 4 * 32 * 32 * 3).Select(i => (i * 7919 % 1000) / 1000f)];
        model.Fit(new TensorDataset(new Tensor([4, 32, 32, 3], pixels), new int[] { 0, 1, 2, 3 }), epochs: 1, batchSize: 2);
        using TemporaryFolder folder = new();
        string path = folder.File("a.keras");
        model.Save(path);

        Tensor x = new([1, 32, 32, 3], pixels[..(32 * 32 * 3)]);
        Assert.Equal(model.Predict(x).Span.ToArray(), Model.Load(path).Predict(x).Span.ToArray());
    }

    [Theory]
    [InlineData("layer2.0.bn1.running_var", "expected an array 'layer2.0.bn1.running_var' for BatchNormalization 'conv3_block1_1_bn', got none")]
    [InlineData("layer2.0.conv2.weight", "expected an array 'layer2.0.conv2.weight'")]
    [InlineData("layer3.0.downsample.1.bias", "expected an array 'layer3.0.downsample.1.bias'")]
    [InlineData("fc.weight", "expected the arrays of a network of PyTorch that Weft has")]
    public void Read_ArrayMissing_IsRefusedByName(string name, string expected)
    {
        OwnArrays arrays = ResNet();
        arrays.Values.Remove(name);
        Assert.Contains(expected, Refusal(arrays), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("layer2.0.se.fc1.weight")]
    [InlineData("layer2.0.conv9.weight")]
    [InlineData("head.bias")]
    public void Read_ArrayBeside_IsRefusedByName(string name)
    {
        OwnArrays arrays = ResNet();
        arrays.Values[name] = [4];
        Assert.Contains($"got others beside them: {name}", Refusal(arrays), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("layer1.0.conv1.weight", new[] { 8, 8, 3 }, "to have 4 extents")]
    [InlineData("layer1.0.conv1.weight", new[] { 8, 7, 3, 3 }, "to read 8 channels")]
    [InlineData("layer1.0.conv2.weight", new[] { 9, 8, 3, 3 }, "expected the arrays of resnet10")]
    [InlineData("layer1.0.bn1.running_mean", new[] { 9 }, "to have shape [8], got [9]")]
    [InlineData("layer1.0.conv2.weight", new[] { 8, 8, 0, 3 }, "none of them 0")]
    [InlineData("conv1.weight", new[] { 8, 3, 2000, 2000 }, "expected the arrays of resnet10")]
    [InlineData("fc.weight", new[] { 5 }, "to have 2 extents")]
    public void Read_AnotherShape_IsRefusedByName(string name, int[] shape, string expected)
    {
        OwnArrays arrays = ResNet();
        arrays.Values[name] = new Shape(shape);
        Assert.Contains(expected, Refusal(arrays), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mixed_5b.branch1x1.conv.weight", "Inception V3")]
    [InlineData("patch_embed.proj.weight", "a transformer")]
    [InlineData("encoder.weight", "encoder.weight")]
    public void Read_AnotherNetwork_IsRefusedByName(string name, string expected)
    {
        OwnArrays arrays = new();
        arrays.Values[name] = [8, 3, 3, 3];
        Assert.Contains($"got arrays with {expected}", Refusal(arrays), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BlocksOfMnasNetInTimmsNames_AreNoMobileNet()
    {
        OwnArrays arrays = new();
        arrays.Convolution("conv_stem", "bn1", [8, 3, 3, 3]);
        (int Kernel, int Stage)[] stages = [(3, 0), (3, 1), (5, 2), (5, 3), (3, 4), (5, 5), (3, 6)];
        foreach ((int kernel, int stage) in stages)
        {
            string block = $"blocks.{stage}.0";
            arrays.Convolution($"{block}.conv_dw", $"{block}.bn2", [8, 1, kernel, kernel]);
            arrays.Convolution($"{block}.conv_pw", $"{block}.bn1", [8, 8, 1, 1]);
            arrays.Convolution($"{block}.conv_pwl", $"{block}.bn3", [8, 8, 1, 1]);
        }

        arrays.Convolution("conv_head", "bn2", [8, 8, 1, 1]);
        arrays.Values["classifier.weight"] = [5, 8];
        arrays.Values["classifier.bias"] = [5];

        Assert.Contains("expected the arrays of a network of PyTorch that Weft has", Refusal(arrays), StringComparison.Ordinal);
    }

    private static Model Read(OwnArrays arrays) => TorchNetwork.Read(arrays.Whole(), new TorchOptions { InputShape = new Shape(32, 32, 3) });

    private static string Refusal(OwnArrays arrays) => Assert.Throws<ModelFileException>(() => Read(arrays)).Message;

    // A ResNet with one block of two convolutions in each stage.
    private static OwnArrays ResNet()
    {
        OwnArrays arrays = new();
        arrays.Convolution("conv1", "bn1", [8, 3, 7, 7]);
        for (int stage = 1, channels = 8; stage <= 4; stage++)
        {
            int filters = 4 + (4 * stage);
            string block = $"layer{stage}.0";
            arrays.Convolution($"{block}.conv1", $"{block}.bn1", [filters, channels, 3, 3]);
            arrays.Convolution($"{block}.conv2", $"{block}.bn2", [filters, filters, 3, 3]);
            if (stage > 1)
            {
                arrays.Convolution($"{block}.downsample.0", $"{block}.downsample.1", [filters, channels, 1, 1]);
            }

            channels = filters;
        }

        arrays.Values["fc.weight"] = [5, 20];
        arrays.Values["fc.bias"] = [5];
        return arrays;
    }

    /// <summary>Arrays that a test makes up.</summary>
    private sealed class OwnArrays : NamedArrays
    {
        public Dictionary<string, Shape> Values { get; } = [];

        public override string Kind => "arrays";

        /// <summary>As they are now.</summary>
        public OwnArrays Whole()
        {
            foreach ((string name, Shape shape) in Values)
            {
                Add(name, shape);
            }

            return this;
        }

        public void Convolution(string convolution, string norm, Shape kernel)
        {
            Values[$"{convolution}.weight"] = kernel;
            foreach (string name in (string[])["weight", "bias", "running_mean", "running_var"])
            {
                Values[$"{norm}.{name}"] = [kernel[0]];
            }

            Values[$"{norm}.num_batches_tracked"] = [];
        }

        public override float[] Read(string name) =>
            [.. Enumerable.Range(0, Shapes[name].Size).Select(i => name.EndsWith("var", StringComparison.Ordinal) ? 1 : (i * 31 % 17 - 8) / 40f)];
    }
}
