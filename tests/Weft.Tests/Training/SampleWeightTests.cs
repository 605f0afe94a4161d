using Weft.Data;
using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Training;

/// <summary>
/// What samples weigh, in steps, evaluations, views of data sets and runs that are taken up again; Keras' numbers are held elsewhere.
/// </summary>
public sealed class SampleWeightTests
{
    private static readonly Samples s_samples = SampleDrawer.Draw(Compiled(), new SparseCategoricalCrossentropy(), 61, seed: 2);

    private static readonly float[] s_weights = [.. Enumerable.Range(0, 61).Select(i => i % 4 * 0.5f)];

    // A weight of 2 is the sample twice, one of 0 not at all, as long as the mean is over as many.
    [Fact]
    public void TrainStep_WithWholeWeights_IsThatOfSamplesRepeated()
    {
        int[] times = [2, 0, 1, 1];
        (float[] x, int[] labels) = (Inputs(4), s_samples.Labels[..4].ToArray());
        int[] repeated = [.. times.SelectMany((count, i) => Enumerable.Repeat(i, count))];
        TensorDataset plain = new(new Tensor([4, 3], [.. repeated.SelectMany(i => x.AsSpan(3 * i, 3).ToArray())]), repeated.Select(i => labels[i]).ToArray());
        TensorDataset weighted = new TensorDataset(new Tensor([4, 3], x), labels).WithSampleWeights(times.Select(count => (float)count).ToArray());

        (Sequential a, Sequential b) = (Compiled(), Compiled());
        Assert.Equal(EngineProbe.TrainStep(a, plain), EngineProbe.TrainStep(b, weighted), 1e-9);
        Assert.All(a.Weights.Zip(b.Weights), pair => Assert.All(pair.First.Span.ToArray().Zip(pair.Second.Span.ToArray()), values => Assert.Equal(values.First, values.Second, 1e-6f)));
        Assert.Equal(a.Evaluate(plain).Loss, b.Evaluate(weighted).Loss, 1e-6);
        Assert.Equal(a.Evaluate(plain).Metrics["accuracy"], b.Evaluate(weighted).Metrics["weighted_accuracy"], 1e-9);
    }

    [Fact]
    public void Fit_OneToEightThreads_GivesTheSameBits()
    {
        double[] expected = Trained(1);
        Assert.All((int[])[2, 3, 8], threads => Assert.Equal(expected, Trained(threads)));

        static double[] Trained(int threads)
        {
            Sequential model = Compiled();
            model.Threads = threads;
            History history = model.Fit(s_samples.WithSampleWeights(s_weights), epochs: 3, batchSize: 16, validationSplit: 0.25, mixing: new MixUp());
            return [.. model.Weights.SelectMany(weight => weight.Span.ToArray()), .. history.Epochs.SelectMany(epoch => epoch.Values.Values)];
        }
    }

    [Fact]
    public void Fit_BegunAgainWithOtherWeights_IsRefused()
    {
        using TemporaryFolder folder = new();
        BackupAndRestore Keep() => new(folder.Path, deleteCheckpoint: false);
        Compiled().Fit(s_samples.WithSampleWeights(s_weights), epochs: 1, callbacks: [Keep()]);

        Assert.Contains("training data", Assert.Throws<ModelFileException>(() => Compiled().Fit(s_samples, epochs: 2, callbacks: [Keep()])).Message);
        History history = Compiled().Fit(s_samples.WithSampleWeights(s_weights), epochs: 2, callbacks: [Keep()]);
        Assert.Equal(2, history.Epochs.Count);
    }

    [Fact]
    public void Views_KeepTheWeightsOfTheirSamples()
    {
        byte[] pixels = [.. Enumerable.Range(0, 24).Select(i => (byte)i)];
        float[] weights = [0, 1, 2, 3, 4, 5];
        ImageDataset images = new ImageDataset(pixels, (int[])[0, 1, 0, 1, 0, 1], [2, 2, 1], "images", ["a", "b"]).WithSampleWeights(weights);

        Assert.Equal([1, 2, 3], images.Slice(1, 3).SampleWeights.ToArray());
        Assert.Equal([5, 0, 0], images.Select([5, 0, 0]).SampleWeights.ToArray());
        Assert.Equal(weights, images.WithClasses((int[])[0, 0, 0, 0, 0, 0], ["all"]).SampleWeights.ToArray());
        Dataset shuffled = images.Shuffle(3);
        Assert.Equal(Enumerable.Range(0, 6).Select(i => FirstPixel(shuffled, i) / 4), shuffled.SampleWeights.ToArray());
        Assert.Equal(shuffled.SampleWeights[2..5].ToArray(), shuffled.Slice(2, 3).SampleWeights.ToArray());
        Assert.Equal(weights[1..], s_samples.Take(6).WithSampleWeights(weights).Slice(1, 5).SampleWeights.ToArray());
        Assert.Empty(images.WithSampleWeights(weights).Take(0).SampleWeights.ToArray());

        static float FirstPixel(Dataset data, int index)
        {
            float[] sample = new float[4];
            data.Read(index, sample, 1);
            return sample[0];
        }
    }

    // Samples that a model takes in another shape, and classes that it numbers otherwise, are views too.
    [Fact]
    public void Evaluate_OfDataThatIsFittedToTheModel_CountsTheWeights()
    {
        float[] weights = [1, 0, 3, 0];
        Tensor samples = new([4, 3, 1], Inputs(4));
        Sequential model = Compiled();
        double expected = model.Evaluate(new TensorDataset(new Tensor([4, 3], Inputs(4)), (int[])[3, 2, 1, 0]), sampleWeights: weights).Loss;
        Assert.NotEqual(model.Evaluate(new TensorDataset(samples, (int[])[3, 2, 1, 0])).Loss, expected);

        Assert.Equal(expected, model.Evaluate(new TensorDataset(samples, (int[])[3, 2, 1, 0]), sampleWeights: weights).Loss);

        model.Metadata = model.Metadata with { ClassNames = ["a", "b", "c", "d"] };
        TensorDataset renumbered = new(samples, (int[])[0, 1, 2, 3], "other", ["d", "c", "b", "a"]);
        Assert.Equal(expected, model.Evaluate(renumbered, sampleWeights: weights).Loss);
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void WithSampleWeights_ThatAreNoWeights_SaysWhich(float weight)
    {
        float[] weights = [.. Enumerable.Repeat(1f, 61)];
        weights[7] = weight;
        Assert.Contains("sample 7", Assert.Throws<DataException>(() => s_samples.WithSampleWeights(weights)).Message);
        Assert.Contains("61 samples", Assert.Throws<DataException>(() => s_samples.WithSampleWeights(new float[60])).Message);
    }

    private static float[] Inputs(int count) => [.. s_samples.Inputs.Take(count).SelectMany(x => x).Select(value => (float)value)];

    private static Sequential Compiled()
    {
        Sequential model = new([3], seed: 4) { new Dense(9, Activation.Tanh), new Dense(4, Activation.Softmax) };
        model.Compile(new SGD(0.1, momentum: 0.5), new SparseCategoricalCrossentropy(), Metric.Accuracy, Metric.Accuracy with { Weighted = true }, new Auc { Weighted = true });
        return model;
    }
}
