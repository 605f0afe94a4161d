using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Training;

/// <summary>What batch normalisation keeps between steps, and the layers that act in training alone.</summary>
public sealed class BatchNormalizationTests
{
    [Fact]
    public void TrainStep_Batch_MovesTheAveragesAsKerasDoes()
    {
        Sequential model = new([2], seed: 1) { new BatchNormalization(momentum: 0.9), new Dense(2, Activation.Softmax) };
        model.Compile(new SGD(0.01), new SparseCategoricalCrossentropy());
        Samples batch = Samples.Labelled([2], [[1, 2], [3, -2], [5, 0]], [0, 1, 0]);

        EngineProbe.TrainStep(model, batch);

        // Means 3 and 0; biased variances 8/3 and 8/3.
        float[] mean = model.Layers[0].Weights[2].Span.ToArray(), variance = model.Layers[0].Weights[3].Span.ToArray();
        Assert.Equal(0.1 * 3, mean[0], 1e-6);
        Assert.Equal(0, mean[1], 1e-6);
        Assert.Equal(0.9 + (0.1 * 8 / 3), variance[0], 1e-6);
        Assert.Equal(0.9 + (0.1 * 8 / 3), variance[1], 1e-6);
    }

    [Fact]
    public void Gradients_Batch_LeaveTheAveragesAlone()
    {
        Sequential model = new([2], seed: 1) { new BatchNormalization(), new Dense(2, Activation.Softmax) };
        model.Compile(new SGD(0.01), new SparseCategoricalCrossentropy());
        EngineProbe.Gradients(model, Samples.Labelled([2], [[1, 2], [3, -2]], [0, 1]));
        Assert.Equal([0, 0, 1, 1], [.. model.Layers[0].Weights[2].Span, .. model.Layers[0].Weights[3].Span]);
    }

    [Fact]
    public void TrainStep_FrozenLayer_UsesAndKeepsItsAverages()
    {
        Sequential model = new([2], seed: 1) { new BatchNormalization { Trainable = false }, new Dense(2, Activation.Softmax) };
        model.Compile(new SGD(0.01), new SparseCategoricalCrossentropy());
        Samples batch = Samples.Labelled([2], [[1, 2], [3, -2]], [0, 1]);
        double evaluated = model.Evaluate(batch).Loss;
        Assert.Equal(evaluated, EngineProbe.TrainStep(model, batch), 1e-6);
        Assert.Equal([1, 1, 0, 0, 0, 0, 1, 1], [.. model.Layers[0].Weights.SelectMany(weight => weight.Span.ToArray())]);
    }

    [Fact]
    public void TrainStep_LargeMean_LosesNoVariance()
    {
        // Of order 1 about 1000: a sum of squares in float would keep three digits at most.
        Sequential model = new([1], seed: 1) { new BatchNormalization(momentum: 0), new Dense(2, Activation.Softmax) };
        model.Compile(new SGD(0.01), new SparseCategoricalCrossentropy());
        float[][] values = [.. Enumerable.Range(0, 64).Select(i => (float[])[1000 + (i % 8 / 8f)])];
        EngineProbe.TrainStep(model, Samples.Labelled([1], values, [.. values.Select((_, i) => i % 2)]));
        Assert.Equal(values.Average(value => Math.Pow(value[0] - values.Average(v => v[0]), 2)), model.Layers[0].Weights[3].Span[0], 1e-6);
    }

    [Fact]
    public void Summary_BatchNormalization_CountsAveragesAsNotTrainable()
    {
        string summary = new Sequential([4, 4, 3]) { new BatchNormalization() }.Summary();
        Assert.Contains("│ batch_normalization ", summary);
        Assert.Contains("│ (BatchNormalization) ", summary);
        Assert.Contains("Trainable params: 6 ", summary);
        Assert.Contains("Non-trainable params: 6 ", summary);
    }

    [Fact]
    public void Adapt_Data_NormalisesWhatReachesTheLayer()
    {
        Sequential model = new([1, 2, 2]) { new Rescaling(2), new Normalization(), new Normalization(invert: true) };
        Samples data = Samples.Labelled([1, 2, 2], [[1, 10, 3, 20], [5, 30, 7, 40]], [0, 0]);

        model.Adapt(data);

        // Channel 0: 2, 6, 10, 14; channel 1: 20, 40, 60, 80.
        Assert.Equal([8, 50], model.Layers[1].Weights[0].Span.ToArray());
        Assert.Equal([20, 500], model.Layers[1].Weights[1].Span.ToArray());
        Assert.Equal(2, model.Layers[1].Weights[2].Span[0]);
        Assert.Equal([0, 0], model.Layers[2].Weights[0].Span.ToArray().Select(value => Math.Round(value, 5)));
        Difference.AssertClose(
            model.Predict(data.Batch()).Span[..4], [.. new[] { (2, 8, 20), (20, 50, 500), (6, 8, 20), (40, 50, 500) }.Select(v => (v.Item1 - v.Item2) / Math.Sqrt(v.Item3))], 1e-6, "normalised");
    }

