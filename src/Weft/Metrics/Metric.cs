using Weft.Layers;

namespace Weft;

/// <summary>A figure of merit of predictions.</summary>
/// <remarks>
/// Samples are counted into a state of numbers that add up, and the figure is a function of the sums: shards and workers count apart, their states are added in a fixed
/// order, and the result depends on neither.
/// </remarks>
public abstract record Metric
{
    private protected Metric()
    {
    }

    /// <summary>Keras' name of the metric: <c>accuracy</c>.</summary>
    public abstract string Name { get; }

    /// <summary>How many numbers its state has.</summary>
    /// <param name="outputs">How many values the model's output has.</param>
    internal abstract int StateSize(int outputs);

    /// <summary>Counts one sample into a state.</summary>
    /// <param name="prediction">The model's output.</param>
    /// <param name="label">The class number; -1 where the target is a vector.</param>
    /// <param name="target">The target vector; empty where the target is a class number.</param>
    /// <param name="state">Where to.</param>
    internal abstract void Add(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target, Span<double> state);

    /// <summary>The figure.</summary>
    /// <param name="state">The sum of all samples' states.</param>
    /// <param name="samples">How many samples were counted.</param>
    internal abstract double Result(ReadOnlySpan<double> state, int samples);

    /// <summary>The share of samples whose largest output is the target's class; for a single output, those on the target's side of 0.5.</summary>
    public static Metric Accuracy { get; } = new Accuracy();

    /// <summary>The share of samples whose class is among the <paramref name="k"/> largest outputs.</summary>
    public static Metric TopK(int k = 5) => new TopKAccuracy(k);

    /// <summary>The position of the largest value, the first of equals.</summary>
    private protected static int ArgMax(ReadOnlySpan<float> values) => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(values);

    /// <summary>Whether output number <paramref name="output"/> should be 1.</summary>
    private protected static bool IsTrue(int output, int outputs, int label, ReadOnlySpan<float> target) =>
        target.IsEmpty ? label == (outputs == 1 ? 1 : output) : target[output] > 0.5f;

    /// <summary><c>part / whole</c>, 0 where the whole is.</summary>
    private protected static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;
}

/// <summary>A metric that is a mean over samples.</summary>
public abstract record MeanMetric : Metric
{
    private protected MeanMetric()
    {
    }

    internal sealed override int StateSize(int outputs) => 1;

    internal sealed override void Add(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target, Span<double> state) => state[0] += Score(prediction, label, target);

    internal sealed override double Result(ReadOnlySpan<double> state, int samples) => Ratio(state[0], samples);

    /// <summary>One sample's share in the mean.</summary>
    internal abstract double Score(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target);
}

/// <summary>The share of samples whose largest output is the target's class; for a single output, those on the target's side of 0.5.</summary>
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
        int larger = 0;
        foreach (float value in prediction)
        {
            // No number is among the largest.
            larger += value <= prediction[truth] ? 0 : 1;
        }

        return larger < K ? 1 : 0;
    }
}
