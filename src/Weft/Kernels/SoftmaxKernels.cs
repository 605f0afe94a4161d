using System.Numerics.Tensors;

namespace Weft.Kernels;

/// <summary>Softmax of one row and its gradient.</summary>
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
}
