namespace Weft;

/// <summary>The curve whose area is taken.</summary>
public enum AucCurve
{
    /// <summary>The true positive rate over the false positive rate.</summary>
    Roc,

    /// <summary>Precision over recall.</summary>
    PrecisionRecall,

    /// <summary>
    /// The gain of precision over that of recall (Flach and Kull 2015): what either is above what saying yes to all gives.
    /// </summary>
    PrecisionRecallGain,
}

/// <summary>How the area between two thresholds is taken.</summary>
public enum AucSummation
{
    /// <summary>As a trapezium, or for precision and recall by the interpolation of Davis and Goadrich 2006.</summary>
    Interpolation,

    /// <summary>As a rectangle of the smaller height.</summary>
    Minoring,

    /// <summary>As a rectangle of the larger height.</summary>
    Majoring,
}

/// <summary>The area under a curve that a threshold draws: how well outputs put what should be a yes above what should not.</summary>
/// <remarks>
/// Keras' form: thresholds stand at equal distances from 0 to 1, or where they are given. All outputs are counted together, or with
/// <paramref name="MultiLabel"/> each
/// alone against the rest, and their areas averaged.
/// </remarks>
/// <param name="Curve">Which curve.</param>
/// <param name="Thresholds">How many thresholds, at least 2.</param>
/// <param name="MultiLabel">Whether each output has a curve of its own.</param>
public sealed record Auc(AucCurve Curve = AucCurve.Roc, int Thresholds = 200, bool MultiLabel = false) : Metric
{
    private ThresholdSweep Sweep { get; init; } = new(Thresholds >= 2
        ? Thresholds
        : throw new ArgumentOutOfRangeException(nameof(Thresholds), $"Auc: expected at least 2 thresholds, got {Thresholds}."));

    /// <summary>How many thresholds.</summary>
    public int Thresholds => Sweep.Count;

    /// <summary>How the area between two thresholds is taken.</summary>
    public AucSummation Summation { get; init; }

    /// <summary>Where thresholds stand between the two ends, which are added; null for equal distances.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is not from 0 to 1.</exception>
    public IReadOnlyList<double>? ThresholdValues
    {
        get;
        init
        {
            if (value is null)
            {
                return;
            }

            const double beyond = 1e-7;
            field = new NumberList(value.Select(threshold => Layers.Guard.AtMostOne(threshold, nameof(Auc), nameof(ThresholdValues))).Order());
            Sweep = new ThresholdSweep(field.Count + 2, new NumberList([-beyond, .. field, 1 + beyond]));
        }
    }

    /// <summary>
    /// What each output counts, with <see cref="MultiLabel"/> in the average of the areas, otherwise among the outputs; null for all alike.
    /// </summary>
    public IReadOnlyList<double>? LabelWeights
    {
        get;
        init => field = value is null ? null : new NumberList(value);
    }

    /// <summary>Whether the model's outputs are logits, which a sigmoid makes probabilities of.</summary>
    public bool FromLogits { get; init; }

    /// <inheritdoc/>
    public override string Name => "auc";

    /// <inheritdoc/>
    public override int StateSize(int outputs) => Sweep.StateSize * (MultiLabel ? outputs : 1);

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target, double weight, Span<double> state)
    {
        for (int c = 0; c < prediction.Length; c++)
        {
            float output = FromLogits ? 1 / (1 + MathF.Exp(-prediction[c])) : prediction[c];
            double counted = MultiLabel || LabelWeights is null ? weight : weight * LabelWeights[c];
            Span<double> curve = MultiLabel ? state.Slice(c * Sweep.StateSize, Sweep.StateSize) : state;
            Sweep.Add(output, IsTrue(c, prediction.Length, label, target), counted, curve);
        }
    }

    /// <inheritdoc/>
    public override double Result(ReadOnlySpan<double> state)
    {
        Span<Hits> counts = Sweep.Count <= ThresholdSweep.Few ? stackalloc Hits[Sweep.Count] : new Hits[Sweep.Count];
        int curves = state.Length / Sweep.StateSize;
        double sum = 0, weights = 0;
        for (int curve = 0; curve < curves; curve++)
        {
            Sweep.Evaluate(state.Slice(curve * Sweep.StateSize, Sweep.StateSize), counts);
            double weight = MultiLabel && LabelWeights is not null ? LabelWeights[curve] : 1;
            sum += weight * Area(counts);
            weights += weight;
        }

        return Ratio(sum, weights);
    }

    internal override void Check(int outputs)
    {
        if (LabelWeights is { Count: var weights } && weights != outputs)
        {
            throw new ShapeException(
                $"Auc: expected a label weight for each of {outputs} outputs, got {weights}. "
                + "Pass one per output, or null.");
        }
    }

    private double Area(ReadOnlySpan<Hits> counts)
    {
        double area = 0;
        for (int i = 0; i + 1 < counts.Length; i++)
        {
            if (Curve == AucCurve.PrecisionRecall && Summation == AucSummation.Interpolation)
            {
                area += Interpolated(counts[i], counts[i + 1]);
                continue;
            }

            ((double x, double y), (double nextX, double nextY)) = (Point(counts[i]), Point(counts[i + 1]));
            double height = Summation switch
            {
                AucSummation.Minoring => Math.Min(y, nextY),
                AucSummation.Majoring => Math.Max(y, nextY),
                _ => (y + nextY) / 2,
            };
            area += (x - nextX) * height;
        }

        return area;
    }

    private (double X, double Y) Point(in Hits counts) => Curve switch
    {
        AucCurve.Roc => (Ratio(counts.FalsePositives, counts.FalsePositives + counts.TrueNegatives), counts.Recall),
        AucCurve.PrecisionRecall => (counts.Recall, counts.Precision),
        _ => Gains(counts),
    };

    // As Keras has it: what recall gains is cut at 0, what precision gains is not, and where nothing is found both are 0.
    private static (double Recall, double Precision) Gains(in Hits counts)
    {
        double odds = Ratio(counts.TruePositives + counts.FalseNegatives, counts.FalsePositives + counts.TrueNegatives);
        return counts.TruePositives == 0
            ? (0, 0)
            : (Math.Max(0, 1 - (odds * counts.FalseNegatives / counts.TruePositives)), 1 - (odds * counts.FalsePositives / counts.TruePositives));
    }

    // Between two thresholds TP grows in proportion to P = TP + FP, with slope s: the integral of precision TP / P over dTP is s (dTP + (TP
    // - s P) ln(P' / P)).
    private static double Interpolated(in Hits low, in Hits high)
    {
        double lowP = low.TruePositives + low.FalsePositives, highP = high.TruePositives + high.FalsePositives;
        double growth = low.TruePositives - high.TruePositives;
        double slope = Ratio(growth, lowP - highP);
        double log = highP > 0 ? Math.Log(lowP / highP) : 0;
        return Ratio(slope * (growth + ((high.TruePositives - (slope * highP)) * log)), high.TruePositives + high.FalseNegatives);
    }
}
