namespace Weft;

/// <summary>How training mixes the samples of a batch with each other, and their targets in the same proportion; an option of <see cref="Model.Fit"/>.</summary>
/// <remarks>
/// The other sample stands a number of places further that is drawn for the batch; Keras shuffles, and may mix a sample with itself. Pictures are mixed after the random layers at the model's beginning, each with its own draw. Class numbers become soft targets. The accuracy of a mixed sample, and its
/// class weight, are counted for the class with the larger part. Evaluation and prediction never mix.
/// </remarks>
public abstract record Mixing
{
    private protected Mixing(int? seed) => Seed = seed;

    /// <summary>A seed of its own; null takes the model's.</summary>
    public int? Seed { get; }
}

/// <summary>Every sample of a batch becomes <c>w x + (1 - w) x'</c> and its target <c>w t + (1 - w) t'</c>, with x' another sample of the batch.</summary>
/// <remarks>w is drawn for each sample from the distribution Beta(alpha, alpha). Zhang et al. 2018.</remarks>
public sealed record MixUp : Mixing
{
    /// <summary>A mix-up.</summary>
    /// <param name="alpha">How much is mixed: near 0 hardly anything, 1 any proportion alike.</param>
    /// <param name="seed">A seed of its own; null takes the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is not positive and finite.</exception>
    public MixUp(double alpha = 0.2, int? seed = null)
        : base(seed) => Alpha = alpha > 0 && double.IsFinite(alpha)
            ? alpha
            : throw new ArgumentOutOfRangeException(nameof(alpha), $"MixUp: expected alpha above 0, got {alpha}. 0.2 is usual.");

    /// <summary>How much is mixed.</summary>
    public double Alpha { get; }
}

/// <summary>A box of every picture is that of another picture of the batch; the target is mixed by the area.</summary>
/// <remarks>
/// The box has both sides shortened by <c>sqrt(1 - w)</c>, w drawn per sample from Beta(a, a), and a once per batch evenly from the factor. The part of the target is that of the
/// pixels that were really replaced, those whose middle the box covers (Yun et al. 2019); Keras takes the area before it is cut to whole pixels.
/// </remarks>
public sealed record CutMix : Mixing
{
    /// <summary>A cut-mix with a drawn evenly from 0 to <paramref name="factor"/>.</summary>
    /// <param name="factor">From 0 to 1; larger makes boxes of all sizes more alike in number.</param>
    /// <param name="seed">A seed of its own; null takes the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not within 0 and 1.</exception>
    public CutMix(double factor = 1, int? seed = null)
        : this((0, factor), seed)
    {
    }

    /// <summary>A cut-mix with a drawn evenly from a range.</summary>
    /// <param name="factor">The range, within 0 and 1.</param>
    /// <param name="seed">A seed of its own; null takes the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not within 0 and 1.</exception>
    public CutMix(Interval factor, int? seed = null)
        : base(seed) => Factor = factor is { Low: >= 0, High: <= 1 }
            ? factor
            : throw new ArgumentOutOfRangeException(nameof(factor), $"CutMix: expected factor from 0 to 1, got {factor}.");

    /// <summary>What the shape of the distribution is drawn from.</summary>
    public Interval Factor { get; }
}
