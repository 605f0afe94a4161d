using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Training;

/// <summary>Loops of one's own: the same bits and figures as Fit's, and nothing allocated on the way.</summary>
public sealed class TrainOnBatchTests
{
    private static readonly Samples s_samples = SampleDrawer.Draw(Compiled(), new SparseCategoricalCrossentropy(), 30, seed: 3);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void TrainOnBatch_OfTheBatchesOfAnEpoch_GivesFitsBitsAndFigures(int threads)
    {
        Model fitted = Compiled(), stepped = Compiled();
        stepped.Threads = threads;
        History history = fitted.Fit(s_samples, 2, 8, shuffle: false);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            double loss = 0, right = 0;
            for (int first = 0; first < 30; first += 8)
            {
                BatchFigures figures = first == 8
                    ? stepped.TrainOnBatch(s_samples.Slice(8, 8))
                    : stepped.TrainOnBatch(s_samples, Enumerable.Range(first, Math.Min(8, 30 - first)).ToArray());
                loss += figures["loss"] * figures.Count;
                right += figures["accuracy"] * figures.Count;
                Assert.Equal((figures.Loss, figures.Metrics[0]), (figures.ToDictionary()["loss"], figures.ToDictionary()["accuracy"]));
            }

            Assert.Equal(history["loss"][epoch], loss / 30, 1e-12);
            Assert.Equal(history["accuracy"][epoch], right / 30, 1e-12);
        }

