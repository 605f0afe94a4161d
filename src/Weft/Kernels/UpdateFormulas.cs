using System.Runtime.CompilerServices;

namespace Weft.Kernels;

/// <summary><c>w - rate g</c></summary>
internal readonly struct DescentFormula(float rate) : IUpdateFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Next<S, V>(V w, V g, ref float a, ref float b, ref float c, nint i)
        where S : struct, ISimd<V>
        where V : struct => S.Subtract(w, S.Multiply(S.Splat(rate), g));
}

/// <summary><c>w + (g - w) gain</c>: a running average w takes in g.</summary>
internal readonly struct ApproachFormula(float gain) : IUpdateFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Next<S, V>(V w, V g, ref float a, ref float b, ref float c, nint i)
        where S : struct, ISimd<V>
        where V : struct => S.MultiplyAdd(S.Subtract(g, w), S.Splat(gain), w);
}

/// <summary><c>a = momentum a - rate g</c>; <c>w + a</c>, or with Nesterov <c>w + momentum a - rate g</c></summary>
internal readonly struct MomentumFormula(float rate, float momentum, bool nesterov) : IUpdateFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Next<S, V>(V w, V g, ref float a, ref float b, ref float c, nint i)
        where S : struct, ISimd<V>
        where V : struct
    {
        V step = S.Multiply(S.Splat(rate), g);
        V velocity = S.Subtract(S.Multiply(S.Splat(momentum), S.Load(ref a, i)), step);
        S.Store(velocity, ref a, i);
        return S.Add(w, nesterov ? S.Subtract(S.Multiply(S.Splat(momentum), velocity), step) : velocity);
    }
}

/// <summary><c>a += (g - a) gain1; b += (g^2 - b) gain2; w - rate a / (sqrt(b) + epsilon)</c></summary>
internal readonly struct AdamFormula(float rate, float gain1, float gain2, float epsilon) : IUpdateFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Next<S, V>(V w, V g, ref float a, ref float b, ref float c, nint i)
        where S : struct, ISimd<V>
        where V : struct
    {
        V first = First<S, V>(g, ref a, i);
        return Step<S, V>(w, first, Second<S, V>(g, ref b, i));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V First<S, V>(V g, ref float a, nint i)
        where S : struct, ISimd<V>
        where V : struct => Average<S, V>(g, ref a, gain1, i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Second<S, V>(V g, ref float b, nint i)
        where S : struct, ISimd<V>
        where V : struct => Average<S, V>(S.Multiply(g, g), ref b, gain2, i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Step<S, V>(V w, V first, V second)
        where S : struct, ISimd<V>
        where V : struct => S.Subtract(w, S.Divide(S.Multiply(S.Splat(rate), first), S.Add(S.Sqrt(second), S.Splat(epsilon))));

    /// <summary>A running average, moved towards <paramref name="value"/> by <paramref name="gain"/> of the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Average<S, V>(V value, ref float average, float gain, nint i)
        where S : struct, ISimd<V>
        where V : struct
    {
        V old = S.Load(ref average, i);
        V moved = S.MultiplyAdd(S.Subtract(value, old), S.Splat(gain), old);
        S.Store(moved, ref average, i);
        return moved;
    }
}

/// <summary>Adam's formula with <c>c = max(c, b)</c> in the place of b.</summary>
internal readonly struct AmsgradFormula(AdamFormula adam) : IUpdateFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Next<S, V>(V w, V g, ref float a, ref float b, ref float c, nint i)
        where S : struct, ISimd<V>
        where V : struct
    {
        V first = adam.First<S, V>(g, ref a, i);
        V largest = S.Max(S.Load(ref c, i), adam.Second<S, V>(g, ref b, i));
        S.Store(largest, ref c, i);
        return adam.Step<S, V>(w, first, largest);
    }
}

/// <summary>
/// <c>a += (g - a) gain1; b += (g^2 - b) gain2; w - (momentumRate a + gradientRate g) / (scale sqrt(b) + epsilon)</c>
/// </summary>
internal readonly struct NadamFormula(float momentumRate, float gradientRate, float gain1, float gain2, float scale, float epsilon) : IUpdateFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Next<S, V>(V w, V g, ref float a, ref float b, ref float c, nint i)
        where S : struct, ISimd<V>
        where V : struct
    {
        V first = AdamFormula.Average<S, V>(g, ref a, gain1, i);
        V second = AdamFormula.Average<S, V>(S.Multiply(g, g), ref b, gain2, i);
        V step = S.MultiplyAdd(S.Splat(momentumRate), first, S.Multiply(S.Splat(gradientRate), g));
        return S.Subtract(w, S.Divide(step, S.MultiplyAdd(S.Splat(scale), S.Sqrt(second), S.Splat(epsilon))));
    }
}

/// <summary>
/// <c>a += (g^2 - a) gain</c>; centered <c>c += (g - c) gain</c>; <c>s = rate g / sqrt(a - c^2 + epsilon)</c>; with momentum <c>b = momentum b + s</c>, <c>w - b</c>; without <c>w - s</c>
/// </summary>
internal readonly struct RmsFormula(float rate, float gain, float momentum, float epsilon, bool hasMomentum, bool centered) : IUpdateFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Next<S, V>(V w, V g, ref float a, ref float b, ref float c, nint i)
        where S : struct, ISimd<V>
        where V : struct
    {
        V variance = AdamFormula.Average<S, V>(S.Multiply(g, g), ref a, gain, i);
        if (centered)
        {
            V mean = AdamFormula.Average<S, V>(g, ref c, gain, i);
            variance = S.Subtract(variance, S.Multiply(mean, mean));
        }

        V step = S.Divide(S.Multiply(S.Splat(rate), g), S.Sqrt(S.Add(variance, S.Splat(epsilon))));
        if (hasMomentum)
        {
            step = S.MultiplyAdd(S.Splat(momentum), S.Load(ref b, i), step);
            S.Store(step, ref b, i);
        }

        return S.Subtract(w, step);
    }
}

/// <summary><c>a += g^2; w - rate g / sqrt(a + epsilon)</c></summary>
internal readonly struct AdagradFormula(float rate, float epsilon) : IUpdateFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Next<S, V>(V w, V g, ref float a, ref float b, ref float c, nint i)
        where S : struct, ISimd<V>
        where V : struct
    {
        V sum = S.MultiplyAdd(g, g, S.Load(ref a, i));
        S.Store(sum, ref a, i);
        return S.Subtract(w, S.Divide(S.Multiply(S.Splat(rate), g), S.Sqrt(S.Add(sum, S.Splat(epsilon)))));
    }
}

/// <summary><c>w - rate sign(a + (g - a) gain1); a += (g - a) gain2</c></summary>
internal readonly struct LionFormula(float rate, float gain1, float gain2) : IUpdateFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Next<S, V>(V w, V g, ref float a, ref float b, ref float c, nint i)
        where S : struct, ISimd<V>
        where V : struct
    {
        V old = S.Load(ref a, i);
        V direction = S.MultiplyAdd(S.Subtract(g, old), S.Splat(gain1), old);
        AdamFormula.Average<S, V>(g, ref a, gain2, i);
        V back = S.SelectGreater(S.Zero, direction, S.Splat(rate), S.Zero);
        return S.Add(w, S.SelectGreater(direction, S.Zero, S.Splat(-rate), back));
    }
}
