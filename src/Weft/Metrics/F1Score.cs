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
}

/// <summary>The harmonic mean of precision and recall: <c>2 P R / (P + R)</c>.</summary>
/// <remarks>Keras' form, which adds 1e-7 to every divisor. One class' score stands in <see cref="ConfusionMatrix.F1"/>.</remarks>
/// <param name="Average">How classes become one figure.</param>
/// <param name="Threshold">What an output must exceed to be a yes, above 0 and at most 1; null for the largest output alone.</param>
public sealed record F1Score(Averaging Average = Averaging.Macro, double? Threshold = null) : Metric
{
    private const double Epsilon = 1e-7;

    /// <summary>What an output must exceed to be a yes; null for the largest output alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in (0, 1].</exception>
    public double? Threshold { get; init; } = Threshold is null or (> 0 and <= 1)
        ? Threshold
        : throw new ArgumentOutOfRangeException(nameof(Threshold), $"F1Score: expected {nameof(Threshold)} above 0 and at most 1, got {Threshold}.");

    /// <inheritdoc/>
    public override string Name => "f1_score";

    // For each output: true positives, false positives, false negatives.
    internal override int StateSize(int outputs) => 3 * outputs;

    internal override void Add(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target, Span<double> state)
    {
        float largest = prediction[ArgMax(prediction)];
        for (int c = 0; c < prediction.Length; c++)
        {
            // Outputs that are all 0 say no.
            bool yes = Threshold is { } threshold ? prediction[c] > (float)threshold : prediction[c] == largest && MathF.Abs(largest) > 1e-9f;
            bool truth = IsTrue(c, prediction.Length, label, target);
            state[3 * c] += yes && truth ? 1 : 0;
            state[(3 * c) + 1] += yes && !truth ? 1 : 0;
            state[(3 * c) + 2] += !yes && truth ? 1 : 0;
        }
    }

    internal override double Result(ReadOnlySpan<double> state, int samples)
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

    private static double Score(double truePositives, double falsePositives, double falseNegatives)
    {
        double precision = truePositives / (truePositives + falsePositives + Epsilon);
        double recall = truePositives / (truePositives + falseNegatives + Epsilon);
        return 2 * precision * recall / (precision + recall + Epsilon);
    }
}
