using System.Runtime.CompilerServices;

namespace Weft.Kernels;

/// <summary><c>a += (g - a) gain1; b = max(beta2 b, |g|); w - rate a / (b + epsilon)</c></summary>
internal readonly struct AdamaxFormula(float rate, float gain1, float beta2, float epsilon) : IUpdateFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Next<S, V>(V w, V g, ref float a, ref float b, ref float c, nint i)
        where S : struct, ISimd<V>
        where V : struct
    {
        V first = AdamFormula.Average<S, V>(g, ref a, gain1, i);
        V size = S.Max(g, S.Subtract(S.Zero, g));
        V largest = S.Max(S.Multiply(S.Splat(beta2), S.Load(ref b, i)), size);
        S.Store(largest, ref b, i);
        return S.Subtract(w, S.Divide(S.Multiply(S.Splat(rate), first), S.Add(largest, S.Splat(epsilon))));
    }
}

/// <summary><c>a += (g^2 - a) gain; s = sqrt(b + epsilon) / sqrt(a + epsilon) g; b += (s^2 - b) gain; w - rate s</c></summary>
internal readonly struct AdadeltaFormula(float rate, float gain, float epsilon) : IUpdateFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Next<S, V>(V w, V g, ref float a, ref float b, ref float c, nint i)
        where S : struct, ISimd<V>
        where V : struct
    {
        V square = AdamFormula.Average<S, V>(S.Multiply(g, g), ref a, gain, i);
        V step = S.Divide(S.Multiply(S.Sqrt(S.Add(S.Load(ref b, i), S.Splat(epsilon))), g), S.Sqrt(S.Add(square, S.Splat(epsilon))));
        AdamFormula.Average<S, V>(S.Multiply(step, step), ref b, gain, i);
        return S.Subtract(w, S.Multiply(S.Splat(rate), step));
    }
}

/// <summary><c>b += (g^2 - b) gain2; a -= rate g / (scale sqrt(b) + epsilon); w + (a - w) weight</c></summary>
internal readonly struct ScheduleFreeFormula(float rate, float gain2, float scale, float epsilon, float weight) : IUpdateFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Next<S, V>(V w, V g, ref float a, ref float b, ref float c, nint i)
        where S : struct, ISimd<V>
        where V : struct
    {
        V second = AdamFormula.Average<S, V>(S.Multiply(g, g), ref b, gain2, i);
        V size = S.MultiplyAdd(S.Splat(scale), S.Sqrt(second), S.Splat(epsilon));
        V stepped = S.Subtract(S.Load(ref a, i), S.Divide(S.Multiply(S.Splat(rate), g), size));
        S.Store(stepped, ref a, i);
        return S.MultiplyAdd(S.Subtract(stepped, w), S.Splat(weight), w);
    }
}

/// <summary><c>a += (g - a) gain1; b += (g^2 - b) gain2; scale1 a / (scale2 sqrt(b) + epsilon)</c>: a step, not a weight.</summary>
internal readonly struct MomentRatioFormula(float gain1, float gain2, float scale1, float scale2, float epsilon) : IUpdateFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Next<S, V>(V w, V g, ref float a, ref float b, ref float c, nint i)
        where S : struct, ISimd<V>
        where V : struct
    {
        V first = AdamFormula.Average<S, V>(g, ref a, gain1, i);
        V second = AdamFormula.Average<S, V>(S.Multiply(g, g), ref b, gain2, i);
        return S.Divide(S.Multiply(S.Splat(scale1), first), S.MultiplyAdd(S.Splat(scale2), S.Sqrt(second), S.Splat(epsilon)));
    }
}
