using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Augmentation;

/// <summary>Random layers in a model: where they may stand, that they act in training alone, and that training with them repeats, goes on, allocates nothing and learns.</summary>
public sealed class AugmentedTrainingTests
{
    private const int Steps = 40, BatchSize = 12;

    public static TheoryData<Mixing?> Mixings => new((Mixing?)null, new MixUp(0.4), new CutMix());

    [Theory]
    [MemberData(nameof(Mixings), DisableDiscoveryEnumeration = true)]
    public void Fit_OneToEightThreads_GivesTheSameBits(Mixing? mixing)
    {
        ImageDataset data = Shades(101);
        float[] expected = Trained(Build(threads: 1), data, mixing);
        Assert.All((int[])[2, 3, 8], threads => Assert.Equal(expected, Trained(Build(threads), data, mixing)));
        Assert.NotEqual(expected, Trained(Build(threads: 2, seed: 2), data, mixing));
    }

    [Theory]
    [MemberData(nameof(Mixings), DisableDiscoveryEnumeration = true)]
    public void Fit_TakenUpFromAFile_DrawsAsIfNeverStopped(Mixing? mixing)
    {
        using TemporaryFolder folder = new();
        ImageDataset data = Shades(50);
        float[] expected = Trained(Build(), data, mixing, epochs: 2);
        Model model = Build();
        Trained(model, data, mixing, epochs: 1);
        model.Save(folder.File("m.keras"));
        Assert.Equal(expected, Trained(Model.Load(folder.File("m.keras")), data, mixing, epochs: 1));
    }

    [Theory]
    [MemberData(nameof(Mixings), DisableDiscoveryEnumeration = true)]
    public void Fit_AfterItsFirstSteps_AllocatesNothing(Mixing? mixing)
    {
        AllocationMeter meter = new(Steps);
        Build(threads: 2).Fit(Shades(Steps * BatchSize), batchSize: BatchSize, mixing: mixing, callbacks: [meter]);
        meter.AssertNothingAfter(15);
    }

    [Theory]
    [MemberData(nameof(Mixings), DisableDiscoveryEnumeration = true)]
    public void Fit_WithAllRandomLayers_Learns(Mixing? mixing)
    {
        ImageDataset data = Shades(300);
        Model model = Build();
        History history = model.Fit(data, epochs: 12, batchSize: BatchSize, mixing: mixing);
        Assert.True(history["loss"][^1] < history["loss"][0]);
        Assert.True(model.Evaluate(data).Accuracy > 0.9, $"accuracy {model.Evaluate(data).Accuracy}");
    }

    [Fact]
    public void Augment_OtherStepsAndPlaces_DrawOtherwise()
    {
        TensorDataset pictures = Pictures.Copies([9, 9, 1], 2);
        Model model = Pictures.Model(pictures.Shape, new RandomTranslation(0.3, 0.3));
        Tensor first = model.Augment(pictures);
        Assert.Equal(first.Span, model.Augment(pictures).Span);
        Assert.NotEqual(first.Span.ToArray(), model.Augment(pictures, step: 1).Span.ToArray());
        Assert.NotEqual(first.Row(0).ToArray(), first.Row(1).ToArray());
    }

    [Fact]
    public void RandomLayers_OfOneKind_DrawEachForItself()
    {
        TensorDataset pictures = Pictures.Copies([1, 2, 1], [0, 1], 400);
        Tensor flipped = Pictures.Through(pictures, new RandomFlip(FlipMode.Horizontal), new RandomFlip(FlipMode.Horizontal));
        Pictures.AssertShare(0.5, Enumerable.Range(0, 400).Count(i => flipped.Row(i)[0] == 1), 400);
        Tensor alike = Pictures.Through(pictures, new RandomFlip(FlipMode.Horizontal, seed: 4), new RandomFlip(FlipMode.Horizontal, seed: 4));
        Assert.All(Enumerable.Range(0, 400), i => Assert.Equal(0, alike.Row(i)[0]));
    }

    [Fact]
    public void RandomLayer_BehindAPooling_DoesWhatItDoesInFront()
    {
        TensorDataset pictures = Pictures.Copies([9, 8, 3], 20);
        foreach (Layer layer in (Layer[])[new RandomRotation(0.2, seed: 5), new RandomCrop(5, 4, seed: 5), new RandomResizedCrop(5, 4, seed: 5), new RandomErasing((1, 1), valueRange: (0, 1), seed: 5), new RandomContrast(0.5, (0, 1), 5)])
        {
            Tensor expected = Pictures.Through(pictures, layer);
            Assert.Equal(expected.Span, Pictures.Through(pictures, new MaxPooling2D(1), layer).Span);
            Assert.NotEqual(expected.Row(0).ToArray(), expected.Row(1).ToArray());
        }
    }

