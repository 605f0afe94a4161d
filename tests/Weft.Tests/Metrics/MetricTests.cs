using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Metrics;

/// <summary>Every metric against its definition, on what a model really predicts, by evaluation and over an epoch of training.</summary>
public sealed class MetricTests
{
    private const int Classes = 4;

    public static TheoryData<Metric> Metrics() =>
    [
        new Precision(),
        new Precision(0.3),
        new Precision(topK: 2),
        new Precision(0.2, classId: 1),
        new Recall(),
        new Recall(0.25),
        new Recall(topK: 1, classId: 3),
        new Precision(0.3, topK: 3),
        new BinaryAccuracy(),
        new BinaryAccuracy(0.25),
        new F1Score(),
        new F1Score(Averaging.Micro),
        new F1Score(Averaging.Weighted),
        new F1Score(Averaging.Macro, 0.25),
        new Auc(),
        new Auc(MultiLabel: true),
        new Auc(AucCurve.PrecisionRecall),
        new Auc(AucCurve.PrecisionRecall, 17, true),
        new Auc(Thresholds: 5),
        new ExpectedCalibrationError(),
        new ExpectedCalibrationError(4),
    ];

    [Theory]
    [MemberData(nameof(Metrics), DisableDiscoveryEnumeration = true)]
    public void Evaluate_ClassNumbers_IsByDefinition(Metric metric)
    {
        Model model = Model(metric, Activation.Softmax, new SparseCategoricalCrossentropy());
        Samples samples = SampleDrawer.Draw(model, model.Loss!, 203, seed: 3);
        bool[][] truths = [.. samples.Labels.ToArray().Select(label => Enumerable.Range(0, Classes).Select(c => c == label).ToArray())];
        AssertMetric(model, metric, samples, truths);
    }

    [Theory]
    [MemberData(nameof(Metrics), DisableDiscoveryEnumeration = true)]
    public void Evaluate_TargetVectors_IsByDefinition(Metric metric)
    {
        Model model = Model(metric, Activation.Sigmoid, new BinaryCrossentropy());
        Samples drawn = SampleDrawer.Draw(model, model.Loss!, 203, seed: 3);
        Random random = new(7);
        float[][] targets = [.. Enumerable.Range(0, drawn.Count).Select(_ => Enumerable.Range(0, Classes).Select(_ => (float)random.Next(2)).ToArray())];
        bool[][] truths = [.. targets.Select(target => target.Select(t => t == 1).ToArray())];
        if (metric is ExpectedCalibrationError)
        {
            // Confidence is of one class.
            targets = [.. targets.Select((_, i) => Enumerable.Range(0, Classes).Select(c => c == i % Classes ? 1f : 0).ToArray())];
            truths = [.. targets.Select(target => target.Select(t => t == 1).ToArray())];
        }

        Samples samples = Samples.WithTargets(model.InputShape, [.. drawn.Inputs.Select(x => x.Select(v => (float)v).ToArray())], targets);
        AssertMetric(model, metric, samples, truths);
    }

    [Fact]
    public void Auc_PerfectAndReversedAndEqual_AreOneZeroAndHalf()
    {
        static double Area(params float[] outputs)
        {
            Auc auc = new();
            double[] state = new double[auc.StateSize(1)];
            for (int i = 0; i < outputs.Length; i++)
            {
                auc.Add([outputs[i]], i % 2, [], 1, state);
            }

            return auc.Result(state);
        }

        Assert.Equal(1, Area(0.2f, 0.8f, 0, 1));
        Assert.Equal(0, Area(0.8f, 0.2f, 1, 0));
        Assert.Equal(0.5, Area(0.3f, 0.3f, 0.3f, 0.3f));
    }

    [Fact]
    public void F1AndTopK_OfOutputsThatSayNothing_AreZero()
    {
        static double Of(Metric metric, params float[] outputs)
        {
            double[] state = new double[metric.StateSize(outputs.Length)];
            metric.Add(outputs, 1, [], 1, state);
            return metric.Result(state);
        }

        Assert.Equal(0, Of(new F1Score(Averaging.Micro), 0, 0, 0));
        Assert.Equal(0, Of(Metric.TopK(2), float.NaN, float.NaN, float.NaN));
        Assert.Equal(1, Of(Metric.TopK(2), 3, 2, 1));
    }

    // Keras compares floats with floats.
    [Fact]
    public void Threshold_ThatAnOutputEquals_IsNotExceeded()
    {
        foreach (Metric metric in (Metric[])[new Precision(0.3), new Recall(0.3), new F1Score(Threshold: 0.3)])
        {
            double[] state = new double[metric.StateSize(1)];
            metric.Add([0.3f], 1, [], 1, state);
            Assert.Equal(0, metric.Result(state));
        }
    }

