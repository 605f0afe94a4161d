using System.Runtime.CompilerServices;

namespace Weft.Kernels;

/// <summary>The one-dimensional transforms of Winograd's F(4, 3), with interpolation points 0, 1, -1, 2, -2 and infinity.</summary>
/// <remarks>Lavin and Gray 2015. Each line reads a few registers a step apart and writes a few; <see cref="WinogradTransform"/> makes two dimensions of them.</remarks>
internal readonly struct WinogradF4 : IWinograd
{
    public static int Output => 4;

    /// <summary><c>B^T</c>, 6x6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<V>(ref float source, nint step, ref float target, nint stride)
        where V : struct, IVector<V>
    {
        V x0 = V.Load(ref source, 0);
        V x1 = V.Load(ref source, step);
        V x2 = V.Load(ref source, 2 * step);
        V x3 = V.Load(ref source, 3 * step);
        V x4 = V.Load(ref source, 4 * step);
        V x5 = V.Load(ref source, 5 * step);
        V.Store(V.MultiplyAdd(V.Splat(-5), x2, V.MultiplyAdd(V.Splat(4), x0, x4)), ref target, 0);
        V.Store(V.MultiplyAdd(V.Splat(-4), x2, V.MultiplyAdd(V.Splat(-4), x1, V.Add(x3, x4))), ref target, stride);
        V.Store(V.MultiplyAdd(V.Splat(-4), x2, V.MultiplyAdd(V.Splat(4), x1, V.Subtract(x4, x3))), ref target, 2 * stride);
        V.Store(V.MultiplyAdd(V.Splat(-2), x1, V.MultiplyAdd(V.Splat(2), x3, V.Subtract(x4, x2))), ref target, 3 * stride);
        V.Store(V.MultiplyAdd(V.Splat(-2), x3, V.MultiplyAdd(V.Splat(2), x1, V.Subtract(x4, x2))), ref target, 4 * stride);
        V.Store(V.MultiplyAdd(V.Splat(-5), x3, V.MultiplyAdd(V.Splat(4), x1, x5)), ref target, 5 * stride);
    }

    /// <summary><c>B</c>, 6x6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InputAdjoint<V>(ref float source, nint step, ref float target, nint stride)
        where V : struct, IVector<V>
    {
        V x0 = V.Load(ref source, 0);
        V x1 = V.Load(ref source, step);
        V x2 = V.Load(ref source, 2 * step);
        V x3 = V.Load(ref source, 3 * step);
        V x4 = V.Load(ref source, 4 * step);
        V x5 = V.Load(ref source, 5 * step);
        V.Store(V.Multiply(V.Splat(4), x0), ref target, 0);
        V.Store(V.MultiplyAdd(V.Splat(-2), x3, V.MultiplyAdd(V.Splat(-4), x1, V.MultiplyAdd(V.Splat(4), x5, V.MultiplyAdd(V.Splat(2), x4, V.Multiply(V.Splat(4), x2))))), ref target, stride);
        V.Store(V.MultiplyAdd(V.Splat(-4), x2, V.MultiplyAdd(V.Splat(-4), x1, V.MultiplyAdd(V.Splat(-5), x0, V.Subtract(V.Subtract(V.Zero, x3), x4)))), ref target, 2 * stride);
        V.Store(V.MultiplyAdd(V.Splat(-5), x5, V.MultiplyAdd(V.Splat(-2), x4, V.MultiplyAdd(V.Splat(2), x3, V.Subtract(x1, x2)))), ref target, 3 * stride);
        V.Store(V.Add(V.Add(V.Add(V.Add(x0, x1), x2), x3), x4), ref target, 4 * stride);
        V.Store(x5, ref target, 5 * stride);
    }

    /// <summary><c>A^T</c>, 4x6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Inverse<V>(ref float source, nint step, ref float target, nint stride)
        where V : struct, IVector<V>
    {
        V x0 = V.Load(ref source, 0);
        V x1 = V.Load(ref source, step);
        V x2 = V.Load(ref source, 2 * step);
        V x3 = V.Load(ref source, 3 * step);
        V x4 = V.Load(ref source, 4 * step);
        V x5 = V.Load(ref source, 5 * step);
        V.Store(V.Add(V.Add(V.Add(V.Add(x0, x1), x2), x3), x4), ref target, 0);
        V.Store(V.MultiplyAdd(V.Splat(-2), x4, V.MultiplyAdd(V.Splat(2), x3, V.Subtract(x1, x2))), ref target, stride);
        V.Store(V.MultiplyAdd(V.Splat(4), x4, V.MultiplyAdd(V.Splat(4), x3, V.Add(x1, x2))), ref target, 2 * stride);
        V.Store(V.MultiplyAdd(V.Splat(-8), x4, V.MultiplyAdd(V.Splat(8), x3, V.Subtract(V.Add(x1, x5), x2))), ref target, 3 * stride);
    }

    /// <summary><c>A</c>, 6x4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InverseAdjoint<V>(ref float source, nint step, ref float target, nint stride)
        where V : struct, IVector<V>
    {
        V x0 = V.Load(ref source, 0);
        V x1 = V.Load(ref source, step);
        V x2 = V.Load(ref source, 2 * step);
        V x3 = V.Load(ref source, 3 * step);
        V.Store(x0, ref target, 0);
        V.Store(V.Add(V.Add(V.Add(x0, x1), x2), x3), ref target, stride);
        V.Store(V.Subtract(V.Subtract(V.Add(x0, x2), x1), x3), ref target, 2 * stride);
        V.Store(V.MultiplyAdd(V.Splat(8), x3, V.MultiplyAdd(V.Splat(4), x2, V.MultiplyAdd(V.Splat(2), x1, x0))), ref target, 3 * stride);
        V.Store(V.MultiplyAdd(V.Splat(-8), x3, V.MultiplyAdd(V.Splat(-2), x1, V.MultiplyAdd(V.Splat(4), x2, x0))), ref target, 4 * stride);
        V.Store(x3, ref target, 5 * stride);
    }

    /// <summary><c>G</c>, 6x3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Kernel<V>(ref float source, nint step, ref float target, nint stride)
        where V : struct, IVector<V>
    {
        V x0 = V.Load(ref source, 0);
        V x1 = V.Load(ref source, step);
        V x2 = V.Load(ref source, 2 * step);
        V.Store(V.Multiply(V.Splat(1f / 4), x0), ref target, 0);
        V.Store(V.MultiplyAdd(V.Splat(-1f / 6), x2, V.MultiplyAdd(V.Splat(-1f / 6), x1, V.Multiply(V.Splat(-1f / 6), x0))), ref target, stride);
        V.Store(V.MultiplyAdd(V.Splat(-1f / 6), x2, V.MultiplyAdd(V.Splat(-1f / 6), x0, V.Multiply(V.Splat(1f / 6), x1))), ref target, 2 * stride);
        V.Store(V.MultiplyAdd(V.Splat(1f / 6), x2, V.MultiplyAdd(V.Splat(1f / 12), x1, V.Multiply(V.Splat(1f / 24), x0))), ref target, 3 * stride);
        V.Store(V.MultiplyAdd(V.Splat(-1f / 12), x1, V.MultiplyAdd(V.Splat(1f / 6), x2, V.Multiply(V.Splat(1f / 24), x0))), ref target, 4 * stride);
        V.Store(x2, ref target, 5 * stride);
    }

    /// <summary><c>G^T</c>, 3x6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void KernelAdjoint<V>(ref float source, nint step, ref float target, nint stride)
        where V : struct, IVector<V>
    {
        V x0 = V.Load(ref source, 0);
        V x1 = V.Load(ref source, step);
        V x2 = V.Load(ref source, 2 * step);
        V x3 = V.Load(ref source, 3 * step);
        V x4 = V.Load(ref source, 4 * step);
        V x5 = V.Load(ref source, 5 * step);
        V.Store(V.MultiplyAdd(V.Splat(-1f / 6), x2, V.MultiplyAdd(V.Splat(-1f / 6), x1, V.MultiplyAdd(V.Splat(1f / 24), x4, V.MultiplyAdd(V.Splat(1f / 24), x3, V.Multiply(V.Splat(1f / 4), x0))))), ref target, 0);
        V.Store(V.MultiplyAdd(V.Splat(-1f / 12), x4, V.MultiplyAdd(V.Splat(-1f / 6), x1, V.MultiplyAdd(V.Splat(1f / 12), x3, V.Multiply(V.Splat(1f / 6), x2)))), ref target, stride);
        V.Store(V.MultiplyAdd(V.Splat(-1f / 6), x2, V.MultiplyAdd(V.Splat(-1f / 6), x1, V.MultiplyAdd(V.Splat(1f / 6), x4, V.MultiplyAdd(V.Splat(1f / 6), x3, x5)))), ref target, 2 * stride);
    }
}
