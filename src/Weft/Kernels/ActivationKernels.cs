using System.Numerics.Tensors;

namespace Weft.Kernels;

/// <summary>The activation functions and their derivatives, value by value. Softmax, which is not by value, is in <see cref="SoftmaxKernels"/>.</summary>
internal static class ActivationKernels
{
    private const float SeluAlpha = 1.6732632423543772f;
    private const float SeluScale = 1.0507009873554805f;
    private const float GeluSlope = 0.7978845608028654f;
    private const float GeluCubic = 0.044715f;

    /// <summary><c>y = f(x)</c>; x and y may be the same memory.</summary>
    public static void Forward(Activation f, ReadOnlySpan<float> x, Span<float> y)
    {
        switch (f.Kind)
        {
            case ActivationKind.Linear:
                x.CopyTo(y);
                break;
            case ActivationKind.Relu:
                TensorPrimitives.Max(x, 0, y);
                break;
            case ActivationKind.Sigmoid:
                TensorPrimitives.Sigmoid(x, y);
                break;
            case ActivationKind.Tanh:
                TensorPrimitives.Tanh(x, y);
                break;
            case ActivationKind.Exponential:
                TensorPrimitives.Exp(x, y);
                break;
            default:
                for (int i = 0; i < x.Length; i++)
                {
                    y[i] = Value(f, x[i]);
                }

                break;
        }
    }

    /// <summary><c>dx = dy f'(x)</c>; dy and dx may be the same memory.</summary>
    public static void Backward(Activation f, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx)
    {
        switch (f.Kind)
        {
            case ActivationKind.Linear:
                dy.CopyTo(dx);
                break;
            case ActivationKind.Exponential:
                TensorPrimitives.Multiply(dy, y, dx);
                break;
            default:
                for (int i = 0; i < dx.Length; i++)
                {
                    dx[i] = dy[i] * Slope(f, x[i], y[i]);
                }

                break;
        }
    }

    private static float Value(Activation f, float x) => f.Kind switch
    {
        ActivationKind.LeakyRelu => x > 0 ? x : f.Alpha * x,
        ActivationKind.Relu6 => MathF.Min(MathF.Max(x, 0), 6),
        ActivationKind.Elu => x > 0 ? x : f.Alpha * Expm1(x),
        ActivationKind.Selu => SeluScale * (x > 0 ? x : SeluAlpha * Expm1(x)),
        ActivationKind.Gelu => f.Approximate ? 0.5f * x * (1 + MathF.Tanh(GeluSlope * (x + GeluCubic * x * x * x))) : x * NormalCdf(x),
        ActivationKind.Silu => x * Logistic(x),
        ActivationKind.HardSigmoid => Math.Clamp((x / 6) + 0.5f, 0, 1),
        ActivationKind.Softplus => MathF.Max(x, 0) + (float)Math.Log(1 + Math.Exp(-MathF.Abs(x))),
        ActivationKind.Softsign => x / (1 + MathF.Abs(x)),
        _ => throw new NotSupportedException($"Activation {f.Kind} does not work value by value."),
    };

    private static float Slope(Activation f, float x, float y) => f.Kind switch
    {
        ActivationKind.Relu => x > 0 ? 1 : 0,
        ActivationKind.LeakyRelu => x > 0 ? 1 : f.Alpha,
        ActivationKind.Relu6 => x is > 0 and < 6 ? 1 : 0,
        ActivationKind.Elu => x > 0 ? 1 : y + f.Alpha,
        ActivationKind.Selu => x > 0 ? SeluScale : y + SeluScale * SeluAlpha,
        ActivationKind.Gelu => f.Approximate ? TanhGeluSlope(x) : NormalCdf(x) + x * NormalDensity(x),
        ActivationKind.Silu => SiluSlope(x),
        ActivationKind.Sigmoid => y * (1 - y),
        ActivationKind.HardSigmoid => x is > -3 and < 3 ? 1f / 6 : 0,
        ActivationKind.Tanh => 1 - y * y,
        ActivationKind.Softplus => Logistic(x),
        ActivationKind.Softsign => 1 / ((1 + MathF.Abs(x)) * (1 + MathF.Abs(x))),
        _ => throw new NotSupportedException($"Activation {f.Kind} does not work value by value."),
    };

    private static float Logistic(float x) => 1 / (1 + MathF.Exp(-x));

    private static float Expm1(float x) => MathF.Abs(x) < 1e-2f ? x * (1 + (x / 2 * (1 + (x / 3 * (1 + (x / 4)))))) : MathF.Exp(x) - 1;

    private static float SiluSlope(float x)
    {
        float s = Logistic(x);
        return s * (1 + x * (1 - s));
    }

    private static float TanhGeluSlope(float x)
    {
        float t = MathF.Tanh(GeluSlope * (x + GeluCubic * x * x * x));
        return 0.5f * (1 + t) + 0.5f * x * (1 - t * t) * GeluSlope * (1 + 3 * GeluCubic * x * x);
    }

    private static float NormalDensity(float x) => (float)(Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI));

    /// <summary>
    /// The standard normal's distribution function, in double so that the left tail keeps its relative accuracy: the series of erf
    /// (Abramowitz and Stegun 7.1.6) near zero, the continued fraction of erfc (7.1.14) beyond.
    /// </summary>
    private static float NormalCdf(float value)
    {
        double x = Math.Abs(value) / Math.Sqrt(2);
        double tail;
        if (x < 2)
        {
            double term = x, sum = x;
            for (int n = 1; term > sum * 1e-10; n++)
            {
                term *= 2 * x * x / ((2 * n) + 1);
                sum += term;
            }

            tail = 1 - (2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum);
        }
        else
        {
            double fraction = x;
            for (int n = 30; n > 0; n--)
            {
                fraction = x + (n / 2.0 / fraction);
            }

            tail = Math.Exp(-x * x) / (Math.Sqrt(Math.PI) * fraction);
        }

        return (float)(value < 0 ? tail / 2 : 1 - (tail / 2));
    }
}
