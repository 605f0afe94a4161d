using System.Diagnostics.CodeAnalysis;

using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Training;

/// <summary>One sample, many, and many callers at once: the same bits.</summary>
public sealed class PredictionTests
{
    private const int Count = 100;
    private static readonly Shape s_input = [12, 12, 2];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Predict_OneByOne_GivesTheBatchsBits(bool cropped)
    {
        Model model = Create(cropped);
        Tensor x = Samples();
        Tensor all = model.Predict(x);

        for (int i = 0; i < Count; i++)
        {
            Tensor sample = new(s_input, x.Row(i).ToArray());
            Tensor alone = model.Predict(sample), first = model.Predict(sample.Reshape(s_input.Prepend(1)));

            Assert.Equal(model.OutputShape, alone.Shape);
            Assert.Equal(model.OutputShape.Prepend(1), first.Shape);
            Assert.Equal(all.Row(i).ToArray(), alone.Span.ToArray());
            Assert.Equal(all.Row(i).ToArray(), first.Span.ToArray());
        }
    }

    // Weights that no second-level cache keeps are read for more samples at a time; how many depends on how many there are.
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(130)]
    [InlineData(300)]
    [InlineData(523)]
    public void PredictAndEvaluate_ManySamplesAndWeights_GiveTheBitsOfOne(int count)
    {
        Sequential model = new([6, 6, 1], seed: 2) { new Conv2D(16, 3, Activation.Relu, padding: Padding.Same), new Flatten(), new Dense(500, Activation.Relu), new Dense(3, Activation.Softmax) };
        model.Compile(new Adam(), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        Random random = new(5);
        Tensor x = new([count, 6, 6, 1], [.. Enumerable.Range(0, count * 36).Select(_ => random.NextSingle())]);
        TensorDataset data = new(x, Enumerable.Range(0, count).Select(i => i % 3).ToArray());

        Tensor all = model.Predict(x);

        for (int i = 0; i < count; i += Math.Max(1, count / 20))
        {
            Assert.Equal(model.Predict(new Tensor([6, 6, 1], x.Row(i).ToArray())).Span.ToArray(), all.Row(i).ToArray());
        }

        double[] losses = [.. ((int[])[1, 2, 3]).Select(threads =>
        {
            model.Threads = threads;
            return model.Evaluate(data).Loss;
        })];
        Assert.Equal(-Enumerable.Range(0, count).Average(i => Math.Log(all.Row(i)[i % 3])), losses[0], 1e-6);
        Assert.Single(losses.Distinct());
    }

    [Fact]
    public async Task Predict_FromSeveralThreadsAtOnce_GivesEachItsOwn()
    {
        Model model = Create();
        model.Threads = 2;
        Tensor x = Samples();
        float[] expected = Create().Predict(x).Span.ToArray();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(caller => Task.Run(() =>
        {
            for (int round = 0; round < 20; round++)
            {
                int i = (caller + (round * 7)) % Count;
                Tensor alone = model.Predict(new Tensor(s_input, x.Row(i).ToArray()));
                Assert.Equal(expected.AsSpan(i * 3, 3).ToArray(), alone.Span.ToArray());
                Assert.Equal(expected, model.Predict(x).Span.ToArray());
            }
        })));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Predict_OneSample_AllocatesNothingButItsResult(int threads)
    {
        Model model = Create();
        model.Threads = threads;
        Tensor x = new(s_input);
        for (int i = 0; i < 20; i++)
        {
            model.Predict(x);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Tensor unused = new(model.OutputShape);
        long result = GC.GetAllocatedBytesForCurrentThread() - before;
        before = GC.GetAllocatedBytesForCurrentThread();
        Tensor y = model.Predict(x);
        long used = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(result, used);
        Assert.Equal(unused.Shape, y.Shape);
    }

    [Fact]
    public void Predict_OneSampleWithNaN_IsAnError()
    {
        Tensor x = new(s_input);
        x.Span[7] = float.NaN;

        DataException error = Assert.Throws<DataException>(() => Create().Predict(x));
        Assert.Contains("sample 0 holds NaN or infinity", error.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Predict_DataThatFails_ThrowsWhatItThrew_AndTheModelGoesOn(int threads)
    {
        Model model = Create();
        model.Threads = threads;
        Tensor x = Samples();

        Assert.Equal("sample 41", Assert.Throws<InvalidOperationException>(() => model.Predict(new FailingDataset(x), TestContext.Current.CancellationToken)).Message);
        Assert.Equal(Create().Predict(x).Span.ToArray(), model.Predict(x).Span.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Predict_Cancelled_Throws(int threads)
    {
        Model model = Create();
        model.Threads = threads;
        TensorDataset data = new(Samples(), new int[Count]);

        Assert.ThrowsAny<OperationCanceledException>(() => model.Predict(data, new CancellationToken(canceled: true)));
    }

    private static Model Create(bool cropped = false)
    {
        Sequential model = new(s_input, seed: 4) { Threads = 1 };
        if (cropped)
        {
            model.Add(new RandomCrop(10, 10));
        }

        model.Add(new Conv2D(16, 3, Activation.Relu));
        model.Add(new MaxPooling2D(2));
        model.Add(new Conv2D(20, 3, Activation.Relu, padding: Padding.Same));
        model.Add(new Flatten());
        model.Add(new Dense(17, Activation.Relu));
        model.Add(new Dense(3, Activation.Softmax));
        return model;
    }

    private static Tensor Samples()
    {
        Random random = new(6);
        Tensor x = new(s_input.Prepend(Count));
        foreach (ref float value in x.Span)
        {
            value = random.NextSingle();
        }

        return x;
    }

    /// <summary>Cannot read one of its samples.</summary>
    private sealed class FailingDataset : Dataset
    {
        private readonly Tensor _samples;

        [SetsRequiredMembers]
        public FailingDataset(Tensor samples) => (Name, _samples) = ("failing", samples);

        public override int Count => PredictionTests.Count;

        public override Shape Shape => s_input;

        public override ReadOnlySpan<int> Labels => [];

        // What looks for NaN reads unscaled; the engine scales.
        public override void Read(int index, Span<float> destination, float pixelScale)
        {
            if (index == 41 && pixelScale != 1)
            {
                throw new InvalidOperationException($"sample {index}");
            }

            _samples.Row(index).CopyTo(destination);
        }

        public override ReadOnlySpan<float> Target(int index) => [];

        public override Dataset Slice(int start, int count) => throw new NotSupportedException();
    }
}
