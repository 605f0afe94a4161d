using System.Text.Json;

using Weft.Cli.Judging;
using Weft.Cli.Reports.Runs;
using Weft.Data;
using Weft.Tests.Golden;
using Weft.Tests.Keras;

namespace Weft.Tests.Cli;

/// <summary>Every figure of a report beside scikit-learn 1.9, by what <c>keras-files/reports</c> has of it.</summary>
public sealed class TestFiguresTests
{
    private const int Classes = 6;

    private static readonly string[] s_names = [.. Enumerable.Range(0, Classes).Select(c => $"{c}")];

    // The probabilities are floats, and scikit-learn adds up some of them as such.
    [Theory]
    [InlineData("accuracy", "accuracy", 0)]
    [InlineData("top_2_accuracy", "top_2_accuracy", 0)]
    [InlineData("balanced_accuracy", "balanced_accuracy", 1e-15)]
    [InlineData("macro_precision", "classification_report/macro avg/precision", 1e-15)]
    [InlineData("macro_f1", "classification_report/macro avg/f1-score", 1e-15)]
    [InlineData("weighted_f1", "classification_report/weighted avg/f1-score", 1e-15)]
    [InlineData("cohen_kappa", "cohen_kappa", 1e-15)]
    [InlineData("matthews_corrcoef", "matthews_corrcoef", 1e-15)]
    [InlineData("log_loss", "log_loss", 1e-7)]
    [InlineData("brier", "brier_multiclass", 1e-7)]
    [InlineData("expected_calibration_error", "ece_15_bins", 1e-7)]
    [InlineData("roc_auc_ovr_macro", "roc_auc_ovr_macro", 1e-6)]
    public void Figures_OfTheStoredProbabilities_AreScikitLearns(string key, string path, double tolerance)
    {
        (TestPart test, JsonElement stored) = Stored();
        JsonElement expected = path.Split('/').Aggregate(stored, (element, name) => element.GetProperty(name));
        Figure figure = Assert.Single(test.Figures, figure => figure.Key == key);
        Assert.Equal(expected.GetDouble(), figure.Value, tolerance);
        if (figure is { Low: { } low, High: { } high })
        {
            Assert.InRange(figure.Value, low, high);
            Assert.InRange(high - low, 0.02, 0.2);
        }
    }

    [Fact]
    public void Classes_OfTheStoredProbabilities_AreScikitLearns()
    {
        (TestPart test, JsonElement stored) = Stored();
        Assert.Equal(stored.GetProperty("confusion_matrix").EnumerateArray().Select(row => row.EnumerateArray().Select(count => count.GetInt32()).ToArray()), test.Confusion);
        for (int c = 0; c < Classes; c++)
        {
            (ClassFigures row, JsonElement expected) = (test.Classes[c], stored.GetProperty("classification_report").GetProperty($"{c}"));
            Assert.Equal(expected.GetProperty("support").GetDouble(), row.Support);
            Assert.Equal(expected.GetProperty("precision").GetDouble(), row.Precision, 1e-15);
            Assert.Equal(expected.GetProperty("recall").GetDouble(), row.Recall, 1e-15);
            Assert.Equal(expected.GetProperty("f1-score").GetDouble(), row.F1, 1e-15);
            Assert.Equal(stored.GetProperty("roc_auc_per_class")[c].GetDouble(), row.RocAuc!.Value, 1e-12);
            Assert.Equal(stored.GetProperty("average_precision_per_class")[c].GetDouble(), row.AveragePrecision!.Value, 1e-12);
            Assert.InRange(row.Recall, row.RecallInterval![0], row.RecallInterval[1]);
        }
    }

    // The model's answers are those with the temperature; the page shows what they were without.
    [Fact]
    public void Reliability_OfTemperedProbabilities_IsBeforeAndAfterAsSciPyHasIt()
    {
        NpzFile arrays = Arrays();
        JsonElement stored = KerasFiles.Json("reports", "reports.json").GetProperty("temperature");
        double temperature = stored.GetProperty("value").GetDouble();
        double[] logits = arrays["calibration_logits"];
        TestPredictions predictions = new(Softmax(logits, temperature), Labels(arrays, "calibration_labels"), s_names);
        ReliabilityPart part = ReliabilityPart.Of(predictions, temperature);
        Assert.Equal(stored.GetProperty("ece_before").GetDouble(), part.Before.Error, 1e-6);
        Assert.Equal(stored.GetProperty("ece_after").GetDouble(), part.After!.Error, 1e-6);
        Assert.Equal(stored.GetProperty("nll_before").GetDouble(), part.Before.NegativeLogLikelihood, 1e-6);
        Assert.Equal(stored.GetProperty("nll_after").GetDouble(), part.After.NegativeLogLikelihood, 1e-6);
    }

    // Three of A, one of B; nobody is taken for C, and no picture is of it.
    [Fact]
    public void Figures_WhereAClassHasNoPicture_CountThoseThatAreMet()
    {
        TestPredictions predictions = new([0.6f, 0.4f, 0, 0.6f, 0.4f, 0, 0.4f, 0.6f, 0, 0.3f, 0.7f, 0], [0, 0, 0, 1], ["A", "B", "C"]);
        IReadOnlyList<ClassFigures> classes = ClassFigures.Of(predictions.Confusion, predictions);
        Dictionary<string, Figure> figures = TestFigures.Of(predictions, classes).ToDictionary(figure => figure.Key);
        Assert.Equal(0.75, figures["accuracy"].Value);
        Assert.Equal(((2 / 3.0) + 1) / 2, figures["balanced_accuracy"].Value, 1e-15);
        Assert.Equal((1 + 0.5) / 2, figures["macro_precision"].Value, 1e-15);
        Assert.Equal((0.8 + (2 / 3.0)) / 2, figures["macro_f1"].Value, 1e-15);
        Assert.Equal((null, null, null), (classes[2].RocAuc, classes[2].RecallInterval, classes[2].PrecisionInterval));
        Assert.Equal(1, figures["roc_auc_ovr_macro"].Value);
    }

    private static (TestPart Test, JsonElement Stored) Stored()
    {
        NpzFile arrays = Arrays();
        int[] labels = Labels(arrays, "labels");
        TestPredictions predictions = new([.. arrays["probabilities"].Select(value => (float)value)], labels, s_names);
        ImageDataset pictures = new(new byte[labels.Length], labels, [1, 1, 1], "stored", s_names);
        return (TestPart.Of(predictions, loss: null, temperature: null, PicturesMark.Of(pictures, [])), KerasFiles.Json("reports", "reports.json"));
    }

    private static float[] Softmax(double[] logits, double temperature) =>
    [
        .. logits.Chunk(Classes).SelectMany(row =>
        {
            double[] powers = [.. row.Select(value => Math.Exp((value - row.Max()) / temperature))];
            return powers.Select(power => (float)(power / powers.Sum()));
        }),
    ];

    private static NpzFile Arrays() => new(Path.Combine(KerasFiles.Require("reports"), "reports.npz"));

    private static int[] Labels(NpzFile arrays, string name) => [.. arrays[name].Select(label => (int)label)];
}
