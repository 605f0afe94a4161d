using System.Runtime.CompilerServices;

namespace Weft.Kernels;

/// <summary>The one-dimensional transforms of Winograd's F(6, 3), with interpolation points 0, 1, -1, 2, -2, 1/2, -1/2 and infinity.</summary>
/// <remarks>Lavin and Gray 2015. Of a pair of points p and -p, even and odd powers are summed once: their sum belongs to p, their difference to -p. <see cref="WinogradTransform"/> makes two dimensions of it.</remarks>
internal readonly struct WinogradF6 : IWinograd
{
    public static int Output => 6;

    /// <summary><c>B^T</c>, 8x8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<S, V>(ref float source, nint step, ref float target, nint stride)
        where S : struct, ISimd<V>
        where V : struct
    {
        V x0 = S.Load(ref source, 0);
        V x1 = S.Load(ref source, step);
        V x2 = S.Load(ref source, 2 * step);
        V x3 = S.Load(ref source, 3 * step);
        V x4 = S.Load(ref source, 4 * step);
        V x5 = S.Load(ref source, 5 * step);
        V x6 = S.Load(ref source, 6 * step);
        V x7 = S.Load(ref source, 7 * step);
        S.Store(S.MultiplyAdd(S.Splat(-21f / 4), x2, S.MultiplyAdd(S.Splat(21f / 4), x4, S.Subtract(x0, x6))), ref target, 0);
        V even1 = S.MultiplyAdd(S.Splat(-17f / 4), x4, S.Add(x2, x6));
        V odd1 = S.MultiplyAdd(S.Splat(-17f / 4), x3, S.Add(x1, x5));
        S.Store(S.Add(even1, odd1), ref target, stride);
        S.Store(S.Subtract(even1, odd1), ref target, 2 * stride);
        V even2 = S.MultiplyAdd(S.Splat(-5f / 4), x4, S.MultiplyAdd(S.Splat(1f / 4), x2, x6));
        V odd2 = S.MultiplyAdd(S.Splat(2), x5, S.MultiplyAdd(S.Splat(-5f / 2), x3, S.Multiply(S.Splat(1f / 2), x1)));
        S.Store(S.Add(even2, odd2), ref target, 3 * stride);
        S.Store(S.Subtract(even2, odd2), ref target, 4 * stride);
        V even3 = S.MultiplyAdd(S.Splat(-5), x4, S.MultiplyAdd(S.Splat(4), x2, x6));
        V odd3 = S.MultiplyAdd(S.Splat(1f / 2), x5, S.MultiplyAdd(S.Splat(-5f / 2), x3, S.Multiply(S.Splat(2), x1)));
        S.Store(S.Add(even3, odd3), ref target, 5 * stride);
        S.Store(S.Subtract(even3, odd3), ref target, 6 * stride);
        S.Store(S.MultiplyAdd(S.Splat(-21f / 4), x5, S.MultiplyAdd(S.Splat(21f / 4), x3, S.Subtract(x7, x1))), ref target, 7 * stride);
    }

    /// <summary><c>B</c>, 8x8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InputAdjoint<S, V>(ref float source, nint step, ref float target, nint stride)
        where S : struct, ISimd<V>
        where V : struct
    {
        V x0 = S.Load(ref source, 0);
        V x1 = S.Load(ref source, step);
        V x2 = S.Load(ref source, 2 * step);
        V x3 = S.Load(ref source, 3 * step);
        V x4 = S.Load(ref source, 4 * step);
        V x5 = S.Load(ref source, 5 * step);
        V x6 = S.Load(ref source, 6 * step);
        V x7 = S.Load(ref source, 7 * step);
        V sum1 = S.Add(x1, x2);
        V difference1 = S.Subtract(x1, x2);
        V sum2 = S.Add(x3, x4);
        V difference2 = S.Subtract(x3, x4);
        V sum3 = S.Add(x5, x6);
        V difference3 = S.Subtract(x5, x6);
        S.Store(x0, ref target, 0);
        S.Store(S.MultiplyAdd(S.Splat(2), difference3, S.MultiplyAdd(S.Splat(1f / 2), difference2, S.Subtract(difference1, x7))), ref target, stride);
        S.Store(S.MultiplyAdd(S.Splat(4), sum3, S.MultiplyAdd(S.Splat(1f / 4), sum2, S.MultiplyAdd(S.Splat(-21f / 4), x0, sum1))), ref target, 2 * stride);
        S.Store(S.MultiplyAdd(S.Splat(-5f / 2), difference3, S.MultiplyAdd(S.Splat(-5f / 2), difference2, S.MultiplyAdd(S.Splat(-17f / 4), difference1, S.Multiply(S.Splat(21f / 4), x7)))), ref target, 3 * stride);
        S.Store(S.MultiplyAdd(S.Splat(-5), sum3, S.MultiplyAdd(S.Splat(-5f / 4), sum2, S.MultiplyAdd(S.Splat(-17f / 4), sum1, S.Multiply(S.Splat(21f / 4), x0)))), ref target, 4 * stride);
        S.Store(S.MultiplyAdd(S.Splat(1f / 2), difference3, S.MultiplyAdd(S.Splat(2), difference2, S.MultiplyAdd(S.Splat(-21f / 4), x7, difference1))), ref target, 5 * stride);
        S.Store(S.Subtract(S.Add(S.Add(sum1, sum2), sum3), x0), ref target, 6 * stride);
        S.Store(x7, ref target, 7 * stride);
    }

    /// <summary><c>A^T</c>, 6x8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Inverse<S, V>(ref float source, nint step, ref float target, nint stride)
        where S : struct, ISimd<V>
        where V : struct
    {
        V x0 = S.Load(ref source, 0);
        V x1 = S.Load(ref source, step);
        V x2 = S.Load(ref source, 2 * step);
        V x3 = S.Load(ref source, 3 * step);
        V x4 = S.Load(ref source, 4 * step);
        V x5 = S.Load(ref source, 5 * step);
        V x6 = S.Load(ref source, 6 * step);
        V x7 = S.Load(ref source, 7 * step);
        V sum1 = S.Add(x1, x2);
        V difference1 = S.Subtract(x1, x2);
        V sum2 = S.Add(x3, x4);
        V difference2 = S.Subtract(x3, x4);
        V sum3 = S.Add(x5, x6);
        V difference3 = S.Subtract(x5, x6);
        S.Store(S.Add(S.Add(S.Add(x0, sum1), sum2), sum3), ref target, 0);
        S.Store(S.MultiplyAdd(S.Splat(1f / 2), difference3, S.MultiplyAdd(S.Splat(2), difference2, difference1)), ref target, stride);
        S.Store(S.MultiplyAdd(S.Splat(1f / 4), sum3, S.MultiplyAdd(S.Splat(4), sum2, sum1)), ref target, 2 * stride);
        S.Store(S.MultiplyAdd(S.Splat(1f / 8), difference3, S.MultiplyAdd(S.Splat(8), difference2, difference1)), ref target, 3 * stride);
        S.Store(S.MultiplyAdd(S.Splat(1f / 16), sum3, S.MultiplyAdd(S.Splat(16), sum2, sum1)), ref target, 4 * stride);
        S.Store(S.MultiplyAdd(S.Splat(1f / 32), difference3, S.MultiplyAdd(S.Splat(32), difference2, S.Add(difference1, x7))), ref target, 5 * stride);
    }

    /// <summary><c>A</c>, 8x6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InverseAdjoint<S, V>(ref float source, nint step, ref float target, nint stride)
        where S : struct, ISimd<V>
        where V : struct
    {
        V x0 = S.Load(ref source, 0);
        V x1 = S.Load(ref source, step);
        V x2 = S.Load(ref source, 2 * step);
        V x3 = S.Load(ref source, 3 * step);
        V x4 = S.Load(ref source, 4 * step);
        V x5 = S.Load(ref source, 5 * step);
        S.Store(x0, ref target, 0);
        V even1 = S.Add(S.Add(x0, x2), x4);
        V odd1 = S.Add(S.Add(x1, x3), x5);
        S.Store(S.Add(even1, odd1), ref target, stride);
        S.Store(S.Subtract(even1, odd1), ref target, 2 * stride);
        V even2 = S.MultiplyAdd(S.Splat(16), x4, S.MultiplyAdd(S.Splat(4), x2, x0));
        V odd2 = S.MultiplyAdd(S.Splat(32), x5, S.MultiplyAdd(S.Splat(8), x3, S.Multiply(S.Splat(2), x1)));
        S.Store(S.Add(even2, odd2), ref target, 3 * stride);
        S.Store(S.Subtract(even2, odd2), ref target, 4 * stride);
        V even3 = S.MultiplyAdd(S.Splat(1f / 16), x4, S.MultiplyAdd(S.Splat(1f / 4), x2, x0));
        V odd3 = S.MultiplyAdd(S.Splat(1f / 32), x5, S.MultiplyAdd(S.Splat(1f / 8), x3, S.Multiply(S.Splat(1f / 2), x1)));
        S.Store(S.Add(even3, odd3), ref target, 5 * stride);
        S.Store(S.Subtract(even3, odd3), ref target, 6 * stride);
        S.Store(x5, ref target, 7 * stride);
    }

    /// <summary><c>G</c>, 8x3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Kernel<S, V>(ref float source, nint step, ref float target, nint stride)
        where S : struct, ISimd<V>
        where V : struct
    {
        V x0 = S.Load(ref source, 0);
        V x1 = S.Load(ref source, step);
        V x2 = S.Load(ref source, 2 * step);
        S.Store(x0, ref target, 0);
        V even1 = S.MultiplyAdd(S.Splat(-2f / 9), x2, S.Multiply(S.Splat(-2f / 9), x0));
        S.Store(S.MultiplyAdd(S.Splat(-2f / 9), x1, even1), ref target, stride);
        S.Store(S.MultiplyAdd(S.Splat(2f / 9), x1, even1), ref target, 2 * stride);
        V even2 = S.MultiplyAdd(S.Splat(2f / 45), x2, S.Multiply(S.Splat(1f / 90), x0));
        S.Store(S.MultiplyAdd(S.Splat(1f / 45), x1, even2), ref target, 3 * stride);
        S.Store(S.MultiplyAdd(S.Splat(-1f / 45), x1, even2), ref target, 4 * stride);
        V even3 = S.MultiplyAdd(S.Splat(8f / 45), x2, S.Multiply(S.Splat(32f / 45), x0));
        S.Store(S.MultiplyAdd(S.Splat(16f / 45), x1, even3), ref target, 5 * stride);
        S.Store(S.MultiplyAdd(S.Splat(-16f / 45), x1, even3), ref target, 6 * stride);
        S.Store(x2, ref target, 7 * stride);
    }

    /// <summary><c>G^T</c>, 3x8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void KernelAdjoint<S, V>(ref float source, nint step, ref float target, nint stride)
        where S : struct, ISimd<V>
        where V : struct
    {
        V x0 = S.Load(ref source, 0);
        V x1 = S.Load(ref source, step);
        V x2 = S.Load(ref source, 2 * step);
        V x3 = S.Load(ref source, 3 * step);
        V x4 = S.Load(ref source, 4 * step);
        V x5 = S.Load(ref source, 5 * step);
        V x6 = S.Load(ref source, 6 * step);
        V x7 = S.Load(ref source, 7 * step);
        V sum1 = S.Add(x1, x2);
        V difference1 = S.Subtract(x1, x2);
        V sum2 = S.Add(x3, x4);
        V difference2 = S.Subtract(x3, x4);
        V sum3 = S.Add(x5, x6);
        V difference3 = S.Subtract(x5, x6);
        S.Store(S.MultiplyAdd(S.Splat(32f / 45), sum3, S.MultiplyAdd(S.Splat(1f / 90), sum2, S.MultiplyAdd(S.Splat(-2f / 9), sum1, x0))), ref target, 0);
        S.Store(S.MultiplyAdd(S.Splat(16f / 45), difference3, S.MultiplyAdd(S.Splat(1f / 45), difference2, S.Multiply(S.Splat(-2f / 9), difference1))), ref target, stride);
        S.Store(S.MultiplyAdd(S.Splat(8f / 45), sum3, S.MultiplyAdd(S.Splat(2f / 45), sum2, S.MultiplyAdd(S.Splat(-2f / 9), sum1, x7))), ref target, 2 * stride);
    }
}