    [Fact]
    public void Adapt_ResidualBlock_AdaptsBodyAndShortcut()
    {
        Sequential model = new([1, 2, 2])
        {
            new Rescaling(2),
            new Residual(shortcut: [new Normalization()]) { new Rescaling(3), new Normalization() },
            new Normalization(),
        };

        model.Adapt(Samples.Labelled([1, 2, 2], [[1, 10, 3, 20], [5, 30, 7, 40]], [0, 0]));

        Assert.Equal([24, 150], model.Layers["normalization"].Weights[0].Span.ToArray());
        Assert.Equal([180, 4500], model.Layers["normalization"].Weights[1].Span.ToArray());
        Assert.Equal([8, 50], model.Layers["normalization_1"].Weights[0].Span.ToArray());
        Assert.Equal([20, 500], model.Layers["normalization_1"].Weights[1].Span.ToArray());

        // Both branches are the same normalised values.
        Assert.Equal([4, 4], model.Layers["normalization_2"].Weights[1].Span.ToArray().Select(value => Math.Round(value, 4)));
    }

    [Fact]
    public void Fit_SpatialDropout_DropsWholeChannelsAndKeepsTheMean()
    {
        float[] outputs = TrainingOutputs(new SpatialDropout2D(0.4), [3, 2, 8], 100);
        for (int at = 0; at < outputs.Length; at += 48)
        {
            for (int c = 0; c < 8; c++)
            {
                float first = outputs[at + c];
                Assert.True(first is 0 || Math.Abs(first - (1 / 0.6f)) < 1e-6);
                Assert.All(Enumerable.Range(0, 6), position => Assert.Equal(first, outputs[at + (position * 8) + c]));
            }
        }

        Assert.Equal(1, outputs.Average(), 0.1);
    }

    public static TheoryData<Layer> SampleDropouts => [new StochasticDepth(0.4), new Dropout(0.4) { NoiseShape = [1, 1, 1] }];

    [Theory]
    [MemberData(nameof(SampleDropouts), DisableDiscoveryEnumeration = true)]
    public void Fit_DropoutOfSamples_DropsWholeSamplesAndKeepsTheMean(Layer layer)
    {
        float[] outputs = TrainingOutputs(layer, [3, 2, 4], 600);
        float[] samples = [.. outputs.Chunk(24).Select(sample => Assert.Single(sample.Distinct()))];
        Assert.All(samples, value => Assert.True(value is 0 || Math.Abs(value - (1 / 0.6f)) < 1e-6));
        Assert.Equal(1, samples.Average(), 0.1);
    }

    [Fact]
    public void Fit_DropoutOfRows_DropsWholeRows()
    {
        float[][] rows = [.. TrainingOutputs(new Dropout(0.4) { NoiseShape = [-1, 1, 1] }, [5, 2, 4], 100).Chunk(8)];
        float[] values = [.. rows.Select(row => Assert.Single(row.Distinct()))];
        Assert.Equal(1, values.Average(), 0.1);
        Assert.True(values.Chunk(5).Count(sample => sample.Distinct().Count() == 2) > 50);
    }

    [Fact]
    public void Fit_GaussianNoise_HasItsDeviation()
    {
        // More values than are drawn at a time, and an odd number.
        Shape shape = [25, 7, 3];
        double[] noise = [.. TrainingOutputs(new GaussianNoise(0.1), shape, 60).Select(value => (value - 1) / 0.1)];
        double[] expected = [0, 1, 0, 3];
        for (int moment = 1; moment <= 4; moment++)
        {
            Assert.Equal(expected[moment - 1], noise.Average(value => Math.Pow(value, moment)), 0.1);
        }

        Assert.Equal(0.3173, noise.Count(value => Math.Abs(value) > 1) / (double)noise.Length, 0.01);
        Assert.Equal(0.0455, noise.Count(value => Math.Abs(value) > 2) / (double)noise.Length, 0.005);
        Assert.All((int[])[1, 256, 262, shape.Size], apart => Assert.Equal(0, noise.Skip(apart).Zip(noise, (a, b) => a * b).Average(), 0.03));
        Assert.Equal(noise.Length, noise.Distinct().Count(), noise.Length * 0.01);
    }

    // What a layer makes of ones in training, step by step. Behind it stand a unit matrix W and a squared error to zero: dL/dW[i, i] = 2 y_i^2 / n.
    private static float[] TrainingOutputs(Layer layer, Shape shape, int steps)
    {
        Sequential model = new(shape, seed: 3) { layer, new Flatten(), new Dense(shape.Size, useBias: false) { KernelInitializer = new Identity() } };
        model.Threads = 1;
        model.Compile(new SGD(1e-12), new MeanSquaredError());
        Samples ones = Samples.WithTargets(shape, [[.. Enumerable.Repeat(1f, shape.Size)]], [new float[shape.Size]]);
        List<float> outputs = [];
        for (int step = 0; step < steps; step++)
        {
            float[] gradient = EngineProbe.Gradients(model, ones)[0].Span.ToArray();
            outputs.AddRange(Enumerable.Range(0, shape.Size).Select(i => MathF.Sqrt(gradient[i * (shape.Size + 1)] * shape.Size / 2)));
            EngineProbe.TrainStep(model, ones);
        }

        return [.. outputs];
    }

    private sealed record Identity : Weft.Initializers.Initializer
    {
        internal override void Fill(Span<float> values, Shape shape, ref Generator random)
        {
            for (int i = 0; i < shape[^2]; i++)
            {
                values[(i * shape[^1]) + i] = 1;
            }
        }
    }
}
