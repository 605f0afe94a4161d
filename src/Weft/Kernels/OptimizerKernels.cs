using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>The arithmetic of the optimizers, over stretches of weights.</summary>
internal static class OptimizerKernels
{
    /// <summary><c>m += (g - m) a; v += (g^2 - v) b; w -= rate m / (sqrt(v) + epsilon)</c></summary>
    public static void Adam(Span<float> w, ReadOnlySpan<float> g, Span<float> m, Span<float> v, float rate, float a, float b, float epsilon)
    {
        switch (Simd.Widest)
        {
            case Lanes.Sixteen:
                Adam<Simd512, Vector512<float>>(w, g, m, v, rate, a, b, epsilon);
                break;
            case Lanes.Eight:
                Adam<Simd256, Vector256<float>>(w, g, m, v, rate, a, b, epsilon);
                break;
            default:
                Adam<Simd128, Vector128<float>>(w, g, m, v, rate, a, b, epsilon);
                break;
        }
    }

    private static void Adam<S, V>(Span<float> w, ReadOnlySpan<float> g, Span<float> m, Span<float> v, float rate, float a, float b, float epsilon)
        where S : struct, ISimd<V>
        where V : struct
    {
        int whole = w.Length / S.Count * S.Count;
        AdamLoop<S, V>(w[..whole], g, m, v, rate, a, b, epsilon);
        AdamLoop<Simd1, float>(w[whole..], g[whole..], m[whole..], v[whole..], rate, a, b, epsilon);
    }

    private static void AdamLoop<S, V>(Span<float> w, ReadOnlySpan<float> g, Span<float> m, Span<float> v, float rate, float a, float b, float epsilon)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref float weight = ref MemoryMarshal.GetReference(w);
        ref float gradient = ref MemoryMarshal.GetReference(g);
        ref float first = ref MemoryMarshal.GetReference(m);
        ref float second = ref MemoryMarshal.GetReference(v);
        for (int i = 0; i < w.Length; i += S.Count)
        {
            V dw = S.Load(ref gradient, i);
            V m1 = S.Load(ref first, i);
            V v1 = S.Load(ref second, i);
            m1 = S.MultiplyAdd(S.Subtract(dw, m1), S.Splat(a), m1);
            v1 = S.MultiplyAdd(S.Subtract(S.Multiply(dw, dw), v1), S.Splat(b), v1);
            S.Store(m1, ref first, i);
            S.Store(v1, ref second, i);
            V step = S.Divide(S.Multiply(S.Splat(rate), m1), S.Add(S.Sqrt(v1), S.Splat(epsilon)));
            S.Store(S.Subtract(S.Load(ref weight, i), step), ref weight, i);
        }
    }

    /// <summary><c>u = momentum u - rate g; w += u</c>, or with Nesterov <c>w += momentum u - rate g</c></summary>
    public static void Momentum(Span<float> w, ReadOnlySpan<float> g, Span<float> velocity, float rate, float momentum, bool nesterov)
    {
        for (int i = 0; i < w.Length; i++)
        {
            float step = rate * g[i];
            float u = (momentum * velocity[i]) - step;
            velocity[i] = u;
            w[i] += nesterov ? (momentum * u) - step : u;
        }
    }

    /// <summary><c>w -= rate g</c></summary>
    public static void Descend(Span<float> w, ReadOnlySpan<float> g, float rate)
    {
        for (int i = 0; i < w.Length; i++)
        {
            w[i] -= rate * g[i];
        }
    }
}
