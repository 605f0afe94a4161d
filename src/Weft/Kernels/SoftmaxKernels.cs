using System.Numerics.Tensors;

namespace Weft.Kernels;

/// <summary>Softmax and its logarithm of one row, and their gradients.</summary>
internal static class SoftmaxKernels
{
    /// <summary><c>y_i = e^(x_i - max) / sum_j e^(x_j - max)</c>; x and y may be the same memory.</summary>
    public static void Forward(ReadOnlySpan<float> x, Span<float> y)
    {
        TensorPrimitives.Subtract(x, TensorPrimitives.Max(x), y);
        TensorPrimitives.Exp(y, y);
        TensorPrimitives.Divide(y, TensorPrimitives.Sum<float>(y), y);
    }

    /// <summary><c>dx_i = y_i (dy_i - sum_j dy_j y_j)</c>; dy and dx may be the same memory.</summary>
    public static void Backward(ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx)
    {
        float mean = TensorPrimitives.Dot(y, dy);
        TensorPrimitives.Subtract(dy, mean, dx);
        TensorPrimitives.Multiply(dx, y, dx);
    }

    /// <summary><c>y_i = x_i - max - ln sum_j e^(x_j - max)</c>; x and y may be the same memory.</summary>
    /// <param name="x">The row.</param>
    /// <param name="y">The result.</param>
    /// <param name="memory">As long as the row.</param>
    public static void LogForward(ReadOnlySpan<float> x, Span<float> y, Span<float> memory)
    {
        Span<float> powers = memory[..x.Length];
        TensorPrimitives.Subtract(x, TensorPrimitives.Max(x), y);
        TensorPrimitives.Exp(y, powers);
        TensorPrimitives.Subtract(y, MathF.Log(TensorPrimitives.Sum<float>(powers)), y);
    }

    /// <summary><c>dx_i = dy_i - e^(y_i) sum_j dy_j</c>; dy and dx may be the same memory.</summary>
    /// <param name="y">The result.</param>
    /// <param name="dy">Its gradient.</param>
    /// <param name="dx">The row's gradient.</param>
    /// <param name="memory">As long as the row.</param>
    public static void LogBackward(ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx, Span<float> memory)
    {
        Span<float> probabilities = memory[..y.Length];
        float sum = TensorPrimitives.Sum(dy);
        TensorPrimitives.Exp(y, probabilities);
        TensorPrimitives.MultiplyAdd(probabilities, -sum, dy, dx);
    }
}
