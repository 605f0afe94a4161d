using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Weft.Kernels;

/// <summary>An activation function of one value, for a register of them.</summary>
internal interface IActivation
{
    /// <summary>Computes what the function needs of exponentials, into <paramref name="prepared"/>; a second kind into <paramref name="y"/>, where the function finds it before its result goes there.</summary>
    static virtual void Prepare(ReadOnlySpan<float> x, float alpha, Span<float> prepared, Span<float> y)
    {
    }

    /// <summary>Computes what the derivative needs of exponentials.</summary>
    static virtual void PrepareSlope(ReadOnlySpan<float> x, Span<float> prepared)
    {
    }

    /// <summary><c>f(x)</c></summary>
    static abstract V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct;

    /// <summary><c>f'(x)</c>, where <c>y = f(x)</c>.</summary>
    static abstract V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct;
}

internal readonly struct ReluFunction : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.Relu(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.SelectGreater(x, S.Zero, S.Splat(1), S.Zero);
}

internal readonly struct LeakyReluFunction : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.SelectGreater(x, S.Zero, x, S.Multiply(alpha, x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.SelectGreater(x, S.Zero, S.Splat(1), alpha);
}

internal readonly struct Relu6Function : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.SelectGreater(x, S.Splat(6), S.Splat(6), S.Relu(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.SelectGreater(x, S.Zero, S.SelectGreater(S.Splat(6), x, S.Splat(1), S.Zero), S.Zero);
}

internal readonly struct HardSigmoidFunction : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct
    {
        V line = S.Relu(S.Add(S.Divide(x, S.Splat(6)), S.Splat(0.5f)));
        return S.SelectGreater(line, S.Splat(1), S.Splat(1), line);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.SelectGreater(x, S.Splat(-3), S.SelectGreater(S.Splat(3), x, S.Splat(1f / 6), S.Zero), S.Zero);
}

internal readonly struct SoftsignFunction : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.Divide(x, Denominator<S, V>(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.Divide(S.Splat(1), S.Multiply(Denominator<S, V>(x), Denominator<S, V>(x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Denominator<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct => S.Add(S.Splat(1), S.Larger(x, S.Subtract(S.Zero, x)));
}

internal readonly struct ExponentialFunction : IActivation
{
    public static void Prepare(ReadOnlySpan<float> x, float alpha, Span<float> prepared, Span<float> y) => TensorPrimitives.Exp(x, prepared);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => prepared;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => y;
}

internal readonly struct EluFunction : IActivation
{
    public static void Prepare(ReadOnlySpan<float> x, float alpha, Span<float> prepared, Span<float> y) => TensorPrimitives.Exp(x, prepared);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.SelectGreater(x, S.Zero, x, S.Multiply(alpha, ExpMinusOne<S, V>(x, prepared)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.SelectGreater(x, S.Zero, S.Splat(1), S.Add(y, alpha));

    /// <summary><c>e^x - 1</c> for negative x: near zero, where the difference would lose its digits, by its series.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ExpMinusOne<S, V>(V x, V exp)
        where S : struct, ISimd<V>
        where V : struct
    {
        V series = S.MultiplyAdd(x, S.Splat(1f / 24), S.Splat(1f / 6));
        series = S.MultiplyAdd(x, series, S.Splat(0.5f));
        series = S.MultiplyAdd(S.Multiply(x, x), series, x);
        return S.SelectGreater(x, S.Splat(-0.02f), series, S.Subtract(exp, S.Splat(1)));
    }
}

internal readonly struct SeluFunction : IActivation
{
    private const float Alpha = 1.6732632423543772f;
    private const float Scale = 1.0507009873554805f;

    public static void Prepare(ReadOnlySpan<float> x, float alpha, Span<float> prepared, Span<float> y) => TensorPrimitives.Exp(x, prepared);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.Multiply(S.Splat(Scale), S.SelectGreater(x, S.Zero, x, S.Multiply(S.Splat(Alpha), EluFunction.ExpMinusOne<S, V>(x, prepared))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.SelectGreater(x, S.Zero, S.Splat(Scale), S.SelectEqual(x, S.Zero, S.Splat(Scale), S.Add(y, S.Splat(Scale * Alpha))));
}

internal readonly struct SigmoidFunction : IActivation
{
    public static void Prepare(ReadOnlySpan<float> x, float alpha, Span<float> prepared, Span<float> y) => TensorPrimitives.Sigmoid(x, prepared);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => prepared;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.Multiply(y, S.Subtract(S.Splat(1), y));
}

internal readonly struct TanhFunction : IActivation
{
    public static void Prepare(ReadOnlySpan<float> x, float alpha, Span<float> prepared, Span<float> y) => TensorPrimitives.Tanh(x, prepared);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => prepared;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.Subtract(S.Splat(1), S.Multiply(y, y));
}

internal readonly struct SiluFunction : IActivation
{
    public static void Prepare(ReadOnlySpan<float> x, float alpha, Span<float> prepared, Span<float> y) => TensorPrimitives.Sigmoid(x, prepared);

    public static void PrepareSlope(ReadOnlySpan<float> x, Span<float> prepared) => TensorPrimitives.Sigmoid(x, prepared);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.Multiply(x, prepared);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.Multiply(prepared, S.MultiplyAdd(x, S.Subtract(S.Splat(1), prepared), S.Splat(1)));
}

/// <summary><c>max(x, 0) + ln(1 + e)</c> with <c>e = exp(-|x|)</c>; the logarithm keeps its digits for small e as <c>ln(u) e / (u - 1)</c> with u = 1 + e as it was rounded (Kahan).</summary>
internal readonly struct SoftplusFunction : IActivation
{
    public static void Prepare(ReadOnlySpan<float> x, float alpha, Span<float> prepared, Span<float> y)
    {
        TensorPrimitives.Abs(x, prepared);
        TensorPrimitives.Negate(prepared, prepared);
        TensorPrimitives.Exp(prepared, prepared);
        TensorPrimitives.LogP1(prepared, y);
    }

    public static void PrepareSlope(ReadOnlySpan<float> x, Span<float> prepared) => TensorPrimitives.Sigmoid(x, prepared);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct
    {
        V one = S.Splat(1), u = S.Add(one, prepared);
        V logarithm = S.SelectEqual(u, one, prepared, S.Divide(S.Multiply(y, prepared), S.Subtract(u, one)));
        return S.Add(S.Relu(x), logarithm);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => prepared;
}

/// <summary><c>x Phi(x)</c>.</summary>
/// <remarks>
/// <c>Phi(-a) = exp(-a^2 / 2) h(a)</c> for a &gt;= 0, with <c>h(a) = t Q(t)</c>, <c>t = 1 / (1 + 0.42 a)</c> and Q of degree 9, fitted for the least relative error: 6.4e-8, and 3e-7 as computed.
/// So the left tail keeps its relative accuracy too.
/// </remarks>
internal readonly struct GeluFunction : IActivation
{
    private const float Density = 0.3989422804014327f;

    public static void Prepare(ReadOnlySpan<float> x, float alpha, Span<float> prepared, Span<float> y) => PrepareSlope(x, prepared);

    public static void PrepareSlope(ReadOnlySpan<float> x, Span<float> prepared)
    {
        TensorPrimitives.Multiply(x, x, prepared);
        TensorPrimitives.Multiply(prepared, -0.5f, prepared);
        TensorPrimitives.Exp(prepared, prepared);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.Multiply(x, Probability<S, V>(x, prepared));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.MultiplyAdd(S.Multiply(x, S.Splat(Density)), prepared, Probability<S, V>(x, prepared));

    // Phi(x).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Probability<S, V>(V x, V exp)
        where S : struct, ISimd<V>
        where V : struct
    {
        V one = S.Splat(1), t = S.Divide(one, S.MultiplyAdd(S.Splat(0.42f), S.Larger(x, S.Subtract(S.Zero, x)), one));
        V q = S.MultiplyAdd(t, S.Splat(0.039282478f), S.Splat(-0.19627872f));
        q = S.MultiplyAdd(t, q, S.Splat(0.37474212f));
        q = S.MultiplyAdd(t, q, S.Splat(-0.29677117f));
        q = S.MultiplyAdd(t, q, S.Splat(0.037618462f));
        q = S.MultiplyAdd(t, q, S.Splat(-0.01267589f));
        q = S.MultiplyAdd(t, q, S.Splat(0.08110293f));
        q = S.MultiplyAdd(t, q, S.Splat(0.13786514f));
        q = S.MultiplyAdd(t, q, S.Splat(0.16755891f));
        q = S.MultiplyAdd(t, q, S.Splat(0.16755575f));
        V tail = S.Multiply(S.Multiply(exp, t), q);
        return S.SelectGreater(x, S.Zero, S.Subtract(one, tail), tail);
    }
}

/// <summary><c>x (1 + tanh(s (x + c x^3))) / 2</c>.</summary>
internal readonly struct TanhGeluFunction : IActivation
{
    private const float Inner = 0.7978845608028654f;
    private const float Cubic = 0.044715f;

    public static void Prepare(ReadOnlySpan<float> x, float alpha, Span<float> prepared, Span<float> y) => PrepareSlope(x, prepared);

    public static void PrepareSlope(ReadOnlySpan<float> x, Span<float> prepared)
    {
        TensorPrimitives.Multiply(x, x, prepared);
        TensorPrimitives.Multiply(prepared, Inner * Cubic, prepared);
        TensorPrimitives.Add(prepared, Inner, prepared);
        TensorPrimitives.Multiply(prepared, x, prepared);
        TensorPrimitives.Tanh(prepared, prepared);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct => S.Multiply(S.Multiply(S.Splat(0.5f), x), S.Add(S.Splat(1), prepared));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<S, V>(V x, V prepared, V y, V alpha)
        where S : struct, ISimd<V>
        where V : struct
    {
        V one = S.Splat(1), half = S.Splat(0.5f);
        V inner = S.MultiplyAdd(S.Multiply(x, x), S.Splat(3 * Inner * Cubic), S.Splat(Inner));
        V rise = S.Multiply(S.Multiply(S.Multiply(half, x), S.Subtract(one, S.Multiply(prepared, prepared))), inner);
        return S.MultiplyAdd(half, S.Add(one, prepared), rise);
    }
}
