using Weft.Layers;

namespace Weft;

/// <summary>
/// The share of samples whose largest output is the target's class; for a single output, those on the target's side of 0.5.
/// </summary>
public sealed record Accuracy : MeanMetric
{
    /// <inheritdoc/>
    public override string Name => "accuracy";

    internal override double Score(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target)
    {
        if (prediction.Length == 1)
        {
            bool expected = target.IsEmpty ? label == 1 : target[0] > 0.5f;
            return prediction[0] > 0.5f == expected ? 1 : 0;
        }

        return ArgMax(prediction) == (target.IsEmpty ? label : ArgMax(target)) ? 1 : 0;
    }
}

/// <summary>The share of outputs on the target's side of a threshold, each output by itself: for targets of several ones.</summary>
/// <param name="Threshold">What an output must exceed to be a 1, from 0 to 1.</param>
public sealed record BinaryAccuracy(double Threshold = 0.5) : MeanMetric
{
    /// <summary>What an output must exceed to be a 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not in [0, 1].</exception>
    public double Threshold { get; init; } = Guard.AtMostOne(Threshold, nameof(BinaryAccuracy), nameof(Threshold));

    /// <inheritdoc/>
    public override string Name => "binary_accuracy";

    internal override double Score(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target)
    {
        int right = 0;
        for (int c = 0; c < prediction.Length; c++)
        {
            right += prediction[c] > (float)Threshold == IsTrue(c, prediction.Length, label, target) ? 1 : 0;
        }

        return Ratio(right, prediction.Length);
    }
}

/// <summary>The share of samples whose class is among the k largest outputs.</summary>
/// <param name="K">How many outputs count.</param>
public sealed record TopKAccuracy(int K = 5) : MeanMetric
{
    /// <inheritdoc/>
    public override string Name => $"top_{K}_accuracy";

    internal override double Score(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target)
    {
        int truth = target.IsEmpty ? label : ArgMax(target);
        if ((uint)truth >= (uint)prediction.Length)
        {
            return 0;
        }

        int larger = 0;
        foreach (float value in prediction)
        {
            // No number is among the largest.
            larger += value <= prediction[truth] ? 0 : 1;
        }

        return larger < K ? 1 : 0;
    }
}
