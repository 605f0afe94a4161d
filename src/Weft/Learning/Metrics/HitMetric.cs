using System.Globalization;

using Weft.Layers;

namespace Weft;

/// <summary>Counts of right and wrong yes-answers, over all outputs or one class: what precision and recall are made of.</summary>
/// <remarks>
/// An output is a yes where it is above the threshold, with top-k where it is among the k largest, with both where it is both; all outputs
/// are counted together unless a class is named.
/// Of several thresholds each has a figure, called <c>precision_at_0.5</c>.
/// </remarks>
public abstract record HitMetric : Metric
{
    // True positives, false positives, false negatives.
    private const int Counts = 3;

    private protected HitMetric(double? threshold, int? topK, int? classId)
        : this(threshold is { } given ? [given] : [], topK, classId)
    {
    }

    private protected HitMetric(IReadOnlyList<double> thresholds, int? topK, int? classId)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        Thresholds = new NumberList(thresholds.Select(threshold => Guard.AtMostOne(threshold, GetType().Name, nameof(threshold))));
        K = topK is null or >= 1 ? topK : throw new ArgumentOutOfRangeException(
            nameof(topK), $"{GetType().Name}: expected topK of at least 1, got {topK}.");
        ClassId = classId is null or >= 0 ? classId : throw new ArgumentOutOfRangeException(
            nameof(classId), $"{GetType().Name}: expected classId of at least 0, got {classId}.");
    }

    /// <summary>What an output must exceed to be a yes, for the first figure; null for 0.5, or with top-k for none.</summary>
    public double? Threshold => Thresholds.Count == 0 ? null : Thresholds[0];

    /// <summary>What an output must exceed to be a yes, figure by figure; empty for 0.5, or with top-k for none.</summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <summary>Among how many of the largest outputs a yes must be; null for all.</summary>
    public int? K { get; }

    /// <summary>The class that is counted alone; null for all.</summary>
    public int? ClassId { get; }

    /// <inheritdoc/>
    public override string Name => ClassId is { } c ? $"{KerasName}_{c}" : KerasName;

    private protected abstract string KerasName { get; }

    private int Sweep => Math.Max(1, Thresholds.Count);

    /// <inheritdoc/>
    public sealed override int StateSize(int outputs) => ClassId is null || ClassId < outputs
        ? Counts * Sweep
        : throw new ShapeException($"{GetType().Name}: expected classId below the model's {outputs} outputs, got {ClassId}.");

    /// <inheritdoc/>
    public sealed override void Add(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target, double weight, Span<double> state)
    {
        for (int c = ClassId ?? 0; c < (ClassId + 1 ?? prediction.Length); c++)
        {
            bool candidate = K is not { } k || IsAmongLargest(prediction, c, k);
            bool truth = IsTrue(c, prediction.Length, label, target);
            for (int i = 0; i < Sweep; i++)
            {
                float threshold = (float)(Thresholds.Count > 0 ? Thresholds[i] : K is null ? 0.5 : double.NegativeInfinity);
                bool yes = candidate && prediction[c] > threshold;
                state[Counts * i] += yes && truth ? weight : 0;
                state[(Counts * i) + 1] += yes && !truth ? weight : 0;
                state[(Counts * i) + 2] += !yes && truth ? weight : 0;
            }
        }
    }

    /// <inheritdoc/>
    public sealed override double Result(ReadOnlySpan<double> state)
    {
        Span<double> figures = stackalloc double[Sweep];
        Results(state, figures);
        return MeanOf(figures);
    }

    internal sealed override int FigureCount(int outputs) => Sweep;

    internal sealed override string FigureName(int figure) =>
        Sweep == 1 ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name}_at_{Thresholds[figure]}");

    internal sealed override void Results(ReadOnlySpan<double> state, Span<double> figures)
    {
        for (int i = 0; i < figures.Length; i++)
        {
            figures[i] = Figure(state[Counts * i], state[(Counts * i) + 1], state[(Counts * i) + 2]);
        }
    }

    private protected abstract double Figure(double truePositives, double falsePositives, double falseNegatives);

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
