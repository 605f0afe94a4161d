namespace Weft;

/// <summary>A figure of merit that is a mean over samples.</summary>
public abstract record Metric
{
    /// <summary>Keras' name of the metric: <c>accuracy</c>.</summary>
    public abstract string Name { get; }

    /// <summary>One sample's share in the mean.</summary>
    /// <param name="prediction">The model's output.</param>
    /// <param name="label">The class number; -1 where the target is a vector.</param>
    /// <param name="target">The target vector; empty where the target is a class number.</param>
    internal abstract double Score(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target);

    /// <summary>The share of samples whose largest output is the target's class; for a single output, those on the target's side of 0.5.</summary>
    public static Metric Accuracy { get; } = new Accuracy();

    /// <summary>The share of samples whose class is among the <paramref name="k"/> largest outputs.</summary>
    public static Metric TopK(int k = 5) => new TopKAccuracy(k);

    /// <summary>The position of the largest value, the first of equals.</summary>
    private protected static int ArgMax(ReadOnlySpan<float> values) => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(values);
}

/// <summary>The share of samples whose largest output is the target's class; for a single output, those on the target's side of 0.5.</summary>
public sealed record Accuracy : Metric
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

/// <summary>The share of samples whose class is among the k largest outputs.</summary>
/// <param name="K">How many outputs count.</param>
public sealed record TopKAccuracy(int K = 5) : Metric
{
    /// <inheritdoc/>
    public override string Name => $"top_{K}_accuracy";

    internal override double Score(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target)
    {
        int truth = target.IsEmpty ? label : ArgMax(target);
        int larger = 0;
        foreach (float value in prediction)
        {
            larger += value > prediction[truth] ? 1 : 0;
        }

        return larger < K ? 1 : 0;
    }
}
