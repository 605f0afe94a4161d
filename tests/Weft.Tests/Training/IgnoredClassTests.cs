using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Training;

/// <summary>Samples of no class, labelled -1, in data whose classes have names.</summary>
public sealed class IgnoredClassTests
{
    private static readonly string[] s_names = ["a", "b", "c"];

    [Fact]
    public void Fit_WithLabelsOfNoClass_LearnsFromTheOthersAlone()
    {
        int[] labels = [0, -1, 1, 2, -1, 0];
        Tensor x = new([6, 2], [1, 0, 0, 1, 1, 1, 2, 0, 5, 5, 0, 2]);
        Tensor known = new([4, 2], [1, 0, 1, 1, 2, 0, 0, 2]);
        Sequential all = Compiled(-1), some = Compiled(-1);

        History one = all.Fit(new TensorDataset(x, labels, "data", s_names), 3, 6, shuffle: false);
        History other = some.Fit(new TensorDataset(known, new int[] { 0, 1, 2, 0 }, "data", s_names), 3, 4, shuffle: false);

        Assert.Equal(one["loss"].Select(loss => Math.Round(loss, 6)), other["loss"].Select(loss => Math.Round(loss, 6)));
        Assert.Equal(s_names, all.Metadata.ClassNames);

        // Other places and other orders keep what has no class.
        Evaluation evaluation = all.Evaluate(new TensorDataset(x, labels, "data", s_names));
        Evaluation renamed = all.Evaluate(new TensorDataset(x, new int[] { 1, -1, 2, 0, -1, 1 }, "data", ["c", "a", "b"]));
        Assert.Equal(evaluation.Loss, renamed.Loss, 1e-9);
        Assert.Equal(4, Enumerable.Range(0, 3).Sum(c => Enumerable.Range(0, 3).Sum(d => evaluation.Confusion![c, d])));
        TemperatureScaling fitted = all.FitTemperature(new TensorDataset(x, labels, "data", s_names));
        Assert.Equal(all.FitTemperature(new TensorDataset(known, new int[] { 0, 1, 2, 0 }, "data", s_names)).Temperature,
            fitted.Temperature, 1e-6);
        all.Fit(new ImageLike(labels).Data, 1, 2, validationSplit: 0.5);
    }

    [Fact]
    public void Fit_WithLabelsOfNoClassAndALossThatCountsAll_SaysWhatToDo()
    {
        TensorDataset data = new(new Tensor([2, 2]), new int[] { 0, -1 }, "data", s_names);
        DataException error = Assert.Throws<DataException>(() => Compiled(null).Fit(data));
        Assert.Contains("expected labels from 0 to 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("A loss with ignoreClass: -1", error.Message, StringComparison.Ordinal);
        Assert.Throws<DataException>(() => new TensorDataset(new Tensor([2, 2]), new int[] { 0, -2 }, "data", s_names));
        Assert.Contains("all of the class that the loss ignores", Assert.Throws<DataException>(() =>
            Compiled(-1).FitTemperature(new TensorDataset(new Tensor([1, 2]), new int[] { -1 }, "data", s_names))).Message,
                StringComparison.Ordinal);
    }

    private static Sequential Compiled(int? ignored)
    {
        Sequential model = new([2], seed: 3) { new Dense(4, Activation.Tanh), new Dense(3, Activation.Softmax) };
        model.Compile(
            new SGD(0.1),
            new SparseCategoricalCrossentropy(ignoreClass: ignored) { Reduction = LossReduction.SumOverBatchSize },
            Metric.Accuracy,
            Metric.TopK(2),
            new ExpectedCalibrationError(),
            new Precision(),
            new F1Score());
        return model;
    }

    private sealed class ImageLike(int[] labels)
    {
        public Dataset Data => new TensorDataset(new Tensor([labels.Length, 2]), labels, "data", s_names).Shuffle(1);
    }
}
