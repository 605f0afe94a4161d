using Weft.Data;
using Weft.Initializers;
using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Training;

/// <summary>Layers that draw while training: what they draw, and that the way back multiplies by the same.</summary>
public sealed class RandomFactorTests
{
    // With the same draw both times nothing would be left of the difference.
    [Fact]
    public void Dropout_WithASeedUsedTwice_DrawsEachTimeAnew()
    {
        Node input = new Input([40]);
        Dropout dropout = new(0.5, seed: 3);
        Model model = new(input, (input.Then(dropout) - input.Then(dropout)).Then(new Dense(2, Activation.Softmax)), seed: 1);
        model.Compile(new SGD(), new SparseCategoricalCrossentropy());

        Tensor gradient = EngineProbe.Gradients(model, new TensorDataset(new Tensor([1, 40], [.. Enumerable.Repeat(1f, 40)]), (int[])[0]))[0];

        Assert.InRange(gradient.Span.ToArray().Count(value => value != 0), 20, 60);
    }

    [Fact]
    public void GaussianDropout_OfOnes_HasTheDeviationOfADropout()
    {
        double deviation = Math.Sqrt(0.05 / 0.95);
        double[] drawn = [.. Outputs(new GaussianDropout(0.05), [27, 3, 7], 40).Select(value => (value - 1) / deviation)];
        Assert.Equal(0, drawn.Average(), 0.03);
        Assert.Equal(1, drawn.Average(value => value * value), 0.03);
        Assert.Equal(0.3173, drawn.Count(value => Math.Abs(value) > 1) / (double)drawn.Length, 0.01);
        Assert.Equal(drawn.Length, drawn.Distinct().Count(), drawn.Length * 0.01);
    }

    [Fact]
    public void AlphaDropout_OfOnes_IsOneOfTwoValues()
    {
        const double lowest = -1.7580993408473766, rate = 0.3;
        double scale = 1 / Math.Sqrt((1 - rate) * (1 + (rate * lowest * lowest))), offset = -scale * lowest * rate;
        double kept = scale + offset, dropped = Math.Abs((scale * lowest) + offset);
        float[] drawn = Outputs(new AlphaDropout(rate), [25, 4, 10], 5);
        Assert.All(drawn, value => Assert.True(Math.Abs(value - kept) < 1e-5 || Math.Abs(value - dropped) < 1e-5, $"{value} is neither {kept} nor {dropped}."));
        Assert.Equal(rate, drawn.Count(value => Math.Abs(value - dropped) < 1e-5) / (double)drawn.Length, 0.03);
    }

    public static TheoryData<Layer> Layers => [new GaussianDropout(0.3), new AlphaDropout(0.3), new GaussianNoise(0.2)];

    // One seed draws the same, so the loss of the first step is a function of the weights before.
    [Theory]
    [MemberData(nameof(Layers), DisableDiscoveryEnumeration = true)]
    public void Gradients_ThroughWhatWasDrawn_AreThoseOfTheLoss(Layer layer)
    {
        Samples samples = Samples.WithTargets([3], [[0.3f, -0.7f, 0.5f], [-0.4f, 0.2f, 0.9f]], [[0.1f, 0.9f], [0.8f, 0.3f]]);
        float[] gradient = EngineProbe.Gradients(Model(layer, 0, 0), samples)[0].Span.ToArray();
        const float step = 0.01f;
        for (int i = 0; i < gradient.Length; i++)
        {
            double slope = (EngineProbe.TrainStep(Model(layer, i, step), samples) - EngineProbe.TrainStep(Model(layer, i, -step), samples)) / (2 * step);
            Assert.Equal(slope, gradient[i], 5e-4);
        }
    }

    [Fact]
    public void Predict_OutsideTraining_ChangesNothing()
    {
        Sequential model = new([4], seed: 1) { new GaussianDropout(0.5), new AlphaDropout(0.5) };
        Assert.Equal([1, -2, 3, 0.5f], model.Predict(new Tensor([4], [1, -2, 3, 0.5f])).Span.ToArray());
    }

    private static Sequential Model(Layer layer, int changed, float by)
    {
        Sequential model = new([3], seed: 5) { new Dense(6), layer, new Dense(2) };
        model.Layers[0].Weights[0].Values[changed] += by;
        model.Compile(new SGD(0.1), new MeanSquaredError());
        return model;
    }

    // Behind the layer stand a unit matrix W and a squared error to zero: dL/dW[i, i] = 2 y_i^2 / n.
    private static float[] Outputs(Layer layer, Shape shape, int steps)
    {
        Sequential model = new(shape, seed: 3) { layer, new Flatten(), new Dense(shape.Size, useBias: false) { KernelInitializer = new Zeros() } };
        for (int i = 0; i < shape.Size; i++)
        {
            model.Layers[2].Weights[0].Values[i * (shape.Size + 1)] = 1;
        }

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
}
