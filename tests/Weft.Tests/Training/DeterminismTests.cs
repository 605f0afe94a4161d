using Weft.Layers;
using Weft.Tests.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Training;

/// <summary>The same seed gives the same bits, however many threads there are.</summary>
public sealed class DeterminismTests
{
    private static readonly Samples s_samples = Draw();

    // 101 samples: every batch size leaves a last short batch.
    [Theory]
    [InlineData(64)]
    [InlineData(32)]
    [InlineData(13)]
    [InlineData(5)]
    public void Fit_OneToEightThreads_GivesTheSameBits(int batchSize)
    {
        (uint[] weights, double[] losses) = Fit(seed: 1, threads: 1, batchSize);
        foreach (int threads in (int[])[2, 3, 4, 8])
        {
            (uint[] others, double[] otherLosses) = Fit(seed: 1, threads, batchSize);
            Assert.True(weights.AsSpan().SequenceEqual(others), $"{threads} threads give other weights than one.");
            Assert.Equal(losses, otherLosses);
        }
    }

    // Statistics of the whole batch, a value used twice, and a last batch of 1 or 3 samples.
    [Theory]
    [InlineData(45)]
    [InlineData(32)]
    [InlineData(9)]
    public void Fit_NormalisedResidualNetworkOnOneToEightThreads_GivesTheSameBits(int batchSize)
    {
        (uint[] weights, double[] losses) = Fit(Residual(1), batchSize);
        foreach (int threads in (int[])[2, 3, 4, 8])
        {
            (uint[] others, double[] otherLosses) = Fit(Residual(threads), batchSize);
            Assert.True(weights.AsSpan().SequenceEqual(others), $"{threads} threads give other weights than one.");
            Assert.Equal(losses, otherLosses);
        }
    }

    public static TheoryData<string> Cases() => [.. LayerCases.All.Select(@case => @case.Name)];

    // Every layer and loss of the contracts: groups of eight, eight and three samples.
    [Theory]
    [MemberData(nameof(Cases))]
    public void TrainStep_AnyLayerOnOneToFourThreads_GivesTheSameBits(string name)
    {
        LayerCase @case = LayerCases.Named(name);
        uint[] expected = Trained(@case, threads: 1);
        Assert.All((int[])[2, 3, 4], threads => Assert.True(expected.AsSpan().SequenceEqual(Trained(@case, threads)), $"{threads} threads give other weights than one."));
    }

    private static uint[] Trained(LayerCase @case, int threads)
    {
        const int count = 19;
        Random random = new(11);
        Sequential model = @case.Build();
        model.Threads = threads;
        model.Compile(new SGD(0.05), @case.Loss);
        float[][] inputs = [.. Enumerable.Range(0, count).Select(_ => SampleDrawer.Values(random, model.InputShape.Size, -1, 1))];
        int outputs = model.OutputShape.Size;
        Samples samples = @case.Loss.TakesClassNumbers
            ? Samples.Labelled(model.InputShape, inputs, [.. inputs.Select(_ => random.Next(outputs))])
            : Samples.WithTargets(model.InputShape, inputs, [.. inputs.Select(_ => SampleDrawer.Values(random, outputs, 0, 1))]);
        for (int step = 0; step < 2; step++)
        {
            EngineProbe.TrainStep(model, samples);
        }

        return [.. model.Weights.SelectMany(weight => weight.Span.ToArray()).Select(BitConverter.SingleToUInt32Bits)];
    }

    [Fact]
    public void Fit_ClippedByNormAveragedAndAccumulated_GivesTheSameBits()
    {
        foreach (Optimizer optimizer in (Optimizer[])[new SGD(0.1) { GlobalClipNorm = 0.1, UseEma = true }, new Nadam(0.01) { ClipNorm = 0.05, GradientAccumulationSteps = 2 }])
        {
            uint[] weights = Fit(seed: 1, threads: 1, 13, optimizer).Weights;
            foreach (int threads in (int[])[2, 3, 8])
            {
                Assert.True(weights.AsSpan().SequenceEqual(Fit(seed: 1, threads, 13, optimizer).Weights), $"{threads} threads give other weights than one.");
            }
        }
    }

    [Fact]
    public void Fit_SameSeedTwice_GivesTheSameBits() => Assert.Equal(Fit(1, 4, 32).Weights, Fit(1, 4, 32).Weights);

    [Fact]
    public void Fit_OtherSeed_GivesOtherWeights() => Assert.NotEqual(Fit(1, 2, 32).Weights, Fit(2, 2, 32).Weights);

    [Fact]
    public void Predict_OneToEightThreads_GivesTheSameBits()
    {
        Model model = Build(1, 1);
        float[] expected = model.Predict(s_samples).Span.ToArray();
        foreach (int threads in (int[])[2, 3, 4, 8])
        {
            model.Threads = threads;
            Assert.Equal(expected, model.Predict(s_samples).Span.ToArray());
        }
    }

    private static (uint[] Weights, double[] Losses) Fit(int seed, int threads, int batchSize, Optimizer? optimizer = null) => Fit(Build(seed, threads, optimizer), batchSize);

    private static (uint[] Weights, double[] Losses) Fit(Model model, int batchSize)
    {
        History history = model.Fit(s_samples, epochs: 2, batchSize: batchSize, validationSplit: 0.1);
        return ([.. model.Weights.SelectMany(weight => weight.Span.ToArray()).Select(BitConverter.SingleToUInt32Bits)], [.. history["loss"], .. history["val_loss"]]);
    }

    private static Model Build(int seed, int threads, Optimizer? optimizer = null)
    {
        Sequential model = new([12, 11, 2], seed)
        {
            new Conv2D(9, 3, Activation.Relu),
            new MaxPooling2D(2),
            new Dropout(0.3),
            new Conv2D(17, 2, Activation.Tanh, padding: Padding.Same),
            new Flatten(),
            new Dropout(0.2),
            new Dense(10, Activation.Relu),
            new Dense(4, Activation.Softmax),
        };
        model.Threads = threads;
        model.Compile(optimizer ?? new Adam(0.01), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        return model;
    }

    private static Model Residual(int threads)
    {
        Sequential model = new([12, 11, 2], seed: 1)
        {
            new Conv2D(8, 3, useBias: false),
            new BatchNormalization(),
            new ReLU(),
            new Residual(Activation.Relu) { new Conv2D(17, 3, strides: 2, padding: Padding.Same), new BatchNormalization(), new Dropout(0.2), new Conv2D(17, 3, padding: Padding.Same), new BatchNormalization() },
            new Residual { new BatchNormalization(), new ReLU(), new Conv2D(17, 3, padding: Padding.Same) },
            new GlobalAveragePooling2D(),
            new Dense(4, Activation.Softmax),
        };
        model.Threads = threads;
        model.Compile(new Adam(0.01), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        return model;
    }

    private static Samples Draw()
    {
        Random random = new(3);
        int[] numbers = [.. Enumerable.Range(0, 101)];
        return Samples.Labelled([12, 11, 2], [.. numbers.Select(_ => SampleDrawer.Values(random, 12 * 11 * 2, 0, 1))], [.. numbers.Select(_ => random.Next(4))]);
    }
}
