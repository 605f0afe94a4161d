using System.Runtime.InteropServices;

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
                Adam<V512>(w, g, m, v, rate, a, b, epsilon);
                break;
            case Lanes.Eight:
                Adam<V256>(w, g, m, v, rate, a, b, epsilon);
                break;
            default:
                Adam<V128>(w, g, m, v, rate, a, b, epsilon);
                break;
        }
    }

    private static void Adam<V>(Span<float> w, ReadOnlySpan<float> g, Span<float> m, Span<float> v, float rate, float a, float b, float epsilon)
        where V : struct, IVector<V>
    {
        int whole = w.Length / V.Count * V.Count;
        AdamLoop<V>(w[..whole], g, m, v, rate, a, b, epsilon);
        AdamLoop<V1>(w[whole..], g[whole..], m[whole..], v[whole..], rate, a, b, epsilon);
    }

    private static void AdamLoop<V>(Span<float> w, ReadOnlySpan<float> g, Span<float> m, Span<float> v, float rate, float a, float b, float epsilon)
        where V : struct, IVector<V>
    {
        ref float weight = ref MemoryMarshal.GetReference(w);
        ref float gradient = ref MemoryMarshal.GetReference(g);
        ref float first = ref MemoryMarshal.GetReference(m);
        ref float second = ref MemoryMarshal.GetReference(v);
        for (int i = 0; i < w.Length; i += V.Count)
        {
            V dw = V.Load(ref gradient, i);
            V m1 = V.Load(ref first, i);
            V v1 = V.Load(ref second, i);
            m1 = V.MultiplyAdd(V.Subtract(dw, m1), V.Splat(a), m1);
            v1 = V.MultiplyAdd(V.Subtract(V.Multiply(dw, dw), v1), V.Splat(b), v1);
            V.Store(m1, ref first, i);
            V.Store(v1, ref second, i);
            V step = V.Divide(V.Multiply(V.Splat(rate), m1), V.Add(V.Sqrt(v1), V.Splat(epsilon)));
            V.Store(V.Subtract(V.Load(ref weight, i), step), ref weight, i);
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
