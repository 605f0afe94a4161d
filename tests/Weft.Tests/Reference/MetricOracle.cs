namespace Weft.Tests.Reference;

/// <summary>Metrics by Keras' definitions over whole sets of predictions, threshold by threshold.</summary>
internal static class MetricOracle
{
    private const double Tiny = 1e-7;

    /// <param name="metric">What is asked.</param>
    /// <param name="predictions">Outputs of each sample.</param>
    /// <param name="truths">For each sample and output, whether it should be 1.</param>
    public static double Of(Metric metric, double[][] predictions, bool[][] truths) => metric switch
    {
        Precision precision => Hits(precision, predictions, truths) is var (tp, fp, _) ? Ratio(tp, tp + fp) : 0,
        Recall recall => Hits(recall, predictions, truths) is var (tp, _, fn) ? Ratio(tp, tp + fn) : 0,
        BinaryAccuracy binary => predictions.Zip(truths).Average(pair => pair.First.Zip(pair.Second).Average(output => output.First > binary.Threshold == output.Second ? 1.0 : 0)),
        F1Score f1 => F1(f1, predictions, truths),
        Auc { MultiLabel: true } auc => Enumerable.Range(0, predictions[0].Length).Average(c => Area(auc, Column(predictions, c), Column(truths, c))),
        Auc auc => Area(auc, [.. predictions.SelectMany(p => p)], [.. truths.SelectMany(t => t)]),
        ExpectedCalibrationError error => CalibrationError(error.Bins, predictions, truths),
        _ => throw new ArgumentOutOfRangeException(nameof(metric), $"{metric}"),
    };

    private static T[] Column<T>(T[][] rows, int c) => [.. rows.Select(row => row[c])];

    private static double Ratio(double a, double b) => b == 0 ? 0 : a / b;

    private static (int, int, int) Hits(HitMetric metric, double[][] predictions, bool[][] truths)
    {
        int tp = 0, fp = 0, fn = 0;
        for (int i = 0; i < predictions.Length; i++)
        {
            double[] p = predictions[i];
            HashSet<int> chosen = metric.K is { } k
                ? [.. Enumerable.Range(0, p.Length).OrderByDescending(c => p[c]).Take(k).Where(c => metric.Threshold is null || p[c] > metric.Threshold)]
                : [.. Enumerable.Range(0, p.Length).Where(c => p[c] > (metric.Threshold ?? 0.5))];
            foreach (int c in Enumerable.Range(0, p.Length).Where(c => metric.ClassId is null || metric.ClassId == c))
            {
                tp += chosen.Contains(c) && truths[i][c] ? 1 : 0;
                fp += chosen.Contains(c) && !truths[i][c] ? 1 : 0;
                fn += !chosen.Contains(c) && truths[i][c] ? 1 : 0;
            }
        }

        return (tp, fp, fn);
    }

    private static double F1(F1Score metric, double[][] predictions, bool[][] truths)
    {
        int classes = predictions[0].Length;
        double[] tp = new double[classes], fp = new double[classes], fn = new double[classes];
        for (int i = 0; i < predictions.Length; i++)
        {
            for (int c = 0; c < classes; c++)
            {
                bool yes = metric.Threshold is { } threshold ? predictions[i][c] > threshold : predictions[i][c] == predictions[i].Max();
                tp[c] += yes && truths[i][c] ? 1 : 0;
                fp[c] += yes && !truths[i][c] ? 1 : 0;
                fn[c] += !yes && truths[i][c] ? 1 : 0;
            }
        }

        static double Score(double tp, double fp, double fn)
        {
            double precision = tp / (tp + fp + Tiny), recall = tp / (tp + fn + Tiny);
            return 2 * (precision * recall) / (precision + recall + Tiny);
        }

        double[] scores = [.. Enumerable.Range(0, classes).Select(c => Score(tp[c], fp[c], fn[c]))];
        double[] support = [.. tp.Zip(fn, (a, b) => a + b)];
        return metric.Average switch
        {
            Averaging.Micro => Score(tp.Sum(), fp.Sum(), fn.Sum()),
            Averaging.Macro => scores.Average(),
            _ => scores.Zip(support, (score, n) => score * n / (support.Sum() + Tiny)).Sum(),
        };
    }

    private static double Area(Auc auc, double[] predictions, bool[] truths)
    {
        int n = auc.Thresholds;
        double[] thresholds = [-Tiny, .. Enumerable.Range(1, n - 2).Select(i => i / (n - 1.0)), 1 + Tiny];
        double Count(double threshold, bool above, bool truth) => predictions.Zip(truths).Count(pair => pair.First > threshold == above && pair.Second == truth);
        double[] tp = [.. thresholds.Select(t => Count(t, true, true))];
        double[] fp = [.. thresholds.Select(t => Count(t, true, false))];
        double[] fn = [.. thresholds.Select(t => Count(t, false, true))];
        double[] tn = [.. thresholds.Select(t => Count(t, false, false))];
        double area = 0;
        for (int i = 0; i + 1 < n; i++)
        {
            if (auc.Curve == AucCurve.Roc)
            {
                double x0 = Ratio(fp[i], fp[i] + tn[i]), x1 = Ratio(fp[i + 1], fp[i + 1] + tn[i + 1]);
                double y0 = Ratio(tp[i], tp[i] + fn[i]), y1 = Ratio(tp[i + 1], tp[i + 1] + fn[i + 1]);
                area += (x0 - x1) * (y0 + y1) / 2;
                continue;
            }

            double p0 = tp[i] + fp[i], p1 = tp[i + 1] + fp[i + 1];
            double slope = Ratio(tp[i] - tp[i + 1], p0 - p1);
            double intercept = tp[i + 1] - slope * p1;
            double ratio = p0 > 0 && p1 > 0 ? p0 / p1 : 1;
            area += Ratio(slope * (tp[i] - tp[i + 1] + intercept * Math.Log(ratio)), tp[i + 1] + fn[i + 1]);
        }

        return area;
    }

    private static double CalibrationError(int bins, double[][] predictions, bool[][] truths)
    {
        var samples = predictions.Zip(truths, (p, t) => (Confidence: p.Max(), Right: t[Array.IndexOf(p, p.Max())])).ToArray();
        double error = 0;
        for (int b = 0; b < bins; b++)
        {
            var own = samples.Where(s => s.Confidence > b / (double)bins && s.Confidence <= (b + 1) / (double)bins).ToArray();
            error += own.Length == 0 ? 0 : own.Length / (double)samples.Length * Math.Abs(own.Average(s => s.Right ? 1.0 : 0) - own.Average(s => s.Confidence));
        }

        return error;
    }
}
