using Weft.Kernels;

namespace Weft;

/// <summary>Cross-entropy of a class number: <c>-ln p[label]</c>.</summary>
/// <remarks>
/// With label smoothing e over k classes the target is <c>(1 - e)</c> at the label plus <c>e / k</c> everywhere. When the model ends in a
/// softmax, loss and softmax are computed together from the logits. Otherwise probabilities are cut to <c>[1e-7, 1 - 1e-7]</c>, as Keras
/// does.
/// Samples of an ignored class have a loss and a gradient of 0, and means are taken over the others; metrics count them as they count any.
/// </remarks>
public sealed record SparseCategoricalCrossentropy : KerasLoss
{
    /// <summary>Cross-entropy of class numbers.</summary>
    /// <param name="fromLogits">Whether the model's output is logits; otherwise it is probabilities.</param>
    /// <param name="labelSmoothing">The part of the target spread over all classes.</param>
    /// <param name="ignoreClass">The class number of samples that are not to be learned from, such as -1 for those without a label; null
    /// for none.</param>
    public SparseCategoricalCrossentropy(bool fromLogits = false, double labelSmoothing = 0, int? ignoreClass = null)
    {
        FromLogits = fromLogits;
        IgnoreClass = ignoreClass;
        LabelSmoothing = CheckSmoothing(labelSmoothing, nameof(SparseCategoricalCrossentropy));
    }

    /// <summary>Whether the model's output is logits.</summary>
    public bool FromLogits { get; }

    /// <summary>The part of the target spread over all classes.</summary>
    public double LabelSmoothing { get; }

    /// <summary>The class number of samples that are not learned from; null for none.</summary>
    public int? IgnoreClass { get; }

    /// <inheritdoc/>
    public override bool TakesClassNumbers => true;

    internal override int? IgnoredClass => IgnoreClass;

    internal override bool IsCategorical => true;

    internal override bool? WantsLogits => FromLogits;

    internal override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        LossKernels.Crossentropy(FromLogits || logits, LabelSmoothing, output, target, gradient, scale);
}

/// <summary>Cross-entropy of a target distribution: <c>-sum_i t_i ln p_i</c>.</summary>
/// <remarks>
/// Smoothing and fusion with softmax are as in <see cref="SparseCategoricalCrossentropy"/>; class numbers are taken too, as one-hot
/// targets.
/// </remarks>
public sealed record CategoricalCrossentropy : KerasLoss
{
    /// <summary>Cross-entropy of target distributions.</summary>
    /// <param name="fromLogits">Whether the model's output is logits; otherwise it is probabilities.</param>
    /// <param name="labelSmoothing">The part of the target spread over all classes.</param>
    public CategoricalCrossentropy(bool fromLogits = false, double labelSmoothing = 0)
    {
        FromLogits = fromLogits;
        LabelSmoothing = CheckSmoothing(labelSmoothing, nameof(CategoricalCrossentropy));
    }

    /// <summary>Whether the model's output is logits.</summary>
    public bool FromLogits { get; }

    /// <summary>The part of the target spread over all classes.</summary>
    public double LabelSmoothing { get; }

    internal override bool IsCategorical => true;

    internal override bool? WantsLogits => FromLogits;

    internal override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        LossKernels.Crossentropy(FromLogits || logits, LabelSmoothing, output, target, gradient, scale);
}

/// <summary>
/// Cross-entropy of independent yes-or-no targets, averaged over the outputs: <c>-mean_i (t_i ln p_i + (1 - t_i) ln(1 - p_i))</c>.
/// </summary>
/// <remarks>With label smoothing e the target is <c>t (1 - e) + e / 2</c>.</remarks>
public sealed record BinaryCrossentropy : KerasLoss
{
    /// <summary>Binary cross-entropy.</summary>
    /// <param name="fromLogits">Whether the model's output is logits; otherwise it is probabilities.</param>
    /// <param name="labelSmoothing">How far targets are pulled towards 0.5.</param>
    public BinaryCrossentropy(bool fromLogits = false, double labelSmoothing = 0)
    {
        FromLogits = fromLogits;
        LabelSmoothing = CheckSmoothing(labelSmoothing, nameof(BinaryCrossentropy));
    }

    /// <summary>Whether the model's output is logits.</summary>
    public bool FromLogits { get; }

    /// <summary>How far targets are pulled towards 0.5.</summary>
    public double LabelSmoothing { get; }

    internal override bool? WantsLogits => FromLogits;

    internal override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        LossKernels.Binary(FromLogits || logits, LabelSmoothing, output, target, gradient, scale);
}