    [Fact]
    public void Metrics_OfOneName_AreAllReported()
    {
        Sequential model = new([3], seed: 4) { new Dense(Classes, Activation.Softmax) };
        model.Compile(new SGD(1e-30), new SparseCategoricalCrossentropy(), new Auc(), new Precision(0.2), new Auc(AucCurve.PrecisionRecall), new Precision(0.6));
        Samples samples = SampleDrawer.Draw(model, model.Loss!, 61, seed: 5);

        History history = model.Fit(samples, batchSize: 8, validationData: samples);
        Evaluation evaluation = model.Evaluate(samples);

        string[] names = ["auc", "precision", "auc_1", "precision_1"];
        Assert.Equal(names, evaluation.Metrics.Keys);
        Assert.All(names, name => Assert.Equal(evaluation.Metrics[name], history[$"val_{name}"][0]));
        Assert.Equal(4, evaluation.Metrics.Values.Distinct().Count());
    }

    // Newcombe 1998, table I, method 3.
    [Theory]
    [InlineData(81 / 263.0, 263, 0.2553, 0.3662)]
    [InlineData(15 / 148.0, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1 / 29.0, 29, 0.0061, 0.1718)]
    public void AccuracyInterval_IsWilsons(double accuracy, int count, double low, double high)
    {
        Interval interval = new Evaluation(0, new Dictionary<string, double> { ["accuracy"] = accuracy }, count, confusion: null).AccuracyInterval;

        Assert.Equal((low, high), (Math.Round(interval.Low, 4), Math.Round(interval.High, 4)));
    }

    [Theory]
    [InlineData(-0.1, 5)]
    [InlineData(1.1, 5)]
    [InlineData(double.NaN, 5)]
    [InlineData(0.5, 0)]
    public void OfShare_OfNoShare_Throws(double share, int count) => Assert.Throws<ArgumentOutOfRangeException>(() => Interval.OfShare(share, count));

    [Fact]
    public void Fit_ReportsFiguresOfTheWholeEpoch()
    {
        // With a rate of nothing the model stays, so an epoch's figures are those of an evaluation.
        Sequential model = new([3], seed: 4) { new Dense(Classes, Activation.Softmax) };
        model.Compile(new SGD(1e-30), new SparseCategoricalCrossentropy(), Metric.Accuracy, new Auc(), new F1Score(), Metric.TopK(2));
        Samples samples = SampleDrawer.Draw(model, model.Loss!, 61, seed: 5);
        History history = model.Fit(samples, batchSize: 8, validationData: samples);
        foreach (string name in (string[])["accuracy", "auc", "f1_score", "top_2_accuracy"])
        {
            Assert.InRange(history[name][0], 0.05, 0.95);
            Assert.Equal(history[$"val_{name}"][0], history[name][0], 1e-12);
        }
    }

    [Fact]
    public void Evaluate_OneToEightThreads_GivesTheSameBits()
    {
        Model model = Model(new Auc(), Activation.Softmax, new SparseCategoricalCrossentropy());
        Samples samples = SampleDrawer.Draw(model, model.Loss!, 1100, seed: 3);
        model.Threads = 1;
        Evaluation expected = model.Evaluate(samples);
        foreach (int threads in (int[])[2, 3, 8])
        {
            model.Threads = threads;
            Evaluation actual = model.Evaluate(samples);
            Assert.Equal((expected.Loss, expected.Metrics["auc"]), (actual.Loss, actual.Metrics["auc"]));
        }
    }

    private static Model Model(Metric metric, Activation end, Loss loss)
    {
        Sequential model = new([3], seed: 4) { new Dense(9, Activation.Tanh), new Dense(Classes), new Rescaling(2), new ActivationLayer(end) };
        model.Compile(new SGD(), loss, metric);
        return model;
    }

    private static void AssertMetric(Model model, Metric metric, Samples samples, bool[][] truths)
    {
        Tensor outputs = model.Predict(samples);
        double[][] predictions = [.. Enumerable.Range(0, samples.Count).Select(i => outputs.Row(i).ToArray().Select(value => (double)value).ToArray())];
        double expected = MetricOracle.Of(metric, predictions, truths);
        Assert.InRange(expected, 0.001, 0.999);
        Assert.Equal(expected, model.Evaluate(samples).Metrics[metric.Name], 1e-9);
    }
}
