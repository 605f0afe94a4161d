namespace Weft;

/// <summary>A loss that Keras has too, with a kernel of its own; those of a program's own derive from <see cref="Loss"/>.</summary>
public abstract record KerasLoss : Loss
{
    private protected KerasLoss()
    {
    }

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

    internal abstract override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale);
}
