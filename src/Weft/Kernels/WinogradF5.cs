using System.Runtime.CompilerServices;

namespace Weft.Kernels;

/// <summary>The one-dimensional transforms of Winograd's F(5, 3), with interpolation points 0, 1, -1, 2, -2, 1/2 and infinity.</summary>
/// <remarks>Lavin and Gray 2015. Of a pair of points p and -p, even and odd powers are summed once: their sum belongs to p, their difference to -p. <see cref="WinogradTransform"/> makes two dimensions of it.</remarks>
internal readonly struct WinogradF5 : IWinograd
{
    public static int Output => 5;

    /// <summary><c>B^T</c>, 7x7.</summary>
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
        S.Store(S.MultiplyAdd(S.Splat(-1f / 2), x5, S.MultiplyAdd(S.Splat(1f / 4), x4, S.MultiplyAdd(S.Splat(5f / 2), x3, S.MultiplyAdd(S.Splat(-5f / 4), x2, S.MultiplyAdd(S.Splat(-2), x1, x0))))), ref target, 0);
        V low1 = S.MultiplyAdd(S.Splat(2), x1, S.MultiplyAdd(S.Splat(-4), x2, S.MultiplyAdd(S.Splat(-1f / 2), x3, x4)));
        V high1 = S.MultiplyAdd(S.Splat(2), x2, S.MultiplyAdd(S.Splat(-4), x3, S.MultiplyAdd(S.Splat(-1f / 2), x4, x5)));
        S.Store(S.Add(high1, low1), ref target, stride);
        S.Store(S.Subtract(high1, low1), ref target, 2 * stride);
        V low2 = S.MultiplyAdd(S.Splat(1f / 2), x1, S.MultiplyAdd(S.Splat(-1f / 2), x3, S.Subtract(x4, x2)));
        V high2 = S.MultiplyAdd(S.Splat(1f / 2), x2, S.MultiplyAdd(S.Splat(-1f / 2), x4, S.Subtract(x5, x3)));
        S.Store(S.MultiplyAdd(S.Splat(2), low2, high2), ref target, 3 * stride);
        S.Store(S.MultiplyAdd(S.Splat(-2), low2, high2), ref target, 4 * stride);
        S.Store(S.MultiplyAdd(S.Splat(4), x1, S.MultiplyAdd(S.Splat(-5), x3, x5)), ref target, 5 * stride);
        S.Store(S.MultiplyAdd(S.Splat(-2), x1, S.MultiplyAdd(S.Splat(4), x2, S.MultiplyAdd(S.Splat(5f / 2), x3, S.MultiplyAdd(S.Splat(-5), x4, S.MultiplyAdd(S.Splat(-1f / 2), x5, x6))))), ref target, 6 * stride);
    }

    /// <summary><c>B</c>, 7x7.</summary>
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
        V sum1 = S.Add(x1, x2);
        V difference1 = S.Subtract(x1, x2);
        V sum2 = S.Add(x3, x4);
        V difference2 = S.MultiplyAdd(S.Splat(-2), x4, S.Multiply(S.Splat(2), x3));
        S.Store(x0, ref target, 0);
        S.Store(S.MultiplyAdd(S.Splat(-2), x6, S.MultiplyAdd(S.Splat(4), x5, S.MultiplyAdd(S.Splat(1f / 2), difference2, S.MultiplyAdd(S.Splat(2), difference1, S.Multiply(S.Splat(-2), x0))))), ref target, stride);
        S.Store(S.MultiplyAdd(S.Splat(4), x6, S.MultiplyAdd(S.Splat(1f / 2), sum2, S.MultiplyAdd(S.Splat(2), sum1, S.MultiplyAdd(S.Splat(-4), difference1, S.Subtract(S.Multiply(S.Splat(-5f / 4), x0), difference2))))), ref target, 2 * stride);
        S.Store(S.MultiplyAdd(S.Splat(5f / 2), x6, S.MultiplyAdd(S.Splat(-5), x5, S.MultiplyAdd(S.Splat(-4), sum1, S.MultiplyAdd(S.Splat(-1f / 2), difference2, S.MultiplyAdd(S.Splat(-1f / 2), difference1, S.Subtract(S.Multiply(S.Splat(5f / 2), x0), sum2)))))), ref target, 3 * stride);
        S.Store(S.MultiplyAdd(S.Splat(-5), x6, S.MultiplyAdd(S.Splat(1f / 4), x0, S.MultiplyAdd(S.Splat(-1f / 2), sum2, S.MultiplyAdd(S.Splat(-1f / 2), sum1, S.Add(difference1, difference2))))), ref target, 4 * stride);
        S.Store(S.MultiplyAdd(S.Splat(-1f / 2), x6, S.MultiplyAdd(S.Splat(-1f / 2), x0, S.Add(S.Add(sum1, sum2), x5))), ref target, 5 * stride);
        S.Store(x6, ref target, 6 * stride);
    }

    /// <summary><c>A^T</c>, 5x7.</summary>
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
        V sum1 = S.Add(x1, x2);
        V difference1 = S.Subtract(x1, x2);
        V sum2 = S.Add(x3, x4);
        V difference2 = S.Subtract(x3, x4);
        S.Store(S.Add(S.Add(S.Add(x0, sum1), sum2), x5), ref target, 0);
        S.Store(S.MultiplyAdd(S.Splat(1f / 2), x5, S.MultiplyAdd(S.Splat(2), difference2, difference1)), ref target, stride);
        S.Store(S.MultiplyAdd(S.Splat(1f / 4), x5, S.MultiplyAdd(S.Splat(4), sum2, sum1)), ref target, 2 * stride);
        S.Store(S.MultiplyAdd(S.Splat(1f / 8), x5, S.MultiplyAdd(S.Splat(8), difference2, difference1)), ref target, 3 * stride);
        S.Store(S.MultiplyAdd(S.Splat(1f / 16), x5, S.MultiplyAdd(S.Splat(16), sum2, S.Add(sum1, x6))), ref target, 4 * stride);
    }

    /// <summary><c>A</c>, 7x5.</summary>
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
        S.Store(x0, ref target, 0);
        V even1 = S.Add(S.Add(x0, x2), x4);
        V odd1 = S.Add(x1, x3);
        S.Store(S.Add(even1, odd1), ref target, stride);
        S.Store(S.Subtract(even1, odd1), ref target, 2 * stride);
        V even2 = S.MultiplyAdd(S.Splat(16), x4, S.MultiplyAdd(S.Splat(4), x2, x0));
        V odd2 = S.MultiplyAdd(S.Splat(8), x3, S.Multiply(S.Splat(2), x1));
        S.Store(S.Add(even2, odd2), ref target, 3 * stride);
        S.Store(S.Subtract(even2, odd2), ref target, 4 * stride);
        S.Store(S.MultiplyAdd(S.Splat(1f / 16), x4, S.MultiplyAdd(S.Splat(1f / 8), x3, S.MultiplyAdd(S.Splat(1f / 4), x2, S.MultiplyAdd(S.Splat(1f / 2), x1, x0)))), ref target, 5 * stride);
        S.Store(x4, ref target, 6 * stride);
    }

    /// <summary><c>G</c>, 7x3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Kernel<S, V>(ref float source, nint step, ref float target, nint stride)
        where S : struct, ISimd<V>
        where V : struct
    {
        V x0 = S.Load(ref source, 0);
        V x1 = S.Load(ref source, step);
        V x2 = S.Load(ref source, 2 * step);
        S.Store(x0, ref target, 0);
        S.Store(S.MultiplyAdd(S.Splat(-1f / 3), x2, S.MultiplyAdd(S.Splat(-1f / 3), x1, S.Multiply(S.Splat(-1f / 3), x0))), ref target, stride);
        S.Store(S.MultiplyAdd(S.Splat(1f / 9), x2, S.MultiplyAdd(S.Splat(-1f / 9), x1, S.Multiply(S.Splat(1f / 9), x0))), ref target, 2 * stride);
        S.Store(S.MultiplyAdd(S.Splat(1f / 9), x2, S.MultiplyAdd(S.Splat(1f / 18), x1, S.Multiply(S.Splat(1f / 36), x0))), ref target, 3 * stride);
        S.Store(S.MultiplyAdd(S.Splat(-1f / 15), x2, S.MultiplyAdd(S.Splat(1f / 30), x1, S.Multiply(S.Splat(-1f / 60), x0))), ref target, 4 * stride);
        S.Store(S.MultiplyAdd(S.Splat(8f / 45), x2, S.MultiplyAdd(S.Splat(16f / 45), x1, S.Multiply(S.Splat(32f / 45), x0))), ref target, 5 * stride);
        S.Store(x2, ref target, 6 * stride);
    }

    /// <summary><c>G^T</c>, 3x7.</summary>
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
        S.Store(S.MultiplyAdd(S.Splat(32f / 45), x5, S.MultiplyAdd(S.Splat(-1f / 60), x4, S.MultiplyAdd(S.Splat(1f / 36), x3, S.MultiplyAdd(S.Splat(1f / 9), x2, S.MultiplyAdd(S.Splat(-1f / 3), x1, x0))))), ref target, 0);
        S.Store(S.MultiplyAdd(S.Splat(16f / 45), x5, S.MultiplyAdd(S.Splat(1f / 30), x4, S.MultiplyAdd(S.Splat(1f / 18), x3, S.MultiplyAdd(S.Splat(-1f / 9), x2, S.Multiply(S.Splat(-1f / 3), x1))))), ref target, stride);
        S.Store(S.MultiplyAdd(S.Splat(8f / 45), x5, S.MultiplyAdd(S.Splat(-1f / 15), x4, S.MultiplyAdd(S.Splat(1f / 9), x3, S.MultiplyAdd(S.Splat(1f / 9), x2, S.MultiplyAdd(S.Splat(-1f / 3), x1, x6))))), ref target, 2 * stride);
    }
}
