using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Training;

/// <summary>The hinge losses of two samples worked out by hand; their gradients are held by the layers' contracts.</summary>
public sealed class HingeTests
{
    public static TheoryData<Loss, double> Losses() => new()
    {
        { new Hinge(), (((1 + 0.6) + (1 - 0.4)) / 2 + ((1 + 0.4) + (1 + 0.6)) / 2) / 2 },
        { new SquaredHinge(), ((1.6 * 1.6 + 0.6 * 0.6) / 2 + (1.4 * 1.4 + 1.6 * 1.6) / 2) / 2 },
        { new CategoricalHinge(), ((0.6 - 0.4 + 1) + (0.6 - 0 + 1)) / 2 },
    };

    [Theory]
    [MemberData(nameof(Losses), DisableDiscoveryEnumeration = true)]
    public void Evaluate_TwoSamples_IsTheMean(Loss loss, double expected)
    {
        Sequential model = new([2]) { new Rescaling(1) };
        model.Compile(new SGD(), loss);
        TensorDataset samples = new(new Tensor([2, 2], [0.6f, 0.4f, 0.4f, 0.6f]), new Tensor([2, 2], [0, 1, 0, 0]));

        Assert.Equal(expected, model.Evaluate(samples).Loss, 1e-6);
    }

    [Fact]
    public void Fit_WithClassNumbers_LearnsThem()
    {
        Random random = new(3);
        float[] values = [.. Enumerable.Range(0, 400).Select(_ => (float)(random.NextDouble() - 0.5))];
        int[] labels = [.. Enumerable.Range(0, 200).Select(i => values[2 * i] > 0 ? values[2 * i + 1] > 0 ? 0 : 1 : 2)];
        Sequential model = new([2], seed: 1) { new Dense(16, Activation.Relu), new Dense(3) };
        model.Compile(new Adam(0.02), new CategoricalHinge(), Metric.Accuracy);

        History history = model.Fit(new TensorDataset(new Tensor([200, 2], values), labels), epochs: 40, batchSize: 20);

        Assert.True(history["accuracy"][^1] > 0.95, $"accuracy {history["accuracy"][^1]}");
    }
}
