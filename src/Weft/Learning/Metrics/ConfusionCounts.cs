using System.Globalization;

using Weft.Layers;

namespace Weft;

/// <summary>
/// How many outputs were right or wrong in one way, by a threshold or several; of several each has a figure, called
/// <c>true_positives_at_0.5</c>.
/// </summary>
public abstract record ConfusionCount : Metric
{
    private protected ConfusionCount(IReadOnlyList<double>? thresholds) =>
        Thresholds = new NumberList((thresholds ?? [0.5]).Select(threshold => Guard.AtMostOne(threshold, GetType().Name, nameof(thresholds))));

    /// <summary>What an output must exceed to be a yes, figure by figure.</summary>
    public IReadOnlyList<double> Thresholds { get; }

    private protected abstract bool Said { get; }

    private protected abstract bool True { get; }

    /// <inheritdoc/>
    public sealed override int StateSize(int outputs) => Thresholds.Count;

    /// <inheritdoc/>
    public sealed override void Add(ReadOnlySpan<float> prediction, int label, ReadOnlySpan<float> target, double weight, Span<double> state)
    {
        for (int c = 0; c < prediction.Length; c++)
        {
            for (int i = 0; i < Thresholds.Count && IsTrue(c, prediction.Length, label, target) == True; i++)
            {
                state[i] += prediction[c] > (float)Thresholds[i] == Said ? weight : 0;
            }
        }
    }

    /// <inheritdoc/>
    public sealed override double Result(ReadOnlySpan<double> state) => MeanOf(state);

    internal sealed override int FigureCount(int outputs) => Thresholds.Count;

    internal sealed override string FigureName(int figure) =>
        Thresholds.Count == 1 ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name}_at_{Thresholds[figure]}");

    internal sealed override void Results(ReadOnlySpan<double> state, Span<double> figures) => state.CopyTo(figures);
}

/// <summary>How many outputs said yes and should.</summary>
public sealed record TruePositives : ConfusionCount
{
    /// <summary>A count.</summary>
    /// <param name="thresholds">What an output must exceed to be a yes; null for 0.5.</param>
    public TruePositives(IReadOnlyList<double>? thresholds = null)
        : base(thresholds)
    {
    }

    /// <inheritdoc/>
    public override string Name => "true_positives";

    private protected override bool Said => true;

    private protected override bool True => true;
}

/// <summary>How many outputs said no and should.</summary>
public sealed record TrueNegatives : ConfusionCount
{
    /// <summary>A count.</summary>
    /// <param name="thresholds">What an output must exceed to be a yes; null for 0.5.</param>
    public TrueNegatives(IReadOnlyList<double>? thresholds = null)
        : base(thresholds)
    {
    }

    /// <inheritdoc/>
    public override string Name => "true_negatives";

    private protected override bool Said => false;

    private protected override bool True => false;
}

/// <summary>How many outputs said yes and should not.</summary>
public sealed record FalsePositives : ConfusionCount
{
    /// <summary>A count.</summary>
    /// <param name="thresholds">What an output must exceed to be a yes; null for 0.5.</param>
    public FalsePositives(IReadOnlyList<double>? thresholds = null)
        : base(thresholds)
    {
    }

    /// <inheritdoc/>
    public override string Name => "false_positives";

    private protected override bool Said => true;

    private protected override bool True => false;
}

/// <summary>How many outputs said no and should not.</summary>
public sealed record FalseNegatives : ConfusionCount
{
    /// <summary>A count.</summary>
    /// <param name="thresholds">What an output must exceed to be a yes; null for 0.5.</param>
    public FalseNegatives(IReadOnlyList<double>? thresholds = null)
        : base(thresholds)
    {
    }

    /// <inheritdoc/>
    public override string Name => "false_negatives";

    private protected override bool Said => false;

    private protected override bool True => true;
}
