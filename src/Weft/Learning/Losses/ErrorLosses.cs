using Weft.Kernels;

namespace Weft;

/// <summary>The mean of the squared differences over the outputs: <c>mean_i (y_i - t_i)^2</c>.</summary>
public sealed record MeanSquaredError : KerasLoss
{
    internal override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        ErrorKernels.Evaluate(ErrorTerm.Squared, 0, output, target, gradient, scale);
}

/// <summary>
/// The mean of the absolute differences over the outputs: <c>mean_i |y_i - t_i|</c>; where both are equal the slope is 0.
/// </summary>
public sealed record MeanAbsoluteError : KerasLoss
{
    internal override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        ErrorKernels.Evaluate(ErrorTerm.Absolute, 0, output, target, gradient, scale);
}

/// <summary>The mean of the absolute differences in percent of the target: <c>100 mean_i |y_i - t_i| / max(|t_i|, 1e-7)</c>.</summary>
public sealed record MeanAbsolutePercentageError : KerasLoss
{
    internal override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        ErrorKernels.Evaluate(ErrorTerm.Percentage, 0, output, target, gradient, scale);
}

/// <summary>
/// The mean of the squared differences of logarithms: <c>mean_i (ln(1 + y_i) - ln(1 + t_i))^2</c>, both of at least 1e-7.
/// </summary>
public sealed record MeanSquaredLogarithmicError : KerasLoss
{
    internal override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        ErrorKernels.Evaluate(ErrorTerm.SquaredLogarithmic, 0, output, target, gradient, scale);
}

/// <summary>
/// Squares of small differences and amounts of large ones: <c>mean_i e^2 / 2</c> where <c>|e| &lt;= delta</c>, <c>delta |e| - delta^2 /
/// 2</c> beyond, of <c>e = y_i - t_i</c>.
/// </summary>
public sealed record Huber : KerasLoss
{
    /// <summary>Huber's loss.</summary>
    /// <param name="delta">Where squares end, above 0.</param>
    public Huber(double delta = 1) => Delta = delta > 0 && double.IsFinite(delta)
        ? delta
        : throw new ArgumentOutOfRangeException(nameof(delta), $"Huber: expected delta above 0, got {delta}.");

    /// <summary>Where squares end.</summary>
    public double Delta { get; }

    internal override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        ErrorKernels.Evaluate(ErrorTerm.Huber, Delta, output, target, gradient, scale);
}

/// <summary>
/// The mean of the logarithms of the differences' hyperbolic cosines: <c>mean_i ln cosh(y_i - t_i)</c>, a square near 0 and an amount far
/// from it.
/// </summary>
public sealed record LogCosh : KerasLoss
{
    internal override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        ErrorKernels.Evaluate(ErrorTerm.LogCosh, 0, output, target, gradient, scale);
}

/// <summary>
/// The negative logarithm of Poisson's likelihood without what is constant: <c>mean_i (y_i - t_i ln(y_i + 1e-7))</c>. Outputs must not be
/// negative.
/// </summary>
public sealed record Poisson : KerasLoss
{
    internal override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        ErrorKernels.Evaluate(ErrorTerm.Poisson, 0, output, target, gradient, scale);
}

/// <summary>
/// The negative cosine of the angle between output and target: <c>-sum_i y_i t_i / (|y| |t|)</c>, each length at least <c>sqrt(1e-7)</c>.
/// </summary>
/// <remarks>As a metric, in <see cref="LossMetric"/>, it is the cosine itself, as in Keras.</remarks>
public sealed record CosineSimilarity : KerasLoss
{
    internal override double Evaluate(
        bool logits, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) =>
        OverlapKernels.Cosine(output, target, gradient, scale);
}
