using System.Text.Json;

using Weft.Data;
using Weft.Layers;
using Weft.Tests.Golden;
using Weft.Tests.Keras;

namespace Weft.Tests.Data.Checking;

/// <summary>Beside cleanlab 2.9 and SciPy, by what <c>keras-files/reports</c> has of them, and by hand.</summary>
public sealed class ConfidentLearningTests
{
    private const int Classes = 6;

    [Theory]
    [InlineData(LabelFilter.NoiseRate, "prune_by_noise_rate")]
    [InlineData(LabelFilter.ClassRate, "prune_by_class")]
    [InlineData(LabelFilter.Both, "both")]
    [InlineData(LabelFilter.ConfidentJoint, "confident_learning")]
    public void Issues_OfTheStoredProbabilities_AreCleanlabs(LabelFilter filter, string name)
    {
        (ConfidentLearning learning, JsonElement stored, _) = Stored();
        Assert.Equal(Numbers(stored.GetProperty(name)), learning.Issues(filter).Select(issue => issue.Index).Order());
    }

    [Fact]
    public void Joint_OfTheStoredProbabilities_IsCleanlabs()
    {
        (ConfidentLearning learning, JsonElement stored, _) = Stored();
        Assert.Equal(stored.GetProperty("confident_joint").EnumerateArray().SelectMany(Numbers), learning.Joint.Cast<int>());
        Assert.Equal(stored.GetProperty("confident_joint_uncalibrated").EnumerateArray().SelectMany(Numbers), learning.Counts.Cast<int>());
    }

    [Fact]
    public void Scores_OfTheStoredProbabilities_AreCleanlabs()
    {
        (ConfidentLearning learning, _, NpzFile arrays) = Stored();
        double[] own = arrays["quality_self_confidence"], margin = arrays["quality_normalized_margin"];
        for (int i = 0; i < own.Length; i++)
        {
            Assert.Equal(own[i], learning.SelfConfidence(i), 1e-6);
            Assert.Equal(margin[i], learning.NormalizedMargin(i), 1e-6);
        }
    }

    [Fact]
    public void Issues_OfThePlantedLabels_FindMostOfThemSurestFirst()
    {
        (ConfidentLearning learning, JsonElement stored, _) = Stored();
        HashSet<int> planted = [.. Numbers(stored.GetProperty("planted"))];
        IReadOnlyList<LabelIssue> issues = learning.Issues(LabelFilter.Both);
        Assert.Equal(37, issues.Count(issue => planted.Contains(issue.Index)));
        Assert.True(issues.Take(20).Count(issue => planted.Contains(issue.Index)) > issues.TakeLast(20).Count(issue => planted.Contains(issue.Index)));
    }

    [Fact]
    public void FitTemperature_OfTheStoredLogits_IsSciPys()
    {
        NpzFile arrays = Arrays();
        Tensor logits = Rows(arrays, "calibration_logits");
        JsonElement stored = KerasFiles.Json("reports", "reports.json").GetProperty("temperature");
        Sequential model = new([logits.Shape[1]], seed: 1) { new ActivationLayer(Activation.Linear) };
        model.Compile(new SGD(), new SparseCategoricalCrossentropy(fromLogits: true));
        TemperatureScaling fitted = model.FitTemperature(new TensorDataset(logits, Labels(arrays, "calibration_labels")));
        Assert.Equal(stored.GetProperty("value").GetDouble(), fitted.Temperature, 1e-5);
        Assert.Equal(stored.GetProperty("nll_before").GetDouble(), fitted.Before.NegativeLogLikelihood, 1e-6);
        Assert.Equal(stored.GetProperty("nll_after").GetDouble(), fitted.After.NegativeLogLikelihood, 1e-6);
        Assert.Equal(stored.GetProperty("ece_before").GetDouble(), fitted.Before.Error, 1e-6);
        Assert.Equal(stored.GetProperty("ece_after").GetDouble(), fitted.After.Error, 1e-6);
    }

    // Labels 0 are taken for 0 from 0.7 on, labels 1 for 1 from 0.7 on. Sample 2 is surely a 1.
    [Fact]
    public void Of_ThreeAndThree_CountsByHand()
    {
        ConfidentLearning learning = Of([0, 0, 0, 1, 1, 1], [0.95f, 0.95f, 0.2f, 0.1f, 0.1f, 0.7f]);
        Assert.Equal([0.7, 1 - (0.9 / 3)], learning.Thresholds.Select(threshold => Math.Round(threshold, 6)));
        Assert.Equal([2, 1, 1, 2], learning.Counts.Cast<int>());
        Assert.Equal([2, 1, 1, 2], learning.Joint.Cast<int>());
        Assert.Equal([2, 5], learning.Issues().Select(issue => issue.Index).Order());
        Assert.Equal(2.0 / 6, learning.WrongShare, 1e-12);
        Assert.Equal([2.0 / 3, 1.0 / 3, 1.0 / 3, 2.0 / 3], learning.NoiseRates().Cast<double>().Select(rate => rate).ToArray());
        Assert.Equal(new LabelIssue(2, 0, 1, 0.2f, 0.2), learning.Issues()[0] with { NormalizedMargin = Math.Round(learning.Issues()[0].NormalizedMargin, 6) });
    }

    [Fact]
    public void Of_AClassWithoutSamples_TakesNoneForIt()
    {
        ConfidentLearning learning = ConfidentLearning.Of([0, 0, 1, 1], new Tensor([4, 3], [0.1f, 0.1f, 0.8f, 0.8f, 0.1f, 0.1f, 0.1f, 0.8f, 0.1f, 0.1f, 0.8f, 0.1f]));
        Assert.Equal(double.PositiveInfinity, learning.Thresholds[2]);
        Assert.Equal(0, learning.Joint[0, 2]);
        Assert.DoesNotContain(learning.Issues(LabelFilter.ConfidentJoint), issue => issue.Suggested == 2);
        Assert.Equal(0, learning.Issues(LabelFilter.Disagreement).Single().Index);
    }

    [Fact]
    public void Of_LabelsThatAreNoClassOrTooFew_IsRefused()
    {
        Assert.Contains("labels from 0 to 1, got -1 at 1", Assert.Throws<DataException>(() => Of([0, -1], [0.5f, 0.5f])).Message, StringComparison.Ordinal);
        Assert.Contains("a row for each label", Assert.Throws<DataException>(() => Of([0], [0.5f, 0.5f])).Message, StringComparison.Ordinal);
    }

    // Of two classes, by the probability of class 0.
    private static ConfidentLearning Of(int[] labels, float[] ofZero) =>
        ConfidentLearning.Of(labels, new Tensor([ofZero.Length, 2], [.. ofZero.SelectMany(p => (float[])[p, 1 - p])]));

    private static (ConfidentLearning Learning, JsonElement Stored, NpzFile Arrays) Stored()
    {
        NpzFile arrays = Arrays();
        JsonElement stored = KerasFiles.Json("reports", "reports.json").GetProperty("label_issues");
        return (ConfidentLearning.Of(Labels(arrays, "labels"), Rows(arrays, "probabilities")), stored, arrays);
    }

    private static NpzFile Arrays() => new(Path.Combine(KerasFiles.Require("reports"), "reports.npz"));

    private static Tensor Rows(NpzFile arrays, string name) =>
        new([arrays[name].Length / Classes, Classes], [.. arrays[name].Select(value => (float)value)]);

    private static int[] Labels(NpzFile arrays, string name) => [.. arrays[name].Select(label => (int)label)];

    private static int[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetInt32())];
}
