using System.Numerics.Tensors;

namespace Weft.Kernels;

/// <summary>What is done with two operands.</summary>
internal enum BinaryKind
{
    Add,
    Subtract,
    Multiply,
    Maximum,
    Minimum,
}

/// <summary>Arithmetic of two rows, each a vector as long as the result or one number.</summary>
internal static class BinaryKernels
{
    /// <summary><c>y = a op b</c>.</summary>
    public static void Forward(BinaryKind kind, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        if (a.Length < y.Length && kind != BinaryKind.Subtract)
        {
            Forward(kind, b, a, y);
            return;
        }

        switch (kind, IsNumber: b.Length < y.Length)
        {
            case (BinaryKind.Subtract, _) when a.Length < y.Length:
                TensorPrimitives.Subtract(a[0], b, y);
                break;
            case (BinaryKind.Subtract, true):
                TensorPrimitives.Subtract(a, b[0], y);
                break;
            case (BinaryKind.Subtract, false):
                TensorPrimitives.Subtract(a, b, y);
                break;
            case (BinaryKind.Add, true):
                TensorPrimitives.Add(a, b[0], y);
                break;
            case (BinaryKind.Add, false):
                TensorPrimitives.Add(a, b, y);
                break;
            case (BinaryKind.Multiply, true):
                TensorPrimitives.Multiply(a, b[0], y);
                break;
            case (BinaryKind.Multiply, false):
                TensorPrimitives.Multiply(a, b, y);
                break;
            case (BinaryKind.Maximum, true):
                TensorPrimitives.Max(a, b[0], y);
                break;
            case (BinaryKind.Maximum, false):
                TensorPrimitives.Max(a, b, y);
                break;
            case (_, true):
                TensorPrimitives.Min(a, b[0], y);
                break;
            default:
                TensorPrimitives.Min(a, b, y);
                break;
        }
    }

    /// <summary>The gradient by one operand: stored, or added; a number's is the sum over the row.</summary>
    /// <param name="kind">What was done.</param>
    /// <param name="isLeft">Whether the gradient is that by a.</param>
    /// <param name="a">The left operand.</param>
    /// <param name="b">The right operand.</param>
    /// <param name="dy">The gradient by the result.</param>
    /// <param name="d">Where the gradient goes.</param>
    /// <param name="adds">Whether it is added to what is there.</param>
    public static void Backward(BinaryKind kind, bool isLeft, ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> dy, Span<float> d, bool adds)
    {
        bool isNumber = d.Length < dy.Length;
        switch (kind)
        {
            case BinaryKind.Add or BinaryKind.Subtract:
                Scale(dy, kind == BinaryKind.Subtract && !isLeft ? -1 : 1, d, isNumber, adds);
                break;
            case BinaryKind.Multiply:
                ReadOnlySpan<float> other = isLeft ? b : a;
                if (other.Length < dy.Length)
                {
                    Scale(dy, other[0], d, isNumber, adds);
                }
                else if (isNumber)
                {
                    d[0] = TensorPrimitives.Dot(dy, other) + (adds ? d[0] : 0);
                }
                else if (adds)
                {
                    TensorPrimitives.MultiplyAdd(dy, other, d, d);
                }
                else
                {
                    TensorPrimitives.Multiply(dy, other, d);
                }

                break;
            default:
                Choose(kind == BinaryKind.Maximum, isLeft, a, b, dy, d, adds);
                break;
        }
    }

    private static void Scale(ReadOnlySpan<float> dy, float factor, Span<float> d, bool isNumber, bool adds)
    {
        if (isNumber)
        {
            d[0] = (TensorPrimitives.Sum(dy) * factor) + (adds ? d[0] : 0);
        }
        else if (adds)
        {
            TensorPrimitives.MultiplyAdd(dy, factor, d, d);
        }
        else
        {
            TensorPrimitives.Multiply(dy, factor, d);
        }
    }

    // Where both are equal the gradient is the left one's, as TensorFlow has it.
    private static void Choose(bool isMaximum, bool isLeft, ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> dy, Span<float> d, bool adds)
    {
        bool isNumber = d.Length < dy.Length;
        if (!adds)
        {
            d.Clear();
        }

        for (int i = 0; i < dy.Length; i++)
        {
            float left = a[a.Length < dy.Length ? 0 : i], right = b[b.Length < dy.Length ? 0 : i];
            bool isLeftTaken = isMaximum ? left >= right : left <= right;
            d[isNumber ? 0 : i] += isLeftTaken == isLeft ? dy[i] : 0;
        }
    }
}
