using Weft.Data;
using Weft.Engine;
using Weft.Layers;

namespace Weft.Tests.Profiling;

/// <summary>A training step taken apart: the layers, and their multiply-adds by definition and by algorithm.</summary>
public sealed class ProfileTests
{
    private const int Samples = 10;
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void Layers_AreNamedAsTheyRun_WithTheirGradientsApart()
    {
        TrainingProfile profile = Create(pooled: true).Profile(Data(), s_short, TestContext.Current.CancellationToken);

        Assert.Equal(Samples, profile.BatchSize);
        Assert.Equal(["input", "conv2d", "conv2d_1 + max_pooling2d", "dense", "loss"], profile.Layers.Select(layer => layer.Name));
        Assert.All(profile.Layers, layer => Assert.True(layer.ForwardMs > 0, layer.Name));
        LayerProfile first = profile.Layers[1], dense = profile.Layers[3];
        Assert.True(first.WeightGradientMs > 0);
        Assert.Equal(0, first.InputGradientMs);
        Assert.True(dense.WeightGradientMs > 0);
        Assert.Equal(new MultiplyAdds(Samples * 5 * 5 * 16 * 3, Samples * 5 * 5 * 16 * 3, Samples * 5 * 5 * 16 * 3), dense.Executed);
    }

    [Fact]
    public void Nominal_CountsEveryWindow_WhateverTheAlgorithm()
    {
        double conv = Samples * 12.0 * 12 * 9 * 1 * 8, conv1 = Samples * 10.0 * 10 * 9 * 8 * 16;

        foreach (ConvChoice choice in (ConvChoice[])[new(0, ConvGradientKind.Dense, ConvGradientKind.Dense, 0), new(2, ConvGradientKind.Winograd, ConvGradientKind.Winograd, 2), new(0, ConvGradientKind.Sparse, ConvGradientKind.Sparse, 0)])
        {
            TrainingProfile profile = Profile(choice, pooled: true);

            Assert.Equal(new MultiplyAdds(conv, conv, 0), profile.Layers[1].Nominal);
            Assert.Equal(new MultiplyAdds(conv1, conv1, conv1), profile.Layers[2].Nominal);
        }
    }

    [Fact]
    public void Executed_OfTheDirectProduct_IsNominal()
    {
        TrainingProfile profile = Profile(new ConvChoice(0, ConvGradientKind.Dense, ConvGradientKind.Dense, 0), pooled: false);

        Assert.Equal(profile.Nominal, profile.Executed);
    }

    [Fact]
    public void Executed_OfWinograd_IsAProductPerFrequency()
    {
        // F(4, 3) on 10x10 outputs: 3x3 tiles of 6x6 frequencies; F(2, 3): 5x5 tiles of 4x4.
        TrainingProfile profile = Profile(new ConvChoice(4, ConvGradientKind.Winograd, ConvGradientKind.Winograd, 2), pooled: false);

        double forward = Samples * 9.0 * 36 * 8 * 16, backward = Samples * 25.0 * 16 * 8 * 16;
        Assert.Equal(new MultiplyAdds(forward, backward, backward), profile.Layers[2].Executed);
    }

    [Fact]
    public void Executed_OfSparseGradients_IsWhatHadAGradient()
    {
        TrainingProfile profile = Profile(new ConvChoice(0, ConvGradientKind.Sparse, ConvGradientKind.Sparse, 0), pooled: true);

        MultiplyAdds executed = profile.Layers[2].Executed;
        double cells = Samples * 25.0 * 16 * 9 * 8;
        Assert.Equal(4 * cells, executed.Forward);
        Assert.InRange(executed.WeightGradient, 0.2 * cells, 0.999 * cells);
        Assert.Equal(0, executed.WeightGradient % (9 * 8));
        Assert.Equal(executed.WeightGradient, executed.InputGradient);
    }

