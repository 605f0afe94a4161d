namespace Weft;

/// <summary>A description of how far a prediction is from its target. The value of a batch is the mean over its samples.</summary>
public abstract record Loss
{
    private protected static double CheckSmoothing(double labelSmoothing, string who) => labelSmoothing is >= 0 and < 1
        ? labelSmoothing
        : throw new ArgumentOutOfRangeException(nameof(labelSmoothing), $"{who}: expected labelSmoothing from 0 up to but not including 1, got {labelSmoothing}.");

    /// <summary>The class name Keras files this loss under.</summary>
    public string KerasName => GetType().Name;

    /// <summary>Whether targets are class numbers; otherwise they are vectors as long as the output.</summary>
    public abstract bool TakesClassNumbers { get; }

    /// <summary>Whether the outputs are the classes of one choice, at least two.</summary>
    internal virtual bool IsCategorical => false;

    /// <summary>Whether the model's output is to be logits; null where the loss does not ask.</summary>
    internal virtual bool? WantsLogits => null;
}

/// <summary>Cross-entropy of a class number: <c>-ln p[label]</c>.</summary>
/// <remarks>
/// With label smoothing e over k classes the target is <c>(1 - e)</c> at the label plus <c>e / k</c> everywhere. When the model ends in a
/// softmax, loss and softmax are computed together from the logits. Otherwise probabilities are cut to <c>[1e-7, 1 - 1e-7]</c>, as Keras does.
/// </remarks>
public sealed record SparseCategoricalCrossentropy : Loss
{
    /// <summary>Cross-entropy of class numbers.</summary>
    /// <param name="fromLogits">Whether the model's output is logits; otherwise it is probabilities.</param>
    /// <param name="labelSmoothing">The part of the target spread over all classes.</param>
    public SparseCategoricalCrossentropy(bool fromLogits = false, double labelSmoothing = 0)
    {
        FromLogits = fromLogits;
        LabelSmoothing = CheckSmoothing(labelSmoothing, nameof(SparseCategoricalCrossentropy));
    }

    /// <summary>Whether the model's output is logits.</summary>
    public bool FromLogits { get; }

    /// <summary>The part of the target spread over all classes.</summary>
    public double LabelSmoothing { get; }

    /// <inheritdoc/>
    public override bool TakesClassNumbers => true;

    internal override bool IsCategorical => true;

    internal override bool? WantsLogits => FromLogits;
}

/// <summary>Cross-entropy of a target distribution: <c>-sum_i t_i ln p_i</c>.</summary>
/// <remarks>Smoothing and fusion with softmax are as in <see cref="SparseCategoricalCrossentropy"/>; class numbers are taken too, as one-hot targets.</remarks>
public sealed record CategoricalCrossentropy : Loss
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

    /// <inheritdoc/>
    public override bool TakesClassNumbers => false;

    internal override bool IsCategorical => true;

    internal override bool? WantsLogits => FromLogits;
}

/// <summary>Cross-entropy of independent yes-or-no targets, averaged over the outputs: <c>-mean_i (t_i ln p_i + (1 - t_i) ln(1 - p_i))</c>.</summary>
/// <remarks>With label smoothing e the target is <c>t (1 - e) + e / 2</c>.</remarks>
public sealed record BinaryCrossentropy : Loss
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

    /// <inheritdoc/>
    public override bool TakesClassNumbers => false;

    internal override bool? WantsLogits => FromLogits;
}

/// <summary>The mean of the squared differences over the outputs: <c>mean_i (y_i - t_i)^2</c>.</summary>
public sealed record MeanSquaredError : Loss
{
    /// <inheritdoc/>
    public override bool TakesClassNumbers => false;
}
