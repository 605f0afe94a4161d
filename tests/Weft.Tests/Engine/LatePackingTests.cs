using Weft.Engine;
using Weft.Layers;

namespace Weft.Tests.Engine;

/// <summary>Kernels that are rearranged as they are used, for the first samples, and whole for those that follow.</summary>
public sealed class LatePackingTests
{
    // 49 frequencies of 64x128 and 36 of 128x128: both large, the second without a normalisation behind it.
    private static Model Create()
    {
        Node input = new Input([14, 14, 64]);
        Node normalized = input.Then(new Conv2D(128, 3, padding: Padding.Same, useBias: false), new BatchNormalization(), new ReLU());
        return new Model(input, normalized.Then(new Conv2D(128, 3, padding: Padding.Same), new GlobalAveragePooling2D()), seed: 5);
    }

    private static Tensor Samples(int count)
    {
        Random random = new(3);
        return new Tensor([count, 14, 14, 64], [.. Enumerable.Range(0, count * 14 * 14 * 64).Select(_ => random.NextSingle() - 0.5f)]);
    }

    [Fact]
    public void Plan_OfLargeKernels_HasSomeThatCanWait()
    {
        using Plan plan = new Predictor(Create().Graph, seed: 1, convolutions: null).Compile();
        Assert.Equal(2, plan.Steps.Count(step => step is ConvStep && step.CanWait(1)));
        Assert.Single(plan.Steps, step => step is FoldStep && step.CanWait(1));
    }

    [Fact]
    public void Predict_OfFewSamples_HasTheBitsOfMany()
    {
        Tensor samples = Samples(20);
        Tensor many = Create().Predict(samples);
        Model model = Create();
        for (int i = 0; i < 20; i++)
        {
            Tensor one = model.Predict(new Tensor([1, 14, 14, 64], samples.Row(i).ToArray()));
            Assert.Equal(many.Row(i).ToArray(), one.Span.ToArray());
        }
    }

    [Fact]
    public void Predict_OnManyThreadsWhileKernelsArePacked_HasTheSameBits()
    {
        Tensor samples = Samples(4);
        Tensor expected = Create().Predict(samples);
        for (int round = 0; round < 5; round++)
        {
            Model model = Create();
            Parallel.For(0, 48, i => Assert.Equal(
                expected.Row(i % 4).ToArray(), model.Predict(new Tensor([1, 14, 14, 64], samples.Row(i % 4).ToArray())).Span.ToArray()));
        }
    }
}
