using Weft.Formats;
using Weft.Layers;

namespace Weft.Tests.Formats;

/// <summary>Arrays by name go to files and come back to the bit, of Weft's own and of others' types.</summary>
public sealed class ArrayFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.safetensors")]
    [InlineData("a.npz")]
    public void Write_ThenRead_GivesEveryBitBack(string file)
    {
        Dictionary<string, Tensor> arrays = new()
        {
            ["conv2d/kernel"] = new([1, 2, 3], [1.5f, -0f, float.NaN, float.PositiveInfinity, float.Epsilon, -3e38f]),
            ["scalar"] = new([], [7]),
            ["none"] = new([0, 4], []),
            ["\u00FCber \"uns\"/bias"] = new([2], [1 / 3f, 16777217f]),
        };

        ArrayFile.Write(_folder[file], arrays);
        IReadOnlyDictionary<string, Tensor> read = ArrayFile.Read(_folder[file]);

        Assert.Equal(arrays.Keys, read.Keys);
        Assert.All(arrays, pair => Assert.Equal(pair.Value.Shape, read[pair.Key].Shape));
        Assert.All(arrays, pair => Assert.Equal(Bits(pair.Value), Bits(read[pair.Key])));
    }

    [Theory]
    [InlineData("a.safetensors")]
    [InlineData("a.npz")]
    public void SaveWeights_ThenLoadWeights_GivesEveryBitBack(string file)
    {
        Model model = Network(seed: 1), other = Network(seed: 2);
        Assert.NotEqual(Values(model), Values(other));

        model.SaveWeights(_folder[file]);

        Assert.Empty(other.LoadWeights(_folder[file]));
        Assert.Equal(Values(model), Values(other));
        Tensor x = new([1, 8, 8, 3], [.. Enumerable.Range(0, 192).Select(i => i / 192f)]);
        Assert.Equal(model.Predict(x).Span.ToArray(), other.Predict(x).Span.ToArray());
    }

    [Fact]
    public void LoadWeights_OtherNames_AreRefusedOrPassedOver()
    {
        Model model = Network(seed: 1);
        Sequential other = new([8, 8, 3], seed: 2) { new Conv2D(4, 3) { Name = "first" }, new Flatten(), new Dense(7) { Name = "own" } };
        model.SaveWeights(_folder["a.npz"]);
        float[][] before = Values(other);

        string message = Assert.Throws<ModelFileException>(() => other.LoadWeights(_folder["a.npz"])).Message;
        Assert.Contains("got others beside them: second/depthwise_kernel", message, StringComparison.Ordinal);
        Assert.Equal(before, Values(other));

        IReadOnlyList<string> notes = other.LoadWeights(_folder["a.npz"], byName: true);
        Assert.Equal(2, notes.Count);
        Assert.Contains("9 arrays of the file that the model does not have are passed over", notes[0], StringComparison.Ordinal);
        Assert.Equal("1 layers of the model that the file does not have keep their weights: own.", notes[1]);
        Assert.Equal(Values(model)[..2], Values(other)[..2]);
        Assert.Equal(before[2..], Values(other)[2..]);
    }

    [Fact]
    public void LoadWeights_AnotherShape_IsRefusedOrKept()
    {
        Model model = Network(seed: 1), other = Network(seed: 2, classes: 5);
        model.SaveWeights(_folder["a.safetensors"]);
        float[][] before = Values(other);

        string message = Assert.Throws<ModelFileException>(() => other.LoadWeights(_folder["a.safetensors"])).Message;
        Assert.Contains("expected 'last/kernel' to have shape [8, 5], got [8, 3]", message, StringComparison.Ordinal);
        Assert.Equal(before, Values(other));

        Assert.StartsWith("last keeps its weights: ", Assert.Single(other.LoadWeights(_folder["a.safetensors"], skipMismatch: true)), StringComparison.Ordinal);
        Assert.Equal(Values(model)[..^2], Values(other)[..^2]);
        Assert.Equal(before[^2..], Values(other)[^2..]);
    }

    [Fact]
    public void Load_WeightsOfWeftsOwn_SaysWhatToDo()
    {
        Network(seed: 1).SaveWeights(_folder["a.safetensors"]);
        Assert.Contains("build the model and call LoadWeights", Assert.Throws<ModelFileException>(() => Model.Load(_folder["a.safetensors"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_AnotherEnding_IsRefused() =>
        Assert.Contains(".safetensors or .npz", Assert.Throws<ModelFileException>(() => ArrayFile.Write(_folder["a.txt"], new Dictionary<string, Tensor>())).Message, StringComparison.Ordinal);

    private static Sequential Network(int seed, int classes = 3) => new([8, 8, 3], seed)
    {
        new Conv2D(4, 3) { Name = "first" },
        new SeparableConv2D(8, 3) { Name = "second" },
        new BatchNormalization { Name = "norm" },
        new GlobalAveragePooling2D(),
        new Dense(classes, Activation.Softmax) { Name = "last" },
    };

    private static int[] Bits(Tensor tensor) => [.. tensor.Span.ToArray().Select(BitConverter.SingleToInt32Bits)];

    private static float[][] Values(Model model) => [.. model.Weights.Select(weight => weight.Span.ToArray())];
}
