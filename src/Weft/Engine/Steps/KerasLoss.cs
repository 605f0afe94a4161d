using Weft.Kernels;

namespace Weft;

// What computes a loss is the engine's; the loss itself only describes.
public abstract partial record KerasLoss
{
    /// <inheritdoc/>
    /// <remarks>Here the gradient may be empty, where it is not wanted.</remarks>
    /// <exception cref="ShapeException">Output, target and gradient are not of one length.</exception>
    public sealed override double Evaluate(ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient)
    {
        if (output.Length != target.Length || (gradient.Length > 0 && gradient.Length != output.Length))
        {
            throw new ShapeException(
                $"{KerasName}: expected a target and a gradient as long as the output of {output.Length}, got {target.Length} and {gradient.Length}. "
                + "Pass spans of one length.");
        }

        Check(output.Length);
        return Evaluate(logits: false, output, target, gradient, scale: 1);
    }

    internal sealed override double Evaluate(bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        LossKernels.Evaluate(this, logits, output, target, gradient, scale);
}
