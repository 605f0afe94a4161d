using CsCheck;

using Weft.Applications;
using Weft.Layers;
using Weft.Onnx;
using Weft.Onnx.Proto;
using Weft.Tests.Graph;
using Weft.Tests.Layers;

namespace Weft.Tests.Onnx;

/// <summary>What is written as ONNX gives Weft's own answers in ONNX Runtime, and read again in Weft.</summary>
public sealed class OnnxWriteTests : IDisposable
{
    private const double Tolerance = 1e-5;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Cases => [.. LayerCases.All.Select(one => one.Name).Distinct()];

    public static TheoryData<string> Networks => [.. Application.All.Select(one => one.Name).Where(name => name is "MobileNet"
        or "MobileNetV2" or "MobileNetV3Small" or "ResNet18"
        or "ResNet50V2" or "DenseNet121" or "EfficientNetB0" or "EfficientNetV2B0" or "VGG16" or "InceptionV3" or "InceptionResNetV2"
            or "Xception" or "NASNetMobile" or "ConvNeXtTiny")];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Save_EveryLayer_AnswersInOnnxRuntimeAndAgainInWeft(string name)
    {
        Model model = SpreadWeights.In(LayerCases.Named(name).Build());

        // Each layer in one of two ways; those of one kind are many.
        AssertSame(model, name.Length % 2 == 0 ? new OnnxWriteOptions() : new OnnxWriteOptions { ChannelsFirst = true, Opset = 20 });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Save_RandomGraphs_AnswerInOnnxRuntimeAndAgainInWeft(uint seed)
    {
        for (ulong draw = 0; draw < 8; draw++)
        {
            int[] decisions = Gen.Int[0, 1 << 20].Array[40].Generate(new PCG(seed, draw + 1), null, out _);
            AssertSame(SpreadWeights.In(new RandomGraph(decisions).Build((int)seed)),
                new OnnxWriteOptions { ChannelsFirst = draw % 2 == 0, Opset = 17 + (int)(draw % 5) });
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Save_Application_AnswersInOnnxRuntimeAndAgainInWeft(string name)
    {
        Application application = Application.Named(name);
        int size = Math.Max(application.LeastSize, 32);
        Model model = SpreadWeights.In(application.Create([size, size, 3], classes: 10, classifierActivation: Activation.Linear, seed: 3));
        AssertSame(model, new OnnxWriteOptions { ChannelsFirst = true },
            allowsPermute: name.StartsWith("ConvNeXt", StringComparison.Ordinal));
    }

    [Fact]
    public void Save_ChannelsFirst_FoldsNormalisationsAndTransposesNothing()
    {
        ModelProto file = Written(SpreadWeights.In(new ResNet18().Create([32, 32, 3], classes: 10, seed: 1)),
            new OnnxWriteOptions { ChannelsFirst = true });
        Assert.DoesNotContain(file.Graph.Node, node => node.OpType is "Transpose" or "BatchNormalization");
    }

    [Fact]
    public void Save_ChannelsLast_TransposesTheInputOnce()
    {
        ModelProto file = Written(SpreadWeights.In(new MobileNetV2().Create([32, 32, 3], classes: 10, seed: 1)), new OnnxWriteOptions());
        Assert.Single(file.Graph.Node, node => node.OpType == "Transpose");
    }

    [Fact]
    public void Save_FlattenBeforeDense_MovesTheMatrixNotTheNumbers()
    {
        Model model = new Sequential([6, 5, 2], seed: 1) { new Conv2D(3, 3), new Flatten(), new Dropout(0.5), new Dense(4) };
        AssertSame(model, new OnnxWriteOptions { ChannelsFirst = true });
        Assert.DoesNotContain(Written(model, new OnnxWriteOptions { ChannelsFirst = true }).Graph.Node, node => node.OpType == "Transpose");
    }

    [Fact]
    public void Save_FromBytesWithSoftmaxAndTemperature_IsThePrediction()
    {
        Sequential model = new([4, 4, 1], seed: 2) { new Flatten(), new Dense(3) };
        model.Metadata = model.Metadata with { Temperature = 1.7, ClassNames = ["a", "b", "\"c\", d"] };
        string path = _folder.File("bytes.onnx");
        OnnxModel.Save(model, path, new OnnxWriteOptions { FromBytes = true, Softmax = true });
        byte[] pixels = [.. Enumerable.Range(0, 32).Select(i => (byte)(i * 37))];
        Tensor x = new([2, 4, 4, 1], [.. pixels.Select(pixel => pixel / 255f)]), logits = model.Predict(x),
            y = OrtRun.OfBytes(path, [2, 4, 4, 1], pixels);
        for (int sample = 0; sample < 2; sample++)
        {
            double[] raised = [.. logits.Row(sample).ToArray().Select(logit => Math.Exp(logit))];
            Assert.All(raised.Zip(y.Row(sample).ToArray()), pair => Assert.Equal(pair.First / raised.Sum(), pair.Second, 1e-5));
        }

        Assert.Equal(model.Metadata.ClassNames, OnnxModel.Load(path).Metadata.ClassNames);
    }

    [Fact]
    public void Save_TemperedSoftmax_IsThePrediction()
    {
        Sequential model = new([4, 4, 1], seed: 2) { new Flatten(), new Dense(3, Activation.Softmax) };
        model.Metadata = model.Metadata with { Temperature = 0.6 };
        AssertSame(model, new OnnxWriteOptions());
    }

    [Fact]
    public void Predict_ChannelsFirstOfACube_TurnsTheArray()
    {
        Sequential model = new([4, 4, 4], seed: 2) { new Conv2D(3, 3), new Flatten() };
        Tensor x = new([1, 4, 4, 4], [.. Enumerable.Range(0, 64).Select(i => i / 64f)]);
        float[] expected = model.Predict(x).Span.ToArray();
        model.Metadata = model.Metadata with { ChannelsFirst = true };
        Assert.Equal(expected, model.Predict(Turned(x)).Span.ToArray());
    }

    [Fact]
    public void Save_Metadata_ComesBack()
    {
        Sequential model = new([4, 4, 3], seed: 2) { new Flatten(), new Dense(2) };
        model.Metadata = new ModelMetadata
        {
            ClassNames = ["it's", "é, ö"],
            PixelScale = 0.5f,
            TrainedOn = "photos",
            Preparation = new PicturePreparation { Negate = true },
            Epochs = 7
        };
        string path = _folder.File("metadata.onnx");
        OnnxModel.Save(model, path);
        ModelMetadata read = OnnxModel.Load(path).Metadata;
        Assert.Equal(model.Metadata.ClassNames, read.ClassNames);
        Assert.Equal((0.5f, "photos", true, 7), (read.PixelScale, read.TrainedOn, read.Preparation?.Negate, read.Epochs));
    }

    private ModelProto Written(Model model, OnnxWriteOptions options)
    {
        string path = _folder.File("written.onnx");
        OnnxModel.Save(model, path, options);
        return ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
    }

    private void AssertSame(Model model, OnnxWriteOptions options, bool allowsPermute = true)
    {
        string path = _folder.File("model.onnx");
        OnnxModel.Save(model, path, options);
        Random random = new(5);
        Tensor[] inputs = [.. model.Inputs.Select(input => new Tensor(input.Shape.Prepend(3)))];
        foreach (Tensor input in inputs)
        {
            foreach (ref float value in input.Span)
            {
                value = (float)((random.NextDouble() * 2) - 1);
            }
        }

        bool isFirst = options.ChannelsFirst == true;
        IReadOnlyList<Tensor> expected = inputs.Length == 1 ? [model.Predict(inputs[0])] : model.PredictAll(inputs);
        Tensor[] given = [.. inputs.Select(input => isFirst ? Turned(input) : input)];
        string graph = string.Join("\n", model.Graph.Calls.Select(call =>
            $"{call.Layer.Name} ({string.Join(", ", call.Inputs.Select(input => input.Layer.Name))}) -> {call.Outputs[0].Shape} "
                + $"{call.Layer.Layer}"));
        AssertNear(expected, OrtRun.Of(path, given), isFirst, $"ONNX Runtime, {options}, {graph}");
        Model again = OnnxModel.Load(path, new OnnxReadOptions { SeveralInputs = true });
        AssertNear(expected, again.PredictAll(given), isFirst, $"Weft, {options}, {graph}");
        Assert.True(allowsPermute || !again.Layers.Any(layer => layer.Layer is Permute), "a transposition");
    }

    private static void AssertNear(IReadOnlyList<Tensor> expected, IReadOnlyList<Tensor> actual, bool isFirst, string who)
    {
        for (int i = 0; i < expected.Count; i++)
        {
            Tensor own = isFirst ? Turned(expected[i]) : expected[i];
            Assert.Equal(own.Shape, actual[i].Shape);
            double largest = Math.Max(own.Span.ToArray().Max(Math.Abs), 1);
            double worst = own.Span.ToArray().Zip(actual[i].Span.ToArray(), (one, other) => one.Equals(other) ? 0
                : Math.Abs((double)one - other)).Max();
            Assert.True(worst <= Tolerance * largest, $"{who}: {worst} of {largest}");
        }
    }

    // Channels before rows and columns.
    private static Tensor Turned(Tensor x)
    {
        if (x.Shape.Rank != 4)
        {
            return x;
        }

        Tensor turned = new([x.Shape[0], x.Shape[3], x.Shape[1], x.Shape[2]]);
        for (int i = 0, area = x.Shape[1] * x.Shape[2], channels = x.Shape[3]; i < x.Size; i++)
        {
            turned.Span[(i / (area * channels) * area * channels) + (i % channels * area) + (i / channels % area)] = x.Span[i];
        }

        return turned;
    }
}
