namespace Weft.Cli.Judging;

/// <summary>The figures of a test, each with the interval in which it lies with 95 % confidence as far as that many pictures can say.</summary>
/// <remarks>Shares have Wilson's interval, means over pictures the normal one, and what follows from the confusion matrix as a whole has the bootstrap's. Areas and the calibration error have none.</remarks>
internal static class TestFigures
{
    private const int FewForTop5 = 10;
    private const int MostBootstrapped = 100;

    /// <summary>The figures of answers with their probabilities.</summary>
    public static IReadOnlyList<Figure> Of(TestPredictions predictions, IReadOnlyList<ClassFigures> classes)
    {
        List<Figure> figures = [.. Of(predictions.Confusion)];
        if (predictions.ClassCount > 2)
        {
            int k = predictions.ClassCount > FewForTop5 ? 5 : 2;
            figures.Insert(1, Share($"top_{k}_accuracy", $"top-{k} accuracy", (double)Enumerable.Range(0, predictions.Count).Count(i => IsAmong(predictions[i], predictions.Labels[i], k)) / predictions.Count, predictions.Count));
        }

        double[] losses = new double[predictions.Count], squares = new double[predictions.Count];
        for (int i = 0; i < losses.Length; i++)
        {
            ReadOnlySpan<float> row = predictions[i];
            losses[i] = -Math.Log(Math.Max(row[predictions.Labels[i]], float.Epsilon));
            for (int c = 0; c < row.Length; c++)
            {
                squares[i] += Math.Pow(row[c] - (c == predictions.Labels[i] ? 1.0 : 0), 2);
            }
        }

        figures.Add(Mean("log_loss", "log loss", losses));
        figures.Add(Mean("brier", "Brier score", squares));
        figures.Add(new("expected_calibration_error", "expected calibration error", Calibration.Of(predictions.Probabilities, predictions.Labels).Error, null, null, IsShare: false));
        double[] areas = [.. classes.Select(row => row.RocAuc).OfType<double>()];
        if (areas.Length > 0)
        {
            figures.Add(new("roc_auc_ovr_macro", "ROC AUC, mean of the classes", areas.Average(), null, null, IsShare: false));
        }

        return figures;
    }

    /// <summary>What follows from which classes were taken for which.</summary>
    public static IReadOnlyList<Figure> Of(ConfusionMatrix confusion)
    {
        (string Key, string Name, Func<ConfusionFigures, double> Value, bool IsShare)[] all =
        [
            ("balanced_accuracy", "balanced accuracy (mean recall)", matrix => matrix.BalancedAccuracy, true),
            ("macro_precision", "mean precision", matrix => matrix.MacroPrecision, true),
            ("macro_f1", "mean F1", matrix => matrix.MacroF1, false),
            ("weighted_f1", "F1, classes by their pictures", matrix => matrix.WeightedF1, false),
            ("cohen_kappa", "Cohen's kappa", matrix => matrix.CohenKappa, false),
            ("matthews_corrcoef", "Matthews correlation", matrix => matrix.MatthewsCorrelation, false),
        ];
        ConfusionFigures whole = new(ConfusionFigures.Counts(confusion));
        Interval[]? intervals = confusion.ClassCount > MostBootstrapped ? null : Bootstrap.Intervals(confusion, [.. all.Select(figure => figure.Value)]);
        return
        [
            Share("accuracy", "accuracy", confusion.Accuracy, confusion.Total),
            .. all.Select((figure, i) => new Figure(figure.Key, figure.Name, figure.Value(whole), intervals?[i].Low, intervals?[i].High, figure.IsShare)),
        ];
    }

    private static Figure Share(string key, string name, double share, int count)
    {
        Interval interval = Interval.OfShare(share, count);
        return new Figure(key, name, share, interval.Low, interval.High, IsShare: true);
    }

    private static Figure Mean(string key, string name, double[] values)
    {
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Length - 1));
        double reach = 1.959963984540054 * deviation / Math.Sqrt(values.Length);
        return new Figure(key, name, mean, values.Length > 1 ? mean - reach : null, values.Length > 1 ? mean + reach : null, IsShare: false);
    }

    private static bool IsAmong(ReadOnlySpan<float> row, int label, int k)
    {
        int before = 0;
        for (int c = 0; c < row.Length; c++)
        {
            before += row[c] > row[label] || (row[c] == row[label] && c < label) ? 1 : 0;
        }

        return before < k;
    }
}
