namespace Weft;

/// <summary>How figures of several classes become one.</summary>
public enum Averaging
{
    /// <summary>All classes are counted together.</summary>
    Micro,

    /// <summary>The mean over the classes.</summary>
    Macro,

    /// <summary>The mean over the classes, each weighted by how many samples it has.</summary>
    Weighted,

    /// <summary>They do not: every class has a figure, called <c>f1_score_class_2</c>.</summary>
    None,
}

/// <summary>A weighted harmonic mean of precision and recall: <c>(1 + beta^2) P R / (beta^2 P + R)</c>.</summary>
/// <remarks>Keras' form, which adds 1e-7 to every divisor.</remarks>
public abstract record FScore : Metric
{
    private const double Epsilon = 1e-7;

    private protected FScore(Averaging average, double? threshold)
    {
        Average = Enum.IsDefined(average)
            ? average
            : throw new ArgumentOutOfRangeException(
                nameof(average), $"{GetType().Name}: expected a way of averaging that there is, got {average}.");
        Threshold = threshold;
    }

    /// <summary>How classes become one figure.</summary>
    public Averaging Average { get; }

    /// <summary>What an output must exceed to be a yes; null for the largest output alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in (0, 1].</exception>
    public double? Threshold
    {
        get;
        init => field = value is null or (> 0 and <= 1)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Threshold), $"{GetType().Name}: expected {nameof(Threshold)} above 0 and at most 1, got {value}.");
    }

    private protected abstract double Weight { get; }

    // For each output: true positives, false positives, false negatives.
    /// <inheritdoc/>
    public sealed override int StateSize(int outputs) => 3 * outputs;

    /// <inheritdoc/>
    public sealed override void Add(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target, double weight, Span<double> state)
    {
        float largest = prediction[ArgMax(prediction)];
        for (int c = 0; c < prediction.Length; c++)
        {
            // Outputs that are all 0 say no.
            bool yes = Threshold is { } threshold ? prediction[c] > (float)threshold : prediction[c] == largest && MathF.Abs(largest) > 1e-9f;
            bool truth = IsTrue(c, prediction.Length, label, target);
            state[3 * c] += yes && truth ? weight : 0;
            state[(3 * c) + 1] += yes && !truth ? weight : 0;
            state[(3 * c) + 2] += !yes && truth ? weight : 0;
        }
    }

    /// <inheritdoc/>
    public sealed override double Result(ReadOnlySpan<double> state)
    {
        double truePositives = 0, falsePositives = 0, falseNegatives = 0, scores = 0, weighted = 0;
        for (int i = 0; i < state.Length; i += 3)
        {
            double score = Score(state[i], state[i + 1], state[i + 2]);
            scores += score;
            weighted += score * (state[i] + state[i + 2]);
            truePositives += state[i];
            falsePositives += state[i + 1];
            falseNegatives += state[i + 2];
        }

        return Average switch
        {
            Averaging.Micro => Score(truePositives, falsePositives, falseNegatives),
            Averaging.Weighted => weighted / (truePositives + falseNegatives + Epsilon),
            _ => scores / (state.Length / 3),
        };
    }

    internal sealed override int FigureCount(int outputs) => Average == Averaging.None ? outputs : 1;

    internal sealed override string FigureName(int figure) => Average == Averaging.None ? $"{Name}_class_{figure}" : Name;

    internal sealed override void Results(ReadOnlySpan<double> state, Span<double> figures)
    {
        for (int i = 0; i < figures.Length; i++)
        {
            figures[i] = Average == Averaging.None ? Score(state[3 * i], state[(3 * i) + 1], state[(3 * i) + 2]) : Result(state);
        }
    }

    private double Score(double truePositives, double falsePositives, double falseNegatives)
    {
        double precision = truePositives / (truePositives + falsePositives + Epsilon);
        double recall = truePositives / (truePositives + falseNegatives + Epsilon);
        return (1 + Weight) * precision * recall / ((Weight * precision) + recall + Epsilon);
    }
}

/// <summary>The harmonic mean of precision and recall: <c>2 P R / (P + R)</c>.</summary>
/// <remarks>As in <see cref="FScore"/>. Keras' default gives one figure per class, which is <see cref="Averaging.None"/> here.</remarks>
/// <param name="Average">How classes become one figure.</param>
/// <param name="Threshold">What an output must exceed to be a yes, above 0 and at most 1; null for the largest output alone.</param>
public sealed record F1Score(Averaging Average = Averaging.Macro, double? Threshold = null) : FScore(Average, Threshold)
{
    /// <inheritdoc/>
    public override string Name => "f1_score";

    private protected override double Weight => 1;
}

/// <summary>The harmonic mean of precision and recall, recall weighing beta squared: <c>(1 + beta^2) P R / (beta^2 P + R)</c>.</summary>
/// <remarks>As in <see cref="F1Score"/>.</remarks>
/// <param name="Average">How classes become one figure.</param>
/// <param name="Beta">How many times recall is as important as precision, above 0.</param>
/// <param name="Threshold">What an output must exceed to be a yes, above 0 and at most 1; null for the largest output alone.</param>
public sealed record FBetaScore(Averaging Average = Averaging.Macro, double Beta = 1, double? Threshold = null) : FScore(Average, Threshold)
{
    /// <summary>How many times recall is as important as precision.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0.</exception>
    public double Beta { get; } = Beta > 0 && double.IsFinite(Beta)
        ? Beta
        : throw new ArgumentOutOfRangeException(nameof(Beta), $"{nameof(FBetaScore)}: expected {nameof(Beta)} above 0, got {Beta}.");

    /// <inheritdoc/>
    public override string Name => "fbeta_score";

    private protected override double Weight => Beta * Beta;
}
