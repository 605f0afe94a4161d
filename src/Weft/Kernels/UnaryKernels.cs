using System.Numerics.Tensors;

namespace Weft.Kernels;

/// <summary>What is done with every value; c is a number.</summary>
internal enum UnaryKind
{
    Absolute,
    Square,
    Sqrt,
    Rsqrt,
    Reciprocal,
    Log,
    Log1p,
    Sign,
    Floor,
    Ceil,
    Power,
    TrueDivide,
    Maximum,
    Minimum,
}

/// <summary>Functions of single values that are no activations.</summary>
internal static class UnaryKernels
{
    /// <summary><c>y = f(x)</c>.</summary>
    public static void Forward(UnaryKind kind, float c, ReadOnlySpan<float> x, Span<float> y)
    {
        switch (kind)
        {
            case UnaryKind.Absolute:
                TensorPrimitives.Abs(x, y);
                break;
            case UnaryKind.Square:
                TensorPrimitives.Multiply(x, x, y);
                break;
            case UnaryKind.Sqrt:
                TensorPrimitives.Sqrt(x, y);
                break;
            case UnaryKind.Rsqrt:
                TensorPrimitives.Sqrt(x, y);
                TensorPrimitives.Divide(1, y, y);
                break;
            case UnaryKind.Reciprocal:
                TensorPrimitives.Divide(1, x, y);
                break;
            case UnaryKind.Log:
                TensorPrimitives.Log(x, y);
                break;
            case UnaryKind.TrueDivide:
                TensorPrimitives.Divide(c, x, y);
                break;
            case UnaryKind.Maximum:
                TensorPrimitives.Max(x, c, y);
                break;
            case UnaryKind.Minimum:
                TensorPrimitives.Min(x, c, y);
                break;
            case UnaryKind.Floor:
                TensorPrimitives.Floor(x, y);
                break;
            case UnaryKind.Ceil:
                TensorPrimitives.Ceiling(x, y);
                break;
            default:
                ForwardSingly(kind, c, x, y);
                break;
        }
    }

    /// <summary><c>dx = f'(x) dy</c>; at a corner, the slope that TensorFlow takes.</summary>
    public static void Backward(UnaryKind kind, float c, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy,
        Span<float> dx)
    {
        for (int i = 0; i < dx.Length; i++)
        {
            dx[i] = dy[i] * Slope(kind, c, x[i], y[i]);
        }
    }

    private static void ForwardSingly(UnaryKind kind, float c, ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = kind switch
            {
                UnaryKind.Log1p => (float)LogOfOneAnd(x[i]),
                UnaryKind.Power => MathF.Pow(x[i], c),
                _ => x[i] > 0 ? 1 : x[i] < 0 ? -1 : 0,
            };
        }
    }

    private static float Slope(UnaryKind kind, float c, float x, float y) => kind switch
    {
        UnaryKind.Absolute => x > 0 ? 1 : x < 0 ? -1 : 0,
        UnaryKind.Square => 2 * x,
        UnaryKind.Sqrt => 0.5f / y,
        UnaryKind.Rsqrt => -0.5f * y / x,
        UnaryKind.Reciprocal => -y * y,
        UnaryKind.Log => 1 / x,
        UnaryKind.Log1p => 1 / (1 + x),
        UnaryKind.Power => c == 0 ? 0 : c * MathF.Pow(x, c - 1),
        UnaryKind.TrueDivide => -y / x,
        UnaryKind.Maximum => x >= c ? 1 : 0,
        UnaryKind.Minimum => x <= c ? 1 : 0,
        _ => 0,
    };

    // In double, 1 + x keeps what float would lose of a small x.
    private static double LogOfOneAnd(double x) => Math.Log(1 + x);
}
