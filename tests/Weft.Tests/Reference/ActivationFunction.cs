namespace Weft.Tests.Reference;

/// <summary>An activation by its definition: its value, its derivative, and where the derivative jumps.</summary>
internal sealed record ActivationFunction(Func<double, double> Value, Func<double, double> Slope, params double[] Corners)
{
    private const double SeluScale = 1.0507009873554805;
    private const double SeluAlpha = 1.6732632423543772;

    public static ActivationFunction Of(Activation activation)
    {
        double a = activation.Alpha;
        return activation.Kind switch
        {
            ActivationKind.Linear => new(x => x, _ => 1),
            ActivationKind.Relu => new(x => Math.Max(x, 0), x => x > 0 ? 1 : 0, 0),
            ActivationKind.LeakyRelu => new(x => x > 0 ? x : a * x, x => x > 0 ? 1 : a, 0),
            ActivationKind.Relu6 => new(x => Math.Clamp(x, 0, 6), x => x is > 0 and < 6 ? 1 : 0, 0, 6),
            ActivationKind.Elu => new(x => x > 0 ? x : a * (Math.Exp(x) - 1), x => x > 0 ? 1 : a * Math.Exp(x), 0),
            ActivationKind.Selu => new(
                x => SeluScale * (x > 0 ? x : SeluAlpha * (Math.Exp(x) - 1)),
                x => SeluScale * (x > 0 ? 1 : SeluAlpha * Math.Exp(x)),
                0),
            ActivationKind.Gelu when activation.Approximate => new(TanhGelu, TanhGeluSlope),
            ActivationKind.Gelu => new(x => x * NormalDistribution(x), x => NormalDistribution(x) + x * NormalDensity(x)),
            ActivationKind.Silu => new(x => x * Sigmoid(x), x => Sigmoid(x) * (1 + x * (1 - Sigmoid(x)))),
            ActivationKind.Sigmoid => new(Sigmoid, x => Sigmoid(x) * (1 - Sigmoid(x))),
            ActivationKind.HardSigmoid => new(x => Math.Clamp(x / 6 + 0.5, 0, 1), x => x is > -3 and < 3 ? 1.0 / 6 : 0, -3, 3),
            ActivationKind.Tanh => new(Math.Tanh, x => 1 - Math.Tanh(x) * Math.Tanh(x)),
            ActivationKind.Softplus => new(Softplus, Sigmoid),
            ActivationKind.Softsign => new(x => x / (1 + Math.Abs(x)), x => 1 / ((1 + Math.Abs(x)) * (1 + Math.Abs(x)))),
            ActivationKind.Exponential => new(Math.Exp, Math.Exp),
            ActivationKind.ClippedRelu => new(
                x => x > activation.Cutoff ? Math.Min(x, activation.MaxValue) : a * (x - activation.Cutoff),
                x => x > activation.Cutoff ? (x <= activation.MaxValue ? 1 : 0) : a,
                activation.Cutoff,
                activation.MaxValue),
            ActivationKind.Threshold => new(x => x > activation.Cutoff ? x : a, x => x > activation.Cutoff ? 1 : 0, activation.Cutoff),
            ActivationKind.Celu => new(x => Math.Max(x, 0) + (a * (Math.Exp(Math.Min(x, 0) / a) - 1)), x => x > 0 ? 1 : Math.Exp(x / a), 0),
            ActivationKind.HardTanh => new(x => Math.Clamp(x, -1, 1), x => x is >= -1 and <= 1 ? 1 : 0, -1, 1),
            ActivationKind.HardSilu => new(x => x * Math.Clamp((x / 6) + 0.5, 0, 1), x => x <= -3 ? 0 : x >= 3 ? 1 : ((2 * x) + 3) / 6, -3, 3),
            ActivationKind.Mish => new(x => x * Math.Tanh(Softplus(x)), MishSlope),
            ActivationKind.LogSigmoid => new(x => -Softplus(-x), x => Sigmoid(-x)),
            ActivationKind.TanhShrink => new(x => x - Math.Tanh(x), x => Math.Tanh(x) * Math.Tanh(x)),
            ActivationKind.SoftShrink => new(x => x > a ? x - a : x < -a ? x + a : 0, x => Math.Abs(x) > a ? 1 : 0, -a, a),
            ActivationKind.HardShrink => new(x => Math.Abs(x) > a ? x : 0, x => Math.Abs(x) > a ? 1 : 0, -a, a),
            ActivationKind.Squareplus => new(x => (x + Math.Sqrt((x * x) + a)) / 2, x => (1 + (x / Math.Sqrt((x * x) + a))) / 2),
            ActivationKind.SparsePlus => new(x => x <= -1 ? 0 : x >= 1 ? x : (x + 1) * (x + 1) / 4, x => Math.Clamp((x + 1) / 2, 0, 1)),
            ActivationKind.SparseSigmoid => new(x => Math.Clamp((x + 1) / 2, 0, 1), x => x is > -1 and < 1 ? 0.5 : 0, -1, 1),
            _ => throw new ArgumentOutOfRangeException(nameof(activation), $"{activation.Kind} is not a function of one value."),
        };
    }

    public static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    private static double MishSlope(double x)
    {
        double t = Math.Tanh(Softplus(x));
        return t + (x * (1 - (t * t)) * Sigmoid(x));
    }

    private static double NormalDensity(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>
    /// <c>Phi(x) = 1/2 + phi(x) (x + x^3/3 + x^5/(3 5) + x^7/(3 5 7) + ...)</c>: all terms have the sign of x, so nothing cancels
    /// (Abramowitz and Stegun 26.2.11).
    /// </summary>
    private static double NormalDistribution(double x)
    {
        if (Math.Abs(x) > 20)
        {
            return x > 0 ? 1 : 0;
        }

        double term = x;
        double sum = x;
        for (int k = 3; Math.Abs(term) > 1e-18 * Math.Abs(sum); k += 2)
        {
            term *= x * x / k;
            sum += term;
        }

        return 0.5 + NormalDensity(x) * sum;
    }

    private static double TanhGelu(double x) => 0.5 * x * (1 + Math.Tanh(Inner(x)));

    private static double TanhGeluSlope(double x)
    {
        double t = Math.Tanh(Inner(x));
        double dInner = Math.Sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
        return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * dInner;
    }

    private static double Inner(double x) => Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
}
