using Weft.Kernels;

namespace Weft;

/// <summary>
/// One minus twice what output and target share, over what they have: <c>1 - (2 sum_i t_i y_i + 1e-7) / (sum_i t_i + sum_i y_i + 1e-7)</c>.
/// </summary>
/// <remarks>
/// Each sample by itself: Keras' <c>axis=-1</c>. Keras' default, which takes a whole batch as one sample, has no value per sample, and is
/// not here.
/// </remarks>
public sealed record Dice : KerasLoss
{
    internal override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        OverlapKernels.Tversky(0.5, 0.5, LossKernels.Epsilon / 2, output, target, gradient, scale);
}

/// <summary>
/// One minus what output and target share, over that plus weighted errors of both kinds: <c>1 - (s + 1e-7) / (s + alpha sum_i t_i (1 - y_i)
/// + beta sum_i (1 - t_i) y_i + 1e-7)</c>,
/// <c>s = sum_i t_i y_i</c>.
/// </summary>
/// <remarks>
/// Each sample by itself, as in <see cref="Dice"/>, which it is for 0.5 and 0.5. This is what Keras computes; its documentation has the two
/// factors the other way round.
/// </remarks>
public sealed record Tversky : KerasLoss
{
    /// <summary>Tversky's loss.</summary>
    /// <param name="alpha">What a missed yes weighs.</param>
    /// <param name="beta">What a false yes weighs.</param>
    public Tversky(double alpha = 0.5, double beta = 0.5) => (Alpha, Beta) = (alpha, beta);

    /// <summary>What a missed yes weighs.</summary>
    public double Alpha { get; }

    /// <summary>What a false yes weighs.</summary>
    public double Beta { get; }

    internal override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        OverlapKernels.Tversky(Alpha, Beta, LossKernels.Epsilon, output, target, gradient, scale);
}
