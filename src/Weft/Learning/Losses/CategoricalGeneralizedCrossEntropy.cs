using Weft.Kernels;

namespace Weft;

/// <summary>Between cross-entropy and an absolute error, for labels of which some are wrong: <c>(1 - p[label]^q) / q</c>.</summary>
/// <remarks>
/// Zhang and Sabuncu 2018. It takes class numbers, and outputs that are probabilities; a last softmax is computed together with it.
/// </remarks>
public sealed record CategoricalGeneralizedCrossEntropy : KerasLoss
{
    /// <summary>Generalised cross-entropy.</summary>
    /// <param name="q">Between 0, which is cross-entropy, and 1, which is an absolute error; both excluded.</param>
    public CategoricalGeneralizedCrossEntropy(double q = 0.5) => Q = q is > 0 and < 1
        ? q
        : throw new ArgumentOutOfRangeException(
            nameof(q), $"{nameof(CategoricalGeneralizedCrossEntropy)}: expected q between 0 and 1, got {q}.");

    /// <summary>Between cross-entropy and an absolute error.</summary>
    public double Q { get; }

    /// <inheritdoc/>
    public override bool TakesClassNumbers => true;

    internal override bool IsCategorical => true;

    internal override bool? WantsLogits => false;

    internal override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        OverlapKernels.Generalized(Q, logits, output, target, gradient, scale);
}
