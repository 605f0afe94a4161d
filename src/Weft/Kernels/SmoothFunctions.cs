using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Weft.Kernels;

internal readonly struct CeluFunction : IActivation
{
    public static void Prepare(ReadOnlySpan<float> x, float alpha, Span<float> prepared, Span<float> y)
    {
        TensorPrimitives.Divide(x, alpha, prepared);
        TensorPrimitives.Exp(prepared, prepared);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.SelectGreater(x, S.Zero, x, S.Multiply(alpha, EluFunction.ExpMinusOne<S, V>(S.Divide(x, alpha), prepared)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.SelectGreater(x, S.Zero, S.Splat(1), S.Add(S.Divide(y, alpha), S.Splat(1)));
}

/// <summary><c>x tanh(ln(1 + e)) = x n / (n + 2)</c> with <c>e = e^x</c> and <c>n = e (e + 2)</c>: nothing cancels. From 20 on it is x to the last digit, before n is too large for a float.</summary>
internal readonly struct MishFunction : IActivation
{
    private const float Linear = 20;

    public static void Prepare(ReadOnlySpan<float> x, float alpha, Span<float> prepared, Span<float> y) => TensorPrimitives.Exp(x, prepared);

    public static void PrepareSlope(ReadOnlySpan<float> x, Span<float> prepared) => TensorPrimitives.Exp(x, prepared);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct
    {
        V two = S.Splat(2), n = S.Multiply(prepared, S.Add(prepared, two));
        return S.SelectGreater(x, S.Splat(Linear), x, S.Multiply(x, S.Divide(n, S.Add(n, two))));
    }

    // w = n / (n + 2), w' = 4 e (e + 1) / (n + 2)^2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct
    {
        V one = S.Splat(1), two = S.Splat(2), n = S.Multiply(prepared, S.Add(prepared, two)), inverse = S.Divide(one, S.Add(n, two));
        V rise = S.Multiply(S.Multiply(S.Multiply(S.Splat(4), prepared), S.Add(prepared, one)), S.Multiply(inverse, inverse));
        return S.SelectGreater(x, S.Splat(Linear), one, S.MultiplyAdd(x, rise, S.Multiply(n, inverse)));
    }
}

/// <summary><c>min(x, 0) - ln(1 + e^-|x|)</c>, as <see cref="SoftplusFunction"/>.</summary>
internal readonly struct LogSigmoidFunction : IActivation
{
    public static void Prepare(ReadOnlySpan<float> x, float alpha, Span<float> prepared, Span<float> y) => SoftplusFunction.Prepare(x, alpha, prepared, y);

    public static void PrepareSlope(ReadOnlySpan<float> x, Span<float> prepared)
    {
        TensorPrimitives.Negate(x, prepared);
        TensorPrimitives.Sigmoid(prepared, prepared);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.Subtract(S.Zero, SoftplusFunction.Value<S, V>(S.Subtract(S.Zero, x), prepared, y, alpha));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => prepared;
}

internal readonly struct TanhShrinkFunction : IActivation
{
    public static void Prepare(ReadOnlySpan<float> x, float alpha, Span<float> prepared, Span<float> y) => TensorPrimitives.Tanh(x, prepared);

    public static void PrepareSlope(ReadOnlySpan<float> x, Span<float> prepared) => TensorPrimitives.Tanh(x, prepared);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.Subtract(x, prepared);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.Multiply(prepared, prepared);
}

/// <summary><c>(x + r) / 2</c> with <c>r = sqrt(x^2 + b)</c>; left of zero, where that cancels, <c>b / (2 (r - x))</c>. Far to the right it is x, before x^2 is too large for a float.</summary>
internal readonly struct SquareplusFunction : IActivation
{
    private const float Linear = 1e15f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct
    {
        V half = S.Splat(0.5f), root = Root<S, V>(x, alpha);
        V left = S.Divide(S.Multiply(half, alpha), S.Subtract(root, x));
        return S.SelectGreater(x, S.Splat(Linear), x, S.SelectGreater(x, S.Zero, S.Multiply(half, S.Add(x, root)), left));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct
    {
        V half = S.Splat(0.5f), one = S.Splat(1), root = Root<S, V>(x, alpha);
        V left = S.Divide(S.Multiply(half, alpha), S.Multiply(root, S.Subtract(root, x)));
        return S.SelectGreater(x, S.Splat(Linear), one, S.SelectGreater(x, S.Zero, S.MultiplyAdd(half, S.Divide(x, root), half), left));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Root<S, V>(V x, V b)
        where S : struct, ISimd<V>
        where V : struct => S.Sqrt(S.MultiplyAdd(x, x, b));
}
