using Weft.Layers;

namespace Weft;

/// <summary>Counts of right and wrong yes-answers, over all outputs or one class: what precision and recall are made of.</summary>
/// <remarks>An output is a yes where it is above the threshold, with top-k where it is among the k largest, with both where it is both; all outputs are counted together unless a class is named.</remarks>
public abstract record HitMetric : Metric
{
    private protected HitMetric(double? threshold, int? topK, int? classId)
    {
        Threshold = threshold is { } given ? Guard.AtMostOne(given, GetType().Name, nameof(threshold)) : null;
        K = topK is null or >= 1 ? topK : throw new ArgumentOutOfRangeException(nameof(topK), $"{GetType().Name}: expected topK of at least 1, got {topK}.");
        ClassId = classId is null or >= 0 ? classId : throw new ArgumentOutOfRangeException(nameof(classId), $"{GetType().Name}: expected classId of at least 0, got {classId}.");
    }

    /// <summary>What an output must exceed to be a yes; null for 0.5, or with top-k for none.</summary>
    public double? Threshold { get; }

    /// <summary>Among how many of the largest outputs a yes must be; null for all.</summary>
    public int? K { get; }

    /// <summary>The class that is counted alone; null for all.</summary>
    public int? ClassId { get; }

    /// <inheritdoc/>
    public override string Name => ClassId is { } c ? $"{KerasName}_{c}" : KerasName;

    private protected abstract string KerasName { get; }

    // True positives, false positives, false negatives.
    internal sealed override int StateSize(int outputs) => ClassId is null || ClassId < outputs
        ? 3
        : throw new ShapeException($"{GetType().Name}: expected classId below the model's {outputs} outputs, got {ClassId}.");

    internal sealed override void Add(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target, Span<double> state)
    {
        float threshold = (float)(Threshold ?? (K is null ? 0.5 : double.NegativeInfinity));
        for (int c = ClassId ?? 0; c < (ClassId + 1 ?? prediction.Length); c++)
        {
            bool yes = prediction[c] > threshold && (K is not { } k || IsAmongLargest(prediction, c, k));
            bool truth = IsTrue(c, prediction.Length, label, target);
            state[0] += yes && truth ? 1 : 0;
            state[1] += yes && !truth ? 1 : 0;
            state[2] += !yes && truth ? 1 : 0;
        }
    }

    private static bool IsAmongLargest(ReadOnlySpan<float> values, int position, int k)
    {
        int before = 0;
        for (int i = 0; i < values.Length; i++)
        {
            before += values[i] > values[position] || (values[i] == values[position] && i < position) ? 1 : 0;
        }

        return before < k;
    }
}

/// <summary>Of the outputs that say yes, the share that should: <c>TP / (TP + FP)</c>; 0 where there are none.</summary>
public sealed record Precision : HitMetric
{
    /// <summary>Precision with Keras' defaults.</summary>
    /// <param name="threshold">What an output must exceed to be a yes; null for 0.5, or with <paramref name="topK"/> for none.</param>
    /// <param name="topK">Among how many of the largest outputs a yes must be; null for all.</param>
    /// <param name="classId">The class that is counted alone; null for all.</param>
    public Precision(double? threshold = null, int? topK = null, int? classId = null)
        : base(threshold, topK, classId)
    {
    }

    private protected override string KerasName => "precision";

    internal override double Result(ReadOnlySpan<double> state, int samples) => Ratio(state[0], state[0] + state[1]);
}

/// <summary>Of the outputs that should say yes, the share that do: <c>TP / (TP + FN)</c>; 0 where there are none.</summary>
public sealed record Recall : HitMetric
{
    /// <summary>Recall with Keras' defaults.</summary>
    /// <param name="threshold">What an output must exceed to be a yes; null for 0.5, or with <paramref name="topK"/> for none.</param>
    /// <param name="topK">Among how many of the largest outputs a yes must be; null for all.</param>
    /// <param name="classId">The class that is counted alone; null for all.</param>
    public Recall(double? threshold = null, int? topK = null, int? classId = null)
        : base(threshold, topK, classId)
    {
    }

    private protected override string KerasName => "recall";

    internal override double Result(ReadOnlySpan<double> state, int samples) => Ratio(state[0], state[0] + state[2]);
}