        AssertSame(fitted, stepped);
        Assert.Equal(fitted.Iterations, stepped.Iterations);
        Assert.Equal(fitted.Predict(s_samples).Span, stepped.Predict(s_samples).Span);
        Assert.Equal("samples", stepped.Metadata.TrainedOn ?? "samples");
    }

    [Fact]
    public void TrainOnBatch_WithWeights_CountsThem()
    {
        Dictionary<int, double> byClass = new() { [1] = 3 };
        Model fitted = Compiled(), stepped = Compiled();
        fitted.Fit(s_samples.Take(8), 1, 8, shuffle: false, classWeights: byClass);
        stepped.TrainOnBatch(s_samples, Enumerable.Range(0, 8).ToArray(), byClass);
        AssertSame(fitted, stepped);

        float[] weights = [.. Enumerable.Range(0, 30).Select(i => i % 3 * 0.5f)];
        fitted.Fit(s_samples.Take(8), 1, 8, shuffle: false, sampleWeights: weights.AsMemory(0, 8));
        stepped.TrainOnBatch(s_samples.WithSampleWeights(weights), Enumerable.Range(0, 8).ToArray());
        AssertSame(fitted, stepped);
        Assert.Throws<ArgumentException>(() => stepped.TrainOnBatch(s_samples.WithSampleWeights(weights), default, byClass));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TrainOnBatch_WithWeights_HasFitsFiguresAndAllZeroIsNoStep(bool byClass)
    {
        Dictionary<int, double> classes = new() { [0] = 0.25, [2] = 4 };
        float[] weights = [.. Enumerable.Range(0, 30).Select(i => i % 4 * 0.75f)];
        Model fitted = Weighted(), stepped = Weighted();
        History history = byClass
            ? fitted.Fit(s_samples, 1, 30, shuffle: false, classWeights: classes)
            : fitted.Fit(s_samples, 1, 30, shuffle: false, sampleWeights: weights);

        BatchFigures figures = byClass
            ? stepped.TrainOnBatch(s_samples, default, classes)
            : stepped.TrainOnBatch(s_samples.WithSampleWeights(weights));

        Assert.Equal((history["loss"][0], history["accuracy"][0]), (figures.Loss, figures["accuracy"]));
        AssertSame(fitted, stepped);

        stepped.Compile(new SGD(0.5), new SparseCategoricalCrossentropy());
        float[] before = Learned(stepped);
        Assert.Equal(0, stepped.TrainOnBatch(s_samples.WithSampleWeights(new float[30])).Loss);
        Assert.Equal(before, Learned(stepped));
    }

    [Fact]
    public void TestOnBatch_WithSampleWeights_GivesEvaluatesFigures()
    {
        float[] weights = [.. Enumerable.Range(0, 30).Select(i => i % 4 * 0.75f)];
        Model model = Weighted();
        Evaluation expected = model.Evaluate(s_samples, 30, sampleWeights: weights);

        BatchFigures figures = model.TestOnBatch(s_samples.WithSampleWeights(weights));

        Assert.Equal((expected.Loss, expected.Metrics["accuracy"]), (figures.Loss, figures["accuracy"]));
        Assert.NotEqual(figures.Loss, model.TestOnBatch(s_samples).Loss);
    }

    [Fact]
    public void TrainOnBatch_BesideOtherChanges_GoesOnFromTheWeightsAsTheyAre()
    {
        Model one = Compiled(), other = Compiled();
        for (int round = 0; round < 2; round++)
        {
            one.TrainOnBatch(s_samples);
            EngineProbe.TrainStep(other, s_samples);
            one.Fit(s_samples, 1, 8);
            other.Fit(s_samples, 1, 8);
        }

        one.TrainOnBatch(s_samples);
        Model head = new(one.Input, one.Output, seed: 9, name: "other");
        head.Compile(new SGD(0.5), new SparseCategoricalCrossentropy());
        head.TrainOnBatch(s_samples);
        one.TrainOnBatch(s_samples);

        EngineProbe.TrainStep(other, s_samples);
        Model otherHead = new(other.Input, other.Output, seed: 9, name: "other");
        otherHead.Compile(new SGD(0.5), new SparseCategoricalCrossentropy());
        EngineProbe.TrainStep(otherHead, s_samples);
        EngineProbe.TrainStep(other, s_samples);
        AssertSame(other, one);
    }

    [Fact]
    public void TestOnBatch_OfAllBatches_GivesEvaluatesFigures()
    {
        Model model = Compiled();
        model.TrainOnBatch(s_samples);
        Evaluation expected = model.Evaluate(s_samples);
        float[] before = [.. model.Weights.SelectMany(weight => weight.Span.ToArray())];
        double loss = model.TestOnBatch(s_samples.Slice(0, 8)).Loss * 8, right = model.TestOnBatch(s_samples.Slice(0, 8))["accuracy"] * 8;
        BatchFigures figures = model.TestOnBatch(s_samples, Enumerable.Range(8, 22).ToArray());

        Assert.Equal(expected.Loss, (loss + (figures.Loss * 22)) / 30, 1e-9);
        Assert.Equal(expected.Accuracy, (right + (figures["accuracy"] * 22)) / 30, 1e-12);
        Assert.Equal(before, model.Weights.SelectMany(weight => weight.Span.ToArray()));
        Assert.Contains("expected one of loss, accuracy, got 'auc'", Assert.Throws<KeyNotFoundException>(() => figures["auc"]).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void PredictOnBatch_IsThePrediction()
    {
        Model model = Compiled();
        Tensor x = new([4, 6], [.. Enumerable.Range(0, 24).Select(i => i * 0.1f)]);
        Assert.Equal(model.Predict(x).Span, model.PredictOnBatch(x).Span);
    }

    [Fact]
    public void TrainOnBatch_AfterItsFirstSteps_AllocatesNothing()
    {
        Model model = Compiled();
        model.Threads = 2;
        int[] order = [.. Enumerable.Range(0, 30)];
        int clean = 0;
        for (int step = 0; step < 60; step++)
        {
            ReadOnlyMemory<int> batch = order.AsMemory(step % 2 == 0 ? 0 : 8, 8);
            int collections = GC.CollectionCount(0);
            long before = GC.GetAllocatedBytesForCurrentThread();
            BatchFigures figures = model.TrainOnBatch(s_samples, batch);
            double accuracy = figures["accuracy"];
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (step >= 20 && GC.CollectionCount(0) == collections)
            {
                clean++;
                Assert.Equal((0, step), (allocated, step));
            }

            Assert.InRange(accuracy, 0, 1);
        }

        Assert.True(clean > 20);
    }

    [Fact]
    public void TrainOnBatch_OfWhatDoesNotFit_SaysSo()
    {
        Model model = Compiled();
        Assert.Contains("expected samples from 0 to 29", Assert.Throws<ArgumentOutOfRangeException>(() =>
            model.TrainOnBatch(s_samples, new[] { 30 })).Message, StringComparison.Ordinal);
        Assert.StartsWith("TrainOnBatch: expected a compiled model",
            Assert.Throws<TrainingException>(() => new Sequential([6]) { new Dense(3) }.TrainOnBatch(s_samples)).Message,
                StringComparison.Ordinal);
        model.TrainOnBatch(s_samples);
        model.Layers[0].Trainable = false;
        Assert.Contains("Call Compile again", Assert.Throws<TrainingException>(() => model.TrainOnBatch(s_samples)).Message,
            StringComparison.Ordinal);

        Model wild = Compiled(new SGD(1e30));
        TrainingException error = Assert.Throws<TrainingException>(() =>
        {
            for (int i = 0; i < 9; i++)
            {
                wild.TrainOnBatch(s_samples);
            }
        });
        Assert.StartsWith("TrainOnBatch: expected a finite loss", error.Message, StringComparison.Ordinal);
    }

    private static Sequential Compiled(Optimizer? optimizer = null)
    {
        Sequential model = new([6], seed: 4) { new Dense(16), new BatchNormalization(), new Dropout(0.3),
            new Dense(3, Activation.Softmax) };
        model.Compile(optimizer ?? new Adam(0.01), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        return model;
    }

    private static float[] Learned(Model model) =>
        [.. model.Weights.Where(weight => weight.Trainable).SelectMany(weight => weight.Span.ToArray())];

    private static Sequential Weighted()
    {
        Sequential model = Compiled();
        model.Compile(new Adam(0.01), new SparseCategoricalCrossentropy(), Metric.Accuracy with { Weighted = true });
        return model;
    }

    private static void AssertSame(Model expected, Model actual) =>
        Assert.Equal(expected.Weights.SelectMany(weight => weight.Span.ToArray()),
            actual.Weights.SelectMany(weight => weight.Span.ToArray()));
}
