using System.Runtime.CompilerServices;

namespace Weft.Kernels;

/// <summary>The one-dimensional transforms of Winograd's F(3, 3), with interpolation points 0, 1, -1, 2 and infinity.</summary>
/// <remarks>Lavin and Gray 2015. Each line reads a few registers a step apart and writes a few; <see cref="WinogradTransform"/> makes two dimensions of them.</remarks>
internal readonly struct WinogradF3 : IWinograd
{
    public static int Output => 3;

    /// <summary><c>B^T</c>, 5x5.</summary>
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
        S.Store(S.MultiplyAdd(S.Splat(-2), x2, S.MultiplyAdd(S.Splat(2), x0, S.Subtract(x3, x1))), ref target, 0);
        S.Store(S.MultiplyAdd(S.Splat(-2), x1, S.Subtract(x3, x2)), ref target, stride);
        S.Store(S.MultiplyAdd(S.Splat(-3), x2, S.MultiplyAdd(S.Splat(2), x1, x3)), ref target, 2 * stride);
        S.Store(S.Subtract(x3, x1), ref target, 3 * stride);
        S.Store(S.MultiplyAdd(S.Splat(-2), x3, S.MultiplyAdd(S.Splat(2), x1, S.Subtract(x4, x2))), ref target, 4 * stride);
    }

    /// <summary><c>B</c>, 5x5.</summary>
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
        S.Store(S.Multiply(S.Splat(2), x0), ref target, 0);
        S.Store(S.MultiplyAdd(S.Splat(-2), x1, S.MultiplyAdd(S.Splat(2), x4, S.MultiplyAdd(S.Splat(2), x2, S.Subtract(S.Subtract(S.Zero, x0), x3)))), ref target, stride);
        S.Store(S.MultiplyAdd(S.Splat(-3), x2, S.MultiplyAdd(S.Splat(-2), x0, S.Subtract(S.Subtract(S.Zero, x1), x4))), ref target, 2 * stride);
        S.Store(S.MultiplyAdd(S.Splat(-2), x4, S.Add(S.Add(S.Add(x0, x1), x2), x3)), ref target, 3 * stride);
        S.Store(x4, ref target, 4 * stride);
    }

    /// <summary><c>A^T</c>, 3x5.</summary>
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
        S.Store(S.Add(S.Add(S.Add(x0, x1), x2), x3), ref target, 0);
        S.Store(S.MultiplyAdd(S.Splat(2), x3, S.Subtract(x1, x2)), ref target, stride);
        S.Store(S.MultiplyAdd(S.Splat(4), x3, S.Add(S.Add(x1, x2), x4)), ref target, 2 * stride);
    }

    /// <summary><c>A</c>, 5x3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InverseAdjoint<S, V>(ref float source, nint step, ref float target, nint stride)
        where S : struct, ISimd<V>
        where V : struct
    {
        V x0 = S.Load(ref source, 0);
        V x1 = S.Load(ref source, step);
        V x2 = S.Load(ref source, 2 * step);
        S.Store(x0, ref target, 0);
        S.Store(S.Add(S.Add(x0, x1), x2), ref target, stride);
        S.Store(S.Subtract(S.Add(x0, x2), x1), ref target, 2 * stride);
        S.Store(S.MultiplyAdd(S.Splat(4), x2, S.MultiplyAdd(S.Splat(2), x1, x0)), ref target, 3 * stride);
        S.Store(x2, ref target, 4 * stride);
    }

    /// <summary><c>G</c>, 5x3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Kernel<S, V>(ref float source, nint step, ref float target, nint stride)
        where S : struct, ISimd<V>
        where V : struct
    {
        V x0 = S.Load(ref source, 0);
        V x1 = S.Load(ref source, step);
        V x2 = S.Load(ref source, 2 * step);
        S.Store(S.Multiply(S.Splat(1f / 2), x0), ref target, 0);
        S.Store(S.MultiplyAdd(S.Splat(-1f / 2), x2, S.MultiplyAdd(S.Splat(-1f / 2), x1, S.Multiply(S.Splat(-1f / 2), x0))), ref target, stride);
        S.Store(S.MultiplyAdd(S.Splat(-1f / 6), x2, S.MultiplyAdd(S.Splat(-1f / 6), x0, S.Multiply(S.Splat(1f / 6), x1))), ref target, 2 * stride);
        S.Store(S.MultiplyAdd(S.Splat(2f / 3), x2, S.MultiplyAdd(S.Splat(1f / 3), x1, S.Multiply(S.Splat(1f / 6), x0))), ref target, 3 * stride);
        S.Store(x2, ref target, 4 * stride);
    }

    /// <summary><c>G^T</c>, 3x5.</summary>
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
        S.Store(S.MultiplyAdd(S.Splat(-1f / 6), x2, S.MultiplyAdd(S.Splat(-1f / 2), x1, S.MultiplyAdd(S.Splat(1f / 6), x3, S.Multiply(S.Splat(1f / 2), x0)))), ref target, 0);
        S.Store(S.MultiplyAdd(S.Splat(-1f / 2), x1, S.MultiplyAdd(S.Splat(1f / 3), x3, S.Multiply(S.Splat(1f / 6), x2))), ref target, stride);
        S.Store(S.MultiplyAdd(S.Splat(-1f / 6), x2, S.MultiplyAdd(S.Splat(-1f / 2), x1, S.MultiplyAdd(S.Splat(2f / 3), x3, x4))), ref target, 2 * stride);
    }
}
