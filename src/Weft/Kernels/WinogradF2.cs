using System.Runtime.CompilerServices;

namespace Weft.Kernels;

/// <summary>The one-dimensional transforms of Winograd's F(2, 3), with interpolation points 0, 1, -1 and infinity.</summary>
/// <remarks>Lavin and Gray 2015. Each line reads a few registers a step apart and writes a few; <see cref="WinogradTransform"/> makes two dimensions of them.</remarks>
internal readonly struct WinogradF2 : IWinograd
{
    public static int Output => 2;

    /// <summary><c>B^T</c>, 4x4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<V>(ref float source, nint step, ref float target, nint stride)
        where V : struct, IVector<V>
    {
        V x0 = V.Load(ref source, 0);
        V x1 = V.Load(ref source, step);
        V x2 = V.Load(ref source, 2 * step);
        V x3 = V.Load(ref source, 3 * step);
        V.Store(V.Subtract(x0, x2), ref target, 0);
        V.Store(V.Add(x1, x2), ref target, stride);
        V.Store(V.Subtract(x2, x1), ref target, 2 * stride);
        V.Store(V.Subtract(x1, x3), ref target, 3 * stride);
    }

    /// <summary><c>B</c>, 4x4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InputAdjoint<V>(ref float source, nint step, ref float target, nint stride)
        where V : struct, IVector<V>
    {
        V x0 = V.Load(ref source, 0);
        V x1 = V.Load(ref source, step);
        V x2 = V.Load(ref source, 2 * step);
        V x3 = V.Load(ref source, 3 * step);
        V.Store(x0, ref target, 0);
        V.Store(V.Subtract(V.Add(x1, x3), x2), ref target, stride);
        V.Store(V.Subtract(V.Add(x1, x2), x0), ref target, 2 * stride);
        V.Store(V.Subtract(V.Zero, x3), ref target, 3 * stride);
    }

    /// <summary><c>A^T</c>, 2x4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Inverse<V>(ref float source, nint step, ref float target, nint stride)
        where V : struct, IVector<V>
    {
        V x0 = V.Load(ref source, 0);
        V x1 = V.Load(ref source, step);
        V x2 = V.Load(ref source, 2 * step);
        V x3 = V.Load(ref source, 3 * step);
        V.Store(V.Add(V.Add(x0, x1), x2), ref target, 0);
        V.Store(V.Subtract(V.Subtract(x1, x2), x3), ref target, stride);
    }

    /// <summary><c>A</c>, 4x2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void InverseAdjoint<V>(ref float source, nint step, ref float target, nint stride)
        where V : struct, IVector<V>
    {
        V x0 = V.Load(ref source, 0);
        V x1 = V.Load(ref source, step);
        V.Store(x0, ref target, 0);
        V.Store(V.Add(x0, x1), ref target, stride);
        V.Store(V.Subtract(x0, x1), ref target, 2 * stride);
        V.Store(V.Subtract(V.Zero, x1), ref target, 3 * stride);
    }

    /// <summary><c>G</c>, 4x3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Kernel<V>(ref float source, nint step, ref float target, nint stride)
        where V : struct, IVector<V>
    {
        V x0 = V.Load(ref source, 0);
        V x1 = V.Load(ref source, step);
        V x2 = V.Load(ref source, 2 * step);
        V.Store(x0, ref target, 0);
        V.Store(V.MultiplyAdd(V.Splat(1f / 2), x2, V.MultiplyAdd(V.Splat(1f / 2), x1, V.Multiply(V.Splat(1f / 2), x0))), ref target, stride);
        V.Store(V.MultiplyAdd(V.Splat(-1f / 2), x1, V.MultiplyAdd(V.Splat(1f / 2), x2, V.Multiply(V.Splat(1f / 2), x0))), ref target, 2 * stride);
        V.Store(x2, ref target, 3 * stride);
    }

    /// <summary><c>G^T</c>, 3x4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void KernelAdjoint<V>(ref float source, nint step, ref float target, nint stride)
        where V : struct, IVector<V>
    {
        V x0 = V.Load(ref source, 0);
        V x1 = V.Load(ref source, step);
        V x2 = V.Load(ref source, 2 * step);
        V x3 = V.Load(ref source, 3 * step);
        V.Store(V.MultiplyAdd(V.Splat(1f / 2), x2, V.MultiplyAdd(V.Splat(1f / 2), x1, x0)), ref target, 0);
        V.Store(V.MultiplyAdd(V.Splat(-1f / 2), x2, V.Multiply(V.Splat(1f / 2), x1)), ref target, stride);
        V.Store(V.MultiplyAdd(V.Splat(1f / 2), x2, V.MultiplyAdd(V.Splat(1f / 2), x1, x3)), ref target, 2 * stride);
    }
}