    [Fact]
    public void FrozenLayer_HasNoWeightGradient()
    {
        Sequential model = new([6], seed: 2) { new Dense(4, Activation.Relu), new Dense(4, Activation.Relu) { Trainable = false }, new Dense(3, Activation.Softmax) };
        model.Compile(new SGD(), new SparseCategoricalCrossentropy());
        TensorDataset data = new(new Tensor([5, 6]), new int[5]);

        LayerProfile frozen = model.Profile(data, s_short, TestContext.Current.CancellationToken).Layers[2];

        Assert.Equal(new MultiplyAdds(5 * 16, 0, 5 * 16), frozen.Executed);
        Assert.Equal(0, frozen.WeightGradientMs);
        Assert.True(frozen.InputGradientMs > 0);
    }

    [Fact]
    public void ResidualBlock_WithBatchNormalization_GoesThroughAsAWhole()
    {
        Model model = CreateResidual();

        TrainingProfile profile = model.Profile(Data(), s_short, TestContext.Current.CancellationToken);

        Assert.Equal("input", profile.Layers[0].Name);
        Assert.Contains(profile.Layers, layer => layer.Name.StartsWith("batch_normalization", StringComparison.Ordinal) && layer.WeightGradientMs > 0 && layer.InputGradientMs > 0);
        Assert.Contains(profile.Layers, layer => layer.Name.EndsWith(" + residual + residual_activation", StringComparison.Ordinal));
        double first = Samples * 12.0 * 12 * 9 * 8, block = Samples * 12.0 * 12 * 9 * 8 * 8, dense = Samples * 8.0 * 3;
        Assert.Equal(first + block + dense, profile.Nominal.Forward);
        Assert.Equal(block + dense, profile.Nominal.InputGradient);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Profile_LeavesTheModelAsItIs(bool residual)
    {
        Model model = residual ? CreateResidual() : Create(pooled: true);
        float[][] before = [.. model.Weights.Select(weight => weight.Span.ToArray())];

        model.Profile(Data(), s_short, TestContext.Current.CancellationToken);

        Assert.Equal(before, model.Weights.Select(weight => weight.Span.ToArray()));
        Assert.Equal(0, model.Iterations);
    }

    [Fact]
    public void Profile_UncompiledModel_SaysSo()
    {
        Sequential model = new([6]) { new Dense(2) };

        TrainingException error = Assert.Throws<TrainingException>(() => model.Profile(Data(), s_short, TestContext.Current.CancellationToken));
        Assert.Contains("Profile: expected a compiled model", error.Message);
    }

    private static TrainingProfile Profile(ConvChoice choice, bool pooled)
    {
        Model model = Create(pooled);
        model.Convolutions = choice;
        return model.Profile(Data(), s_short, TestContext.Current.CancellationToken);
    }

    private static Model Create(bool pooled)
    {
        Sequential model = new([14, 14, 1], seed: 3) { new Conv2D(8, 3, Activation.Relu), new Conv2D(16, 3, Activation.Relu) };
        if (pooled)
        {
            model.Add(new MaxPooling2D(2));
        }

        model.Add(new Flatten());
        model.Add(new Dense(3, Activation.Softmax));
        model.Compile(new SGD(), new SparseCategoricalCrossentropy());
        return model;
    }

    private static Model CreateResidual()
    {
        Sequential model = new([14, 14, 1], seed: 3)
        {
            new Conv2D(8, 3),
            new BatchNormalization(),
            new ReLU(),
            new Residual(Activation.Relu) { new Conv2D(8, 3, padding: Padding.Same), new BatchNormalization() },
            new GlobalAveragePooling2D(),
            new Dense(3, Activation.Softmax),
        };
        model.Compile(new SGD(), new SparseCategoricalCrossentropy());
        return model;
    }

    private static ImageDataset Data()
    {
        byte[] pixels = new byte[Samples * 14 * 14];
        new Random(5).NextBytes(pixels);
        return new ImageDataset(pixels, Enumerable.Range(0, Samples).Select(i => i % 3).ToArray(), [14, 14, 1], "random");
    }
}
