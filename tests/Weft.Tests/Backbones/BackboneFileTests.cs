using Weft.Applications;
using Weft.Backbones;
using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Backbones;

public sealed class BackboneFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Recognised => new()
    {
        { nameof(MobileNet), "-1..1" }, { nameof(MobileNetV2), "-1..1" }, { nameof(ResNet50), "caffe" }, { nameof(ResNet101), "caffe" },
        { nameof(ResNet50V2), "-1..1" }, { nameof(DenseNet121), "imagenet" }, { nameof(VGG16), "caffe" }, { nameof(VGG19), "caffe" },
        { nameof(InceptionV3), "-1..1" }, { nameof(InceptionResNetV2), "-1..1" }, { nameof(Xception), "-1..1" }, { nameof(NASNetMobile), "-1..1" },
        { nameof(MobileNetV3Small), "bytes" }, { nameof(EfficientNetB0), "bytes" }, { nameof(EfficientNetV2B0), "bytes" }, { nameof(ConvNeXtTiny), "bytes" },
    };

    [Theory]
    [MemberData(nameof(Recognised))]
    public void Pixels_OfAnApplicationOfKeras_AreWhatKerasPrepares(string name, string pixels)
    {
        Application application = Application.Named(name);
        int size = name == nameof(NASNetMobile) ? 224 : Math.Max(application.LeastSize, 96);
        Model model = Model.FromJson(application.Create([size, size, 3], includeTop: false, seed: 1).ToJson(), seed: 1);
        BackbonePixels? found = Weft.Backbones.Opening.PixelKnowledge.Of(model, isTorch: false, option: null);
        Assert.Equal(pixels switch
        {
            "-1..1" => BackbonePixels.MinusOneToOne,
            "caffe" => BackbonePixels.Caffe,
            "imagenet" => BackbonePixels.ImageNet,
            _ => BackbonePixels.AsTheyAre,
        }, found);
    }

    [Fact]
    public async Task Open_ModelOfWeft_GivesTheInputOfItsClassesFromItsOwnPixels()
    {
        Sequential model = new([12, 10, 3], seed: 1)
        {
            new RandomFlip(),
            new Conv2D(4, 3, Activation.Relu),
            new Flatten(),
            new Dense(7, Activation.Tanh),
            new Dropout(0.5),
            new Dense(3, Activation.Softmax),
        };
        Backbone backbone = await Open(model);

        byte[] pixels = Pixels(model.InputShape);
        Tensor whole = model.Predict(Pictures(pixels, model.InputShape)), features = backbone.Features.Predict(Pictures(pixels, model.InputShape));
        Assert.Equal([7], backbone.Features.OutputShape);
        Assert.DoesNotContain(backbone.Features.Layers, layer => layer.Layer is RandomLayer or Dropout);
        // The head of the model on these features says what the model says.
        Model head = new(model.Layers["dense_1"].Inputs[0], model.Output);
        Assert.Equal(whole.Span.ToArray(), head.Predict(features).Span.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public async Task Open_ModelInsideAModel_IsLaidFlatAndCutBeforeItsHead()
    {
        Sequential body = new([16, 16, 3], seed: 1, name: "body") { new Conv2D(5, 3, Activation.Relu), new GlobalAveragePooling2D() };
        Sequential head = new([5], seed: 2, name: "head") { new Dense(8, Activation.Relu), new Dense(2, Activation.Softmax) };
        Node input = new Input([16, 16, 3]);
        Model model = new(input, input.Then(body).Then(head), seed: 3);
        Backbone backbone = await Open(model);
        Assert.Equal([5], backbone.Features.OutputShape);
        Assert.NotEmpty(backbone.Features.Layers["conv2d"].Weights);

        byte[] pixels = Pixels(model.InputShape);
        Tensor expected = head.Predict(backbone.Features.Predict(Pictures(pixels, model.InputShape)));
        Assert.Equal(model.Predict(Pictures(pixels, model.InputShape)).Span.ToArray(), expected.Span.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public async Task Open_FileWithItsPixelsUnsaid_AsksForTheOption_AndTakesIt()
    {
        string path = _folder.File("arrays.onnx");
        Model model = new Sequential([8, 8, 3], seed: 1) { new Conv2D(4, 3), new GlobalAveragePooling2D(), new Dense(2) };
        Weft.Onnx.OnnxModel.Save(model, path);
        Forget(path);
        ModelFileException error = await Assert.ThrowsAsync<ModelFileException>(() => Backbone.OpenAsync(path, ct: TestContext.Current.CancellationToken));
        Assert.Contains("BackboneOptions.Pixels", error.Message, StringComparison.Ordinal);
        Backbone one = await Backbone.OpenAsync(path, new() { Pixels = BackbonePixels.Caffe }, ct: TestContext.Current.CancellationToken);
        Backbone other = await Backbone.OpenAsync(path, new() { Pixels = BackbonePixels.ZeroToOne }, ct: TestContext.Current.CancellationToken);
        Assert.NotEqual(one.Fingerprint, other.Fingerprint);

        byte[] pixels = Pixels(model.InputShape);
        float[] prepared = [.. pixels.Select((_, i) => pixels[i - (i % 3) + 2 - (i % 3)] - new[] { 103.939f, 116.779f, 123.68f }[i % 3])];
        Model features = new(model.Input, model.Layers["global_average_pooling2d"].Output);
        Assert.Equal(features.Predict(new Tensor([1, 8, 8, 3], prepared)).Span.ToArray(),
            one.Features.Predict(Pictures(pixels, model.InputShape)).Span.ToArray(), (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Fact]
    public async Task Open_LayerByName_EndsThere_AndAnUnknownOneListsOthers()
    {
        Sequential model = new([8, 8, 3], seed: 1) { new Conv2D(4, 3), new Conv2D(6, 3), new GlobalAveragePooling2D(), new Dense(2) };
        Backbone backbone = await Open(model, new() { FeaturesLayer = "conv2d" });
        Assert.Equal([4], backbone.Features.OutputShape);
        ModelFileException error = await Assert.ThrowsAsync<ModelFileException>(() => Open(model, new() { FeaturesLayer = "conv3d" }));
        Assert.Contains("got 'conv3d'", error.Message, StringComparison.Ordinal);
        Assert.Contains("global_average_pooling2d, conv2d_1, conv2d", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ModelOfGreyPictures_TakesColour()
    {
        Sequential model = new([8, 8, 1], seed: 1) { new Conv2D(4, 3), new GlobalAveragePooling2D(), new Dense(2) };
        Backbone backbone = await Open(model);
        byte[] grey = [.. Enumerable.Range(0, 64).Select(i => (byte)(i * 3))];
        byte[] colour = [.. grey.SelectMany(value => new[] { value, value, value })];
        Model features = new(model.Input, model.Layers["global_average_pooling2d"].Output);
        Assert.Equal(features.Predict(new Tensor([1, 8, 8, 1], [.. grey.Select(value => value / 255f)])).Span.ToArray(),
            backbone.Features.Predict(Pictures(colour, [8, 8, 3])).Span.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public async Task Open_NeitherNameNorFile_NamesWhatThereIs()
    {
        ModelFileException error = await Assert.ThrowsAsync<ModelFileException>(() => Backbone.OpenAsync("resnet19", ct: TestContext.Current.CancellationToken));
        Assert.Contains("resnet18", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Pixels(Shape shape)
    {
        byte[] pixels = new byte[shape.Size];
        new Random(1).NextBytes(pixels);
        return pixels;
    }

    private static ImageDataset Pictures(byte[] pixels, Shape shape) => new(pixels, new int[1], shape, "pictures");

    // As another program would have written it.
    private static void Forget(string path)
    {
        Weft.Onnx.Proto.ModelProto file = Weft.Onnx.Proto.ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        file.MetadataProps.Clear();
        using FileStream written = File.Create(path);
        Google.Protobuf.MessageExtensions.WriteTo(file, written);
    }

    private async Task<Backbone> Open(Model model, BackboneOptions? options = null)
    {
        string path = _folder.File("model.keras");
        model.Save(path);
        return await Backbone.OpenAsync(path, options, ct: TestContext.Current.CancellationToken);
    }
}
