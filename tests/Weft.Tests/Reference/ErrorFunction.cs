namespace Weft.Tests.Reference;

/// <summary>A mean over the outputs of a function of output and target, with its derivative by the output.</summary>
internal sealed class ErrorFunction(Func<double, double, double> value, Func<double, double, double> slope) : LossFunction
{
    public static ErrorFunction? For(Loss loss) => loss switch
    {
        MeanAbsoluteError => new((y, t) => Math.Abs(y - t), (y, t) => Math.Sign(y - t)),
        MeanAbsolutePercentageError => new((y, t) => 100 * Math.Abs((y - t) / Math.Max(Math.Abs(t), Clip)), (y, t) => 100 * Math.Sign(y - t) / Math.Max(Math.Abs(t), Clip)),
        MeanSquaredLogarithmicError => new(
            (y, t) => Math.Pow(Math.Log((1 + Math.Max(y, Clip)) / (1 + Math.Max(t, Clip))), 2),
            (y, t) => y < Clip ? 0 : 2 * Math.Log((1 + y) / (1 + Math.Max(t, Clip))) / (1 + y)),
        Huber { Delta: var d } => new(
            (y, t) => Math.Abs(y - t) <= d ? Math.Pow(y - t, 2) / 2 : d * (Math.Abs(y - t) - d / 2), (y, t) => Math.Clamp(y - t, -d, d)),
        LogCosh => new((y, t) => Math.Log(Math.Cosh(y - t)), (y, t) => Math.Tanh(y - t)),
        Poisson => new((y, t) => y - t * Math.Log(y + Clip), (y, t) => 1 - t / (y + Clip)),
        _ => null,
    };

    public override double Value(double[] y, double[] target) => y.Zip(target, value).Average();

    public override double[] Gradient(double[] y, double[] target) => [.. y.Zip(target, slope).Select(s => s / y.Length)];
}

/// <summary>
/// <c>L = 1 - (S + e) / (S + a M + b F + e)</c> of what is shared, <c>S = sum t y</c>, falsely said, <c>F = sum (1 - t) y</c>, and missed,
/// <c>M = sum t (1 - y)</c>.
/// </summary>
internal sealed class TverskyIndex(double a, double b, double e) : LossFunction
{
    public override double Value(double[] y, double[] target) => 1 - (Shared(y, target) + e) / All(y, target);

    public override double[] Gradient(double[] y, double[] target) =>
        [.. target.Select(t => ((Shared(y, target) + e) * (t + b * (1 - t) - a * t) / All(y, target) - t) / All(y, target))];

    private static double Shared(double[] y, double[] target) => y.Zip(target, (value, t) => t * value).Sum();

    private double All(double[] y, double[] target) =>
        y.Zip(target, (value, t) => t * value + a * t * (1 - value) + b * (1 - t) * value).Sum() + e;
}

/// <summary><c>L = -cos(y, t)</c>; the derivative is what of the target's direction is across the output.</summary>
internal sealed class NegativeCosine : LossFunction
{
    public override double Value(double[] y, double[] target) =>
        -y.Zip(target, (value, t) => value * t).Sum() / (Length(y) * Length(target));

    public override double[] Gradient(double[] y, double[] target) =>
        [.. y.Zip(target, (value, t) => -(t / Length(target) + Value(y, target) * value / Length(y)) / Length(y))];

    private static double Length(double[] x) => Math.Sqrt(Math.Max(x.Sum(value => value * value), Clip));
}

/// <summary><c>L = sum_i t_i (1 - p_i^q) / q</c>, of probabilities or of logits, whose Jacobian it goes through entry by entry.</summary>
internal sealed class GeneralizedEntropy(double q, bool onLogits) : LossFunction
{
    public override double Value(double[] y, double[] target) => target.Zip(Probabilities(y), (t, p) => t * (1 - Math.Pow(p, q)) / q).Sum();

    public override double[] Gradient(double[] y, double[] target)
    {
        double[] p = Probabilities(y);
        double[] slope = [.. p.Zip(target, (value, t) => t == 0 ? 0 : -t * Math.Pow(value, q - 1))];
        return onLogits ? [.. y.Select((_, j) => slope.Select((s, i) => s * p[i] * ((i == j ? 1 : 0) - p[j])).Sum())] : slope;
    }

    private double[] Probabilities(double[] y) => onLogits ? SoftmaxOperation.Softmax(y) : y;
}
