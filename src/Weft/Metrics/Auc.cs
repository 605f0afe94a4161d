namespace Weft;

/// <summary>The curve whose area is taken.</summary>
public enum AucCurve
{
    /// <summary>The true positive rate over the false positive rate.</summary>
    Roc,

    /// <summary>Precision over recall.</summary>
    PrecisionRecall,
}

/// <summary>The area under a curve that a threshold draws: how well outputs put what should be a yes above what should not.</summary>
/// <remarks>
/// Keras' form: thresholds stand at equal distances from 0 to 1, and the area between two of them is a trapezium, or for precision and recall the interpolation of
/// Davis and Goadrich 2006. All outputs are counted together, or with <paramref name="MultiLabel"/> each alone against the rest, and their areas averaged.
/// </remarks>
/// <param name="Curve">Which curve.</param>
/// <param name="Thresholds">How many thresholds, at least 2.</param>
/// <param name="MultiLabel">Whether each output has a curve of its own.</param>
public sealed record Auc(AucCurve Curve = AucCurve.Roc, int Thresholds = 200, bool MultiLabel = false) : Metric
{
    /// <summary>How many thresholds.</summary>
    public int Thresholds { get; } = Thresholds >= 2
        ? Thresholds
        : throw new ArgumentOutOfRangeException(nameof(Thresholds), $"Auc: expected at least 2 thresholds, got {Thresholds}.");

    /// <inheritdoc/>
    public override string Name => "auc";

    // For each curve, how many true and how many false outputs lie above threshold i and not above the next.
    internal override int StateSize(int outputs) => 2 * Thresholds * (MultiLabel ? outputs : 1);

    internal override void Add(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target, Span<double> state)
    {
        for (int c = 0; c < prediction.Length; c++)
        {
            int bucket = Math.Clamp((int)MathF.Ceiling(prediction[c] * (Thresholds - 1)) - 1, 0, Thresholds - 2);
            int curve = MultiLabel ? c : 0;
            state[(((2 * curve) + (IsTrue(c, prediction.Length, label, target) ? 0 : 1)) * Thresholds) + bucket]++;
        }
    }

    internal override double Result(ReadOnlySpan<double> state, int samples)
    {
        int curves = state.Length / (2 * Thresholds);
        double sum = 0;
        for (int curve = 0; curve < curves; curve++)
        {
            ReadOnlySpan<double> yes = state.Slice(2 * curve * Thresholds, Thresholds);
            ReadOnlySpan<double> no = state.Slice(((2 * curve) + 1) * Thresholds, Thresholds);
            sum += Curve == AucCurve.Roc ? Roc(yes, no) : PrecisionRecall(yes, no);
        }

        return sum / curves;
    }

    // From the highest threshold down, trapezia of width dFP and mean height TP, as shares of all that are false and all that are true.
    private static double Roc(ReadOnlySpan<double> yes, ReadOnlySpan<double> no)
    {
        double area = 0, truePositives = 0, falsePositives = 0;
        for (int i = yes.Length - 1; i >= 0; i--)
        {
            area += no[i] * (truePositives + (yes[i] / 2));
            truePositives += yes[i];
            falsePositives += no[i];
        }

        return Ratio(area, truePositives * falsePositives);
    }

    // Between two thresholds TP grows in proportion to P = TP + FP, with slope s: the integral of precision TP / P over dTP is s (dTP + (TP - s P) ln(P' / P)).
    private static double PrecisionRecall(ReadOnlySpan<double> yes, ReadOnlySpan<double> no)
    {
        double area = 0, truePositives = 0, positives = 0;
        for (int i = yes.Length - 1; i >= 0; i--)
        {
            double slope = Ratio(yes[i], yes[i] + no[i]);
            double next = positives + yes[i] + no[i];
            double growth = positives > 0 ? Math.Log(next / positives) : 0;
            area += slope * (yes[i] + ((truePositives - (slope * positives)) * growth));
            truePositives += yes[i];
            positives = next;
        }

        return Ratio(area, truePositives);
    }
}
