using Weft.Applications;
using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Applications;

/// <summary>One network of each family trains, saves, loads and trains on.</summary>
public sealed class ApplicationTrainingTests
{
    // The top of VGG is most of its weights.
    public static TheoryData<Application, bool> Families => new()
    {
        { new MobileNet { Alpha = 0.25, DepthMultiplier = 2 }, true },
        { new MobileNetV2 { Alpha = 0.35 }, true },
        { new MobileNetV3Small { Alpha = 0.75 }, true },
        { new MobileNetV3Large { Minimalistic = true, IncludePreprocessing = false }, true },
        { new ResNet18(), true },
        { new ResNet50V2(), true },
        { new DenseNet121(), true },
        { new EfficientNetB0(), true },
        { new EfficientNetV2B0(), true },
        { new VGG16(), false },
        { new InceptionV3(), true },
        { new InceptionResNetV2(), false },
        { new Xception(), true },
        { new NASNetMobile(), true },
        { new ConvNeXtTiny { DropPathRate = 0.2 }, true },
    };

    [Theory]
    [MemberData(nameof(Families), DisableDiscoveryEnumeration = true)]
    public void TrainStep_ThenSaveAndLoad_GoesOnWithTheSameBits(Application application, bool includeTop)
    {
        const int classes = 3, batch = 3;
        Shape shape = [application.LeastSize, application.LeastSize + 3, 3];
        Model model = application.Create(shape, includeTop, classes, new GlobalAveragePooling2D(), seed: 2);
        Samples samples = Draw(model, batch);
        // By the gradient's sign: however small it is, behind a LayerScale of 1e-6 say, the weight moves.
        model.Compile(new Lion(1e-4), includeTop ? new SparseCategoricalCrossentropy() : new MeanSquaredError());
        float[][] before = [.. model.Weights.Select(weight => weight.Span.ToArray())];

        // A layer scale of 1e-6 makes updates smaller than a weight's last place, so it is the gradients that must be there.
        Assert.All(EngineProbe.Gradients(model, samples), gradient => Assert.Contains(gradient.Span.ToArray(), value => value != 0));
        double loss = EngineProbe.TrainStep(model, samples);
        Assert.True(double.IsFinite(loss) && loss > 0, $"loss {loss}");
        Assert.NotEqual(before.SelectMany(values => values), model.Weights.SelectMany(weight => weight.Span.ToArray()));

        using TemporaryFolder folder = new();
        model.Save(folder.File("m.keras"));
        Model loaded = Model.Load(folder.File("m.keras"));
        Assert.Empty(loaded.LoadNotes);
        Assert.Equal(model.Layers.Select(layer => (layer.Name, layer.Layer.KerasName)), loaded.Layers.Select(layer => (layer.Name, layer.Layer.KerasName)));
        Assert.Equal(model.Predict(samples.Batch()).Span, loaded.Predict(samples.Batch()).Span);
        Assert.Equal(EngineProbe.TrainStep(model, samples), EngineProbe.TrainStep(loaded, samples));
    }

    private static Samples Draw(Model model, int count)
    {
        Generator random = new(17);
        float[][] Floats(Shape shape) => [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, shape.Size).Select(_ => (float)random.NextDouble() / model.PixelScale).ToArray())];
        float[][] pictures = Floats(model.InputShape);
        return model.Layers[^1].Layer.LastActivation.Kind == ActivationKind.Softmax
            ? Samples.Labelled(model.InputShape, pictures, [.. Enumerable.Range(0, count).Select(i => i % 3)])
            : Samples.WithTargets(model.InputShape, pictures, [.. Enumerable.Range(0, count).Select(_ => new float[model.OutputShape.Size])]);
    }
}
