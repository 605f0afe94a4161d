using System.Runtime.CompilerServices;

namespace Weft.Kernels;

internal readonly struct HardTanhFunction : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct
    {
        V one = S.Splat(1), minus = S.Splat(-1);
        return S.SelectGreater(x, one, one, S.SelectGreater(minus, x, minus, x));
    }

    // 1 at both corners, as TensorFlow has it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.SelectGreater(x, S.Splat(1), S.Zero, S.SelectGreater(S.Splat(-1), x, S.Zero, S.Splat(1)));
}

internal readonly struct HardSiluFunction : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.Multiply(x, HardSigmoidFunction.Value<S, V>(x, prepared, y, alpha));

    // 0 at -3 and 1 at 3, the values of the pieces beyond.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct
    {
        V line = S.MultiplyAdd(x, S.Splat(1f / 3), S.Splat(0.5f));
        return S.SelectGreater(x, S.Splat(-3), S.SelectGreater(S.Splat(3), x, line, S.Splat(1)), S.Zero);
    }
}

internal readonly struct SoftShrinkFunction : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.SelectGreater(
            x, alpha, S.Subtract(x, alpha), S.SelectGreater(S.Subtract(S.Zero, alpha), x, S.Add(x, alpha), ShrinkFormulas.Nothing<S, V>(x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => ShrinkFormulas.Slope<S, V>(x, alpha);
}

internal readonly struct HardShrinkFunction : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.SelectGreater(x, alpha, x, S.SelectGreater(S.Subtract(S.Zero, alpha), x, x, ShrinkFormulas.Nothing<S, V>(x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => ShrinkFormulas.Slope<S, V>(x, alpha);
}

/// <summary>What the functions that shrink to zero share.</summary>
internal static class ShrinkFormulas
{
    /// <summary>Zero, and no number for what is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Nothing<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct => S.SelectEqual(x, x, S.Zero, x);

    /// <summary>1 farther from zero than alpha, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.SelectGreater(x, alpha, S.Splat(1), S.SelectGreater(S.Subtract(S.Zero, alpha), x, S.Splat(1), S.Zero));
}

internal readonly struct SparsePlusFunction : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct
    {
        V one = S.Splat(1), half = S.Multiply(S.Relu(S.Add(x, one)), S.Splat(0.5f));
        return S.SelectGreater(x, one, x, S.Multiply(half, half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => SparseSigmoidFunction.Value<S, V>(x, prepared, y, alpha);
}

internal readonly struct SparseSigmoidFunction : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct
    {
        V one = S.Splat(1);
        return S.SelectGreater(x, one, one, S.Multiply(S.Relu(S.Add(x, one)), S.Splat(0.5f)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.SelectGreater(x, S.Splat(-1), S.SelectGreater(S.Splat(1), x, S.Splat(0.5f), S.Zero), S.Zero);
}
