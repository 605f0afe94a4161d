using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Training;

/// <summary>Reductions and ignored classes in whole runs: what Keras' numbers of single batches do not show.</summary>
public sealed class ReductionTests
{
    private static readonly float[] s_values = [.. Enumerable.Range(0, 210).Select(i => (float)Math.Sin(i * i))];

    private static readonly int[] s_labels = [.. Enumerable.Range(0, 70).Select(i => i % 3)];

    // A batch's sum is its mean times its size, so a rate that is smaller by as much leads to the same weights.
    [Fact]
    public void Fit_WithASum_IsThatOfTheMeanAtAnotherRate()
    {
        (Sequential mean, History means) = Trained(new SparseCategoricalCrossentropy(), 0.7, Data());
        (Sequential sum, History sums) = Trained(new SparseCategoricalCrossentropy() { Reduction = LossReduction.Sum }, 0.1, Data());
        AssertClose(mean, sum);
        Assert.Equal(7 * means["loss"][1], sums["loss"][1], 1e-5);

        // Keras takes batches of 32 when it evaluates: two of them and one of 6.
        double factor = ((32 * 32) + (32 * 32) + (6 * 6)) / 70.0;
        double[] losses = [.. Enumerable.Range(0, 70).Select(i => mean.Evaluate(Data().Slice(i, 1)).Loss)];
        double expected = ((32 * losses[..32].Sum()) + (32 * losses[32..64].Sum()) + (6 * losses[64..].Sum())) / 70;
        Assert.InRange(expected, 1, factor * 10);
        Assert.Equal(expected, sum.Evaluate(Data()).Loss, 1e-4 * expected);
    }

    [Fact]
    public void Fit_WithAMeanOverWeights_DoesNotMindTheirScale()
    {
        Loss loss = new SparseCategoricalCrossentropy() { Reduction = LossReduction.MeanWithSampleWeight };
        float[] weights = [.. Enumerable.Range(0, 70).Select(i => 1f + (i % 2))];
        (Sequential once, History a) = Trained(loss, 0.5, Data().WithSampleWeights(weights));
        (Sequential twice, History b) = Trained(loss, 0.5, Data().WithSampleWeights(weights.Select(weight => 2 * weight).ToArray()));
        AssertClose(once, twice);
        Assert.Equal(a["loss"][1], b["loss"][1], 1e-6);
    }

    [Fact]
    public void Fit_WithAnIgnoredClass_IsThatOfTheOtherSamples()
    {
        int[] labels = [.. s_labels.Select((label, i) => i % 7 < 2 ? -1 : label)];
        int[] kept = [.. Enumerable.Range(0, 70).Where(i => i % 7 >= 2)];
        TensorDataset others = new(new Tensor([50, 3], [.. kept.SelectMany(i => s_values.AsSpan(3 * i, 3).ToArray())]), kept.Select(i => s_labels[i]).ToArray());

        (Sequential ignoring, History a) = Trained(new SparseCategoricalCrossentropy(ignoreClass: -1), 0.5, new TensorDataset(new Tensor([70, 3], s_values), labels));
        (Sequential without, History b) = Trained(new SparseCategoricalCrossentropy(), 0.5, others, batchSize: 5);
        AssertClose(ignoring, without);
        Assert.Equal(b["loss"][1], a["loss"][1], 1e-6);
        Assert.Equal(50 / 70.0 * b["accuracy"][1], a["accuracy"][1], 1e-9);
        Assert.Equal(50, ignoring.Evaluate(new TensorDataset(new Tensor([70, 3], s_values), labels)).Confusion!.Total);
    }

    [Fact]
    public void Fit_WithAnIgnoredClassAndMixing_IsRefused()
    {
        Sequential model = Model(new SparseCategoricalCrossentropy(ignoreClass: 1), 0.1);
        Assert.Contains("mixing", Assert.Throws<TrainingException>(() => model.Fit(Data(), mixing: new MixUp())).Message);
    }

    private static TensorDataset Data() => new(new Tensor([70, 3], s_values), s_labels);

    private static (Sequential, History) Trained(Loss loss, double rate, Dataset data, int batchSize = 7)
    {
        Sequential model = Model(loss, rate);
        return (model, model.Fit(data, epochs: 2, batchSize: batchSize, shuffle: false));
    }

    private static Sequential Model(Loss loss, double rate)
    {
        Sequential model = new([3], seed: 4) { new Dense(9, Activation.Tanh), new Dense(3, Activation.Softmax) };
        model.Compile(new SGD(rate), loss, Metric.Accuracy);
        return model;
    }

    private static void AssertClose(Sequential a, Sequential b) =>
        Assert.All(a.Weights.Zip(b.Weights), pair => Assert.All(pair.First.Span.ToArray().Zip(pair.Second.Span.ToArray()), values => Assert.Equal(values.First, values.Second, 1e-5f)));
}
