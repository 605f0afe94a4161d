using Weft.Kernels;

namespace Weft;

/// <summary>How far outputs fall short of a margin of 1 on their target's side, averaged over the outputs: <c>mean_i max(1 - t_i y_i, 0)</c>.</summary>
/// <remarks>Targets are -1 or 1; a 0 counts as -1, so that yes-or-no targets and one-hot ones can be given as they are.</remarks>
public sealed record Hinge : KerasLoss
{
    internal override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        LossKernels.Hinges(squared: false, output, target, gradient, scale);
}

/// <summary>The squares of what <see cref="Hinge"/> averages: <c>mean_i max(1 - t_i y_i, 0)^2</c>.</summary>
/// <remarks>Targets are -1 or 1; a 0 counts as -1.</remarks>
public sealed record SquaredHinge : KerasLoss
{
    internal override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        LossKernels.Hinges(squared: true, output, target, gradient, scale);
}

/// <summary>How far the right class' output falls short of a margin of 1 over the largest other one: <c>max(max_i (1 - t_i) y_i - sum_i t_i y_i + 1, 0)</c>.</summary>
/// <remarks>Targets are one-hot; class numbers are taken too.</remarks>
public sealed record CategoricalHinge : KerasLoss
{
    internal override bool IsCategorical => true;

    internal override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        LossKernels.CategoricalHinges(output, target, gradient, scale);
}