    [Fact]
    public void RandomLayer_BehindATrainedOne_IsAnErrorUnlessItIsFrozen()
    {
        Sequential model = new([8, 8, 1]) { new Conv2D(2, 3), new RandomFlip(), new Flatten(), new Dense(2, Activation.Softmax) };
        string message = Assert.Throws<ShapeException>(() => model.Compile(new SGD(), new SparseCategoricalCrossentropy())).Message;
        Assert.Contains("RandomFlip 'random_flip'", message, StringComparison.Ordinal);
        Assert.Contains("Conv2D 'conv2d'", message, StringComparison.Ordinal);

        Sequential frozen = new([8, 8, 1], seed: 1) { new Conv2D(2, 3) { Trainable = false }, new RandomFlip(), new Flatten(), new Dense(2, Activation.Softmax) };
        frozen.Compile(new SGD(0.01), new SparseCategoricalCrossentropy());
        Assert.True(double.IsFinite(frozen.Fit(Pictures.Copies([8, 8, 1], 8))["loss"][0]));
    }

    [Fact]
    public void Predict_WithRandomLayers_LeavesPicturesAlone()
    {
        TensorDataset pictures = Pictures.Copies([7, 5, 3], 4);
        Layer[] layers = [new RandomFlip(), new RandomTranslation(0.3, 0.3), new RandomErasing((1, 1)), new RandomContrast(0.5), new RandomBrightness(0.5), new MaxPooling2D(1), new RandomZoom(0.5)];
        Assert.Equal(Pictures.Through(pictures).Span, Pictures.Model(pictures.Shape, layers).Predict(pictures).Span);
    }

    [Fact]
    public void PixelScale_WithRandomLayersBeforeARescaling_IsOne()
    {
        Assert.Equal(1, Pictures.Model([4, 4, 1], new RandomFlip(), new Rescaling(1 / 255.0)).PixelScale);
        Assert.Equal(1f / 255, Pictures.Model([4, 4, 1], new RandomFlip(), new Flatten()).PixelScale);
        Assert.Equal(1, Pictures.Model([4, 4, 1], new Pipeline([new RandomFlip(), new Rescaling(1 / 255.0)]), new Flatten()).PixelScale);
    }

    [Theory]
    [InlineData(255, false)]
    [InlineData(1, true)]
    public void Fit_WithAnotherValueRangeThanThePixels_IsAnError(double high, bool fits)
    {
        ImageDataset data = Shades(4);
        Model model = Pictures.Model(data.Shape, new RandomBrightness(0.1, (0, high)), new Flatten(), new Dense(3, Activation.Softmax));
        model.Compile(new SGD(), new SparseCategoricalCrossentropy());
        Exception? error = Record.Exception(() => model.Fit(data.Shuffle(1)));
        Assert.Equal(fits, error is null);
        Assert.True(fits || (error is DataException && error.Message.Contains("Pass valueRange: (0, 1)", StringComparison.Ordinal)), error?.Message);
    }

    [Fact]
    public void RandomLayers_OutsideTheirBounds_AreErrors()
    {
        Action[] wrong =
        [
            () => _ = new RandomTranslation(1.1, 0), () => _ = new RandomTranslation(0, (-2, 0)), () => _ = new RandomRotation(1.5), () => _ = new RandomZoom((-1.2, 0)),
            () => _ = new RandomContrast(-0.1), () => _ = new RandomContrast((0, 1.5)), () => _ = new RandomBrightness(2), () => _ = new RandomErasing(1.5),
            () => _ = new RandomErasing(1, (-0.1, 0.3)), () => _ = new RandomCrop(0, 3), () => _ = new Interval(0, double.NaN),
        ];
        Assert.All(wrong, make => Assert.Throws<ArgumentOutOfRangeException>(make));
        Assert.Throws<ShapeException>(() => new Sequential([4]) { new RandomFlip() });
    }

    private static float[] Trained(Model model, Dataset data, Mixing? mixing, int epochs = 1)
    {
        model.Fit(data, epochs: epochs, batchSize: BatchSize, mixing: mixing);
        return [.. model.Weights.SelectMany(weight => weight.Span.ToArray())];
    }

    private static Model Build(int threads = 2, int seed = 1)
    {
        Sequential model = new([12, 11, 3], seed)
        {
            new RandomFlip(),
            new RandomTranslation(0.1, 0.1),
            new RandomRotation(0.05, FillMode.Constant),
            new RandomZoom(0.1, fillMode: FillMode.Nearest),
            new RandomCrop(10, 10),
            new Rescaling(1 / 255.0),
            new RandomContrast(0.1, (0, 1)),
            new RandomBrightness(0.05, (0, 1)),
            new RandomErasing(0.3, (0.02, 0.1), valueRange: (0, 1)),
            new MaxPooling2D(2),
            new RandomFlip(FlipMode.Horizontal),
            new Conv2D(6, 3, Activation.Relu),
            new Flatten(),
            new Dense(3, Activation.Softmax),
        };
        model.Threads = threads;
        model.Compile(new Adam(0.01), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        return model;
    }

    /// <summary>Dark, grey and bright pictures of noise.</summary>
    private static ImageDataset Shades(int count)
    {
        Random random = new(4);
        byte[] pixels = [.. from i in Enumerable.Range(0, count) from at in Enumerable.Range(0, 12 * 11 * 3) select (byte)(80 * (i % 3) + random.Next(60))];
        return new ImageDataset(pixels, Enumerable.Range(0, count).Select(i => i % 3).ToArray(), [12, 11, 3], "shades");
    }
}
