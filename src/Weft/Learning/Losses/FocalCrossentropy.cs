using Weft.Kernels;

namespace Weft;

/// <summary>Cross-entropy that looks away from what is easy: <c>-sum_i alpha t_i (1 - p_i)^gamma ln p_i</c>.</summary>
/// <remarks>
/// Lin et al. 2018, in Keras' form. Class numbers are taken too, as one-hot targets. Smoothing, the cut of probabilities and the fusion with a last softmax are as in
/// <see cref="SparseCategoricalCrossentropy"/>: with logits nothing is cut, where Keras cuts the probabilities it makes of them.
/// </remarks>
public sealed record CategoricalFocalCrossentropy : KerasLoss
{
    /// <summary>Focal cross-entropy of target distributions.</summary>
    /// <param name="alpha">A factor for all classes.</param>
    /// <param name="gamma">How strongly easy samples are played down; 0 for not at all.</param>
    /// <param name="fromLogits">Whether the model's output is logits; otherwise it is probabilities.</param>
    /// <param name="labelSmoothing">The part of the target spread over all classes.</param>
    public CategoricalFocalCrossentropy(double alpha = 0.25, double gamma = 2, bool fromLogits = false, double labelSmoothing = 0)
    {
        Alpha = alpha;
        Gamma = CheckGamma(gamma, nameof(CategoricalFocalCrossentropy));
        FromLogits = fromLogits;
        LabelSmoothing = CheckSmoothing(labelSmoothing, nameof(CategoricalFocalCrossentropy));
    }

    /// <summary>Focal cross-entropy of target distributions, with a factor for each class.</summary>
    /// <param name="alpha">One factor per class.</param>
    /// <param name="gamma">How strongly easy samples are played down; 0 for not at all.</param>
    /// <param name="fromLogits">Whether the model's output is logits; otherwise it is probabilities.</param>
    /// <param name="labelSmoothing">The part of the target spread over all classes.</param>
    public CategoricalFocalCrossentropy(IReadOnlyList<double> alpha, double gamma = 2, bool fromLogits = false, double labelSmoothing = 0)
        : this(1, gamma, fromLogits, labelSmoothing) => AlphaByClass = new NumberList(alpha);

    /// <summary>A factor for all classes; 1 where each has its own.</summary>
    public double Alpha { get; }

    /// <summary>A factor for each class; null where one is for all.</summary>
    public IReadOnlyList<double>? AlphaByClass { get; }

    /// <summary>How strongly easy samples are played down.</summary>
    public double Gamma { get; }

    /// <summary>Whether the model's output is logits.</summary>
    public bool FromLogits { get; }

    /// <summary>The part of the target spread over all classes.</summary>
    public double LabelSmoothing { get; }

    internal override bool IsCategorical => true;

    internal override bool? WantsLogits => FromLogits;

    internal override void Check(int outputs)
    {
        if (AlphaByClass is { Count: var factors } && factors != outputs)
        {
            throw new ShapeException(
                $"{KerasName}: expected an alpha for each of {outputs} outputs, got {factors}. "
                + "Pass one per class, or one number for all.");
        }
    }

    internal static double CheckGamma(double gamma, string who) => gamma >= 0
        ? gamma
        : throw new ArgumentOutOfRangeException(nameof(gamma), $"{who}: expected gamma of at least 0, got {gamma}.");

    internal override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        FocalKernels.Categorical(new(Alpha, AlphaByClass, Gamma, LabelSmoothing), FromLogits || logits, output, target, gradient, scale);
}

/// <summary>Binary cross-entropy that looks away from what is easy, averaged over the outputs: <c>mean_i w_i (1 - q_i)^gamma c_i</c>.</summary>
/// <remarks>
/// c is the binary cross-entropy, <c>q = t p + (1 - t)(1 - p)</c> what the truth was given, and w is 1, or with class balancing <c>t alpha + (1 - t)(1 - alpha)</c>.
/// Lin et al. 2018, in Keras' form.
/// </remarks>
public sealed record BinaryFocalCrossentropy : KerasLoss
{
    /// <summary>Binary focal cross-entropy.</summary>
    /// <param name="applyClassBalancing">Whether <paramref name="alpha"/> acts.</param>
    /// <param name="alpha">The weight of class 1; class 0 has the rest to 1.</param>
    /// <param name="gamma">How strongly easy samples are played down; 0 for not at all.</param>
    /// <param name="fromLogits">Whether the model's output is logits; otherwise it is probabilities.</param>
    /// <param name="labelSmoothing">How far targets are pulled towards 0.5.</param>
    public BinaryFocalCrossentropy(bool applyClassBalancing = false, double alpha = 0.25, double gamma = 2, bool fromLogits = false, double labelSmoothing = 0)
    {
        ApplyClassBalancing = applyClassBalancing;
        Alpha = alpha;
        Gamma = CategoricalFocalCrossentropy.CheckGamma(gamma, nameof(BinaryFocalCrossentropy));
        FromLogits = fromLogits;
        LabelSmoothing = CheckSmoothing(labelSmoothing, nameof(BinaryFocalCrossentropy));
    }

    /// <summary>Whether <see cref="Alpha"/> acts.</summary>
    public bool ApplyClassBalancing { get; }

    /// <summary>The weight of class 1.</summary>
    public double Alpha { get; }

    /// <summary>How strongly easy samples are played down.</summary>
    public double Gamma { get; }

    /// <summary>Whether the model's output is logits.</summary>
    public bool FromLogits { get; }

    /// <summary>How far targets are pulled towards 0.5.</summary>
    public double LabelSmoothing { get; }

    internal override bool? WantsLogits => FromLogits;

    internal override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        FocalKernels.Binary(new(Alpha, null, Gamma, LabelSmoothing), ApplyClassBalancing, FromLogits || logits, output, target, gradient, scale);
}
