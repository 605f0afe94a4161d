using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Augmentation;

/// <summary>All layers that change tones and places in a model: training repeats on any number of threads and allocates nothing, prediction leaves pictures alone.</summary>
public sealed class PictureLayerTrainingTests
{
    private const int Steps = 40, BatchSize = 12;

    [Fact]
    public void Fit_OneToEightThreads_GivesTheSameBits()
    {
        float[] expected = Trained(threads: 1);
        Assert.All((int[])[2, 3, 8], threads => Assert.Equal(expected, Trained(threads)));
        Assert.All(expected, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Fit_AfterItsFirstSteps_AllocatesNothing()
    {
        AllocationMeter meter = new(Steps);
        Build(threads: 2).Fit(Noise(Steps * BatchSize), batchSize: BatchSize, callbacks: [meter]);
        meter.AssertNothingAfter(15);
    }

    [Fact]
    public void Layers_BehindAPooling_DoWhatTheyDoInFront()
    {
        TensorDataset pictures = Pictures.Copies([9, 8, 3], 20);

        // A pipeline's flip and rotation are one map in front and two behind.
        foreach (Layer layer in All((0, 1), seed: 5).Where(layer => layer is not Pipeline))
        {
            Tensor expected = Pictures.Through(pictures, layer);
            Assert.Equal(expected.Span, Pictures.Through(pictures, new MaxPooling2D(1), layer).Span);
            Assert.Equal(expected.Span, Pictures.Through(pictures, layer).Span);
            bool isDrawn = layer is not (AutoContrast or Equalization);
            Assert.True(isDrawn == Enumerable.Range(1, 19).Any(i => !expected.Row(0).SequenceEqual(expected.Row(i))), $"{layer}");
        }
    }

    [Fact]
    public void Predict_WithRandomLayers_LeavesPicturesAlone()
    {
        TensorDataset pictures = Pictures.Copies([7, 5, 3], 4);
        Layer[] layers = [.. All((0, 1), seed: null).Where(layer => layer is not AutoContrast)];
        Assert.Equal(Pictures.Through(pictures).Span, Pictures.Model(pictures.Shape, layers).Predict(pictures).Span);
        Assert.Equal(Pictures.Through(pictures).Span, Pictures.Model(pictures.Shape, [new MaxPooling2D(1), .. layers]).Predict(pictures).Span);
    }

    [Fact]
    public void PictureLayer_BehindATrainedOne_IsAnError()
    {
        Sequential model = new([8, 8, 1]) { new Conv2D(2, 3), new AutoContrast(), new Flatten(), new Dense(2, Activation.Softmax) };
        Assert.Contains("AutoContrast 'auto_contrast'", Assert.Throws<ShapeException>(() => model.Compile(new SGD(), new SparseCategoricalCrossentropy())).Message);
    }

    [Theory]
    [MemberData(nameof(OfAnotherRange), DisableDiscoveryEnumeration = true)]
    public void Fit_WithAnotherValueRangeThanThePixels_IsAnError(Layer layer)
    {
        Model model = Pictures.Model([12, 11, 3], layer, new Flatten(), new Dense(3, Activation.Softmax));
        model.Compile(new SGD(), new SparseCategoricalCrossentropy());
        Assert.Contains("Pass valueRange: (0, 1)", Assert.Throws<DataException>(() => model.Fit(Noise(6))).Message);
    }

    public static TheoryData<Layer> OfAnotherRange => [new RandAugment(), new AutoContrast(), new RandomElasticTransform(), new Pipeline([new RandomFlip(), new Equalization()]), new RandomColorJitter(brightnessFactor: 0.1)];

    private static Layer[] All(Interval range, int? seed) =>
    [
        new RandomColorDegeneration(0.5, range, seed), new RandomColorJitter(range, 0.1, (0.1, 0.1), (0.4, 0.6), (0, 0.1), seed), new RandomGrayscale(0.5, seed), new RandomSharpness(1, range, seed),
        new RandomPosterization(8, range, seed), new Solarization(0.2, 0.9, range, seed), new RandomInvert(1, range, seed), new RandomGaussianBlur(valueRange: range, seed: seed), new RandomPerspective(seed: seed),
        new RandomElasticTransform(valueRange: range, seed: seed), new RandAugment(range, seed: seed), new AugMix(range, seed: seed), new AutoContrast(range), new Equalization(range),
        new Pipeline([new RandomFlip(seed: seed), new RandomRotation(0.1, seed: seed)]),
    ];

    private static float[] Trained(int threads)
    {
        Model model = Build(threads);
        model.Fit(Noise(50), epochs: 2, batchSize: BatchSize);
        return [.. model.Weights.SelectMany(weight => weight.Span.ToArray())];
    }

    private static Model Build(int threads)
    {
        Sequential model = new([12, 11, 3], seed: 1);
        foreach (Layer layer in All((0, 1), seed: null))
        {
            model.Add(layer);
        }

        model.Add(new ContrastLimitedAdaptiveHistogramEqualization((0, 1), tileGridSize: 2));
        model.Add(new Conv2D(4, 3, Activation.Relu));
        model.Add(new Flatten());
        model.Add(new Dense(3, Activation.Softmax));
        model.Threads = threads;
        model.Compile(new Adam(0.01), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        return model;
    }

    private static ImageDataset Noise(int count)
    {
        byte[] pixels = new byte[count * 12 * 11 * 3];
        new Random(4).NextBytes(pixels);
        return new ImageDataset(pixels, Enumerable.Range(0, count).Select(i => i % 3).ToArray(), [12, 11, 3], "noise");
    }
}
