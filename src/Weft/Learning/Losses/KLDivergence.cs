using Weft.Kernels;

namespace Weft;

/// <summary>How far a predicted distribution is from the target's: <c>sum_i t_i ln(t_i / p_i)</c>, both cut to <c>[1e-7, 1]</c> as Keras does.</summary>
public sealed record KLDivergence : KerasLoss
{
    internal override bool? WantsLogits => false;

    internal override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        LossKernels.Divergence(output, target, gradient, scale);
}
