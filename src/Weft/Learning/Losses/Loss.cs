namespace Weft;

/// <summary>A description of how far a prediction is from its target: a value for each sample, reduced to one for a batch.</summary>
/// <remarks>
/// <para>A loss of one's own derives from this record and gives value and gradient of one sample in <see
/// cref="Evaluate(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float})"/>.
/// It is called from several threads at once, so its answer must follow from its arguments and options alone; samples' values are then
/// added in a fixed order.</para>
/// <para>A file cannot hold such a loss: a model that is saved with it is loaded uncompiled, with a note.</para>
/// </remarks>
public abstract record Loss
{
    /// <summary>The class name Keras files this loss under.</summary>
    public string KerasName => GetType().Name;

    /// <summary>How the values of a batch become one.</summary>
    public LossReduction Reduction
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(
            nameof(Reduction), $"{KerasName}: expected a reduction that there is, got {value}.");
    }

    /// <summary>
    /// Whether targets must be class numbers; otherwise they are vectors as long as the output, or class numbers that are made such
    /// vectors.
    /// </summary>
    public virtual bool TakesClassNumbers => false;

    /// <summary>The loss of one sample, and its slope.</summary>
    /// <param name="output">The model's output.</param>
    /// <param name="target">The target, as long as the output; a class number is one-hot, or 0 or 1 for a single output.</param>
    /// <param name="gradient">Where the derivatives by the outputs go. As long as the output and all 0 when Weft calls.</param>
    /// <returns>The value. Where it is no number, training stops before it changes a weight.</returns>
    public abstract double Evaluate(ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient);

    /// <summary>Whether the outputs are the classes of one choice, at least two.</summary>
    internal virtual bool IsCategorical => false;

    /// <summary>Whether the model's output is to be logits; null where the loss does not ask.</summary>
    internal virtual bool? WantsLogits => null;

    /// <summary>The class whose samples count nothing; null for none.</summary>
    internal virtual int? IgnoredClass => null;

    /// <summary>Holds the options against the number of outputs.</summary>
    /// <exception cref="ShapeException">They do not fit.</exception>
    internal virtual void Check(int outputs)
    {
    }

    /// <summary>The loss of one sample, as a plan asks for it.</summary>
    /// <param name="logits">Whether <paramref name="output"/> is logits although the loss takes probabilities.</param>
    /// <param name="output">The model's output.</param>
    /// <param name="target">The target vector.</param>
    /// <param name="gradient">Where <c>scale dL/doutput</c> goes; empty if not wanted, which a loss of one's own must never see.</param>
    /// <param name="scale">The gradient's factor.</param>
    internal virtual double Evaluate(bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale)
    {
        gradient.Clear();
        double value = Evaluate(output, target, gradient);
        foreach (ref float slope in gradient)
        {
            slope = (float)(scale * slope);
        }

        return value;
    }

    private protected static double CheckSmoothing(double labelSmoothing, string who) => labelSmoothing is >= 0 and < 1
        ? labelSmoothing
        : throw new ArgumentOutOfRangeException(
            nameof(labelSmoothing), $"{who}: expected labelSmoothing from 0 up to but not including 1, got {labelSmoothing}.");
}
