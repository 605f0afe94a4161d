using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>A leaky ReLU with trained slopes, over a row of values that have a slope each, or one in common.</summary>
internal static class PReLUKernels
{
    /// <summary><c>y = x &gt; 0 ? x : alpha x</c></summary>
    /// <param name="x">The row.</param>
    /// <param name="alpha">A slope for each value, or a single one.</param>
    /// <param name="y">The result.</param>
    public static void Forward(ReadOnlySpan<float> x, ReadOnlySpan<float> alpha, Span<float> y)
    {
        switch (Simd.For(x.Length))
        {
            case Lanes.Sixteen:
                Forward<Simd512, Vector512<float>>(x, alpha, y);
                break;
            case Lanes.Eight:
                Forward<Simd256, Vector256<float>>(x, alpha, y);
                break;
            default:
                Forward<Simd128, Vector128<float>>(x, alpha, y);
                break;
        }
    }

    /// <summary><c>dx = x &gt; 0 ? dy : alpha dy</c>, and adds to the slopes' gradients <c>x &gt; 0 ? 0 : x dy</c>.</summary>
    /// <param name="x">The row.</param>
    /// <param name="dy">The result's gradient.</param>
    /// <param name="alpha">A slope for each value, or a single one.</param>
    /// <param name="dAlpha">Their gradients; empty if not wanted.</param>
    /// <param name="dx">The row's gradient; empty if not wanted.</param>
    public static void Backward(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, ReadOnlySpan<float> alpha, Span<float> dAlpha, Span<float> dx)
    {
        switch (Simd.For(x.Length))
        {
            case Lanes.Sixteen:
                Backward<Simd512, Vector512<float>>(x, dy, alpha, dAlpha, dx);
                break;
            case Lanes.Eight:
                Backward<Simd256, Vector256<float>>(x, dy, alpha, dAlpha, dx);
                break;
            default:
                Backward<Simd128, Vector128<float>>(x, dy, alpha, dAlpha, dx);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward<S, V>(ReadOnlySpan<float> x, ReadOnlySpan<float> alpha, Span<float> y)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref float input = ref MemoryMarshal.GetReference(x);
        ref float slope = ref MemoryMarshal.GetReference(alpha);
        ref float output = ref MemoryMarshal.GetReference(y);
        bool isOne = alpha.Length == 1;
        nint i = 0;
        for (; i + S.Count <= x.Length; i += S.Count)
        {
            V value = S.Load(ref input, i);
            S.Store(S.SelectGreater(value, S.Zero, value, S.Multiply(isOne ? S.Splat(slope) : S.Load(ref slope, i), value)), ref output, i);
        }

        for (; i < x.Length; i++)
        {
            float value = Unsafe.Add(ref input, i);
            Unsafe.Add(ref output, i) = value > 0 ? value : Unsafe.Add(ref slope, isOne ? 0 : i) * value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward<S, V>(ReadOnlySpan<float> x, ReadOnlySpan<float> dy, ReadOnlySpan<float> alpha, Span<float> dAlpha, Span<float> dx)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref float input = ref MemoryMarshal.GetReference(x);
        ref float gradient = ref MemoryMarshal.GetReference(dy);
        ref float slope = ref MemoryMarshal.GetReference(alpha);
        ref float sum = ref MemoryMarshal.GetReference(dAlpha);
        ref float target = ref MemoryMarshal.GetReference(dx);
        bool isOne = alpha.Length == 1, sums = !dAlpha.IsEmpty, stores = !dx.IsEmpty;
        V total = S.Zero;
        nint i = 0;
        for (; i + S.Count <= x.Length; i += S.Count)
        {
            V value = S.Load(ref input, i), d = S.Load(ref gradient, i);
            if (stores)
            {
                S.Store(S.SelectGreater(value, S.Zero, d, S.Multiply(isOne ? S.Splat(slope) : S.Load(ref slope, i), d)), ref target, i);
            }

            V share = S.SelectGreater(value, S.Zero, S.Zero, S.Multiply(d, value));
            if (isOne)
            {
                total = S.Add(total, share);
            }
            else if (sums)
            {
                S.Store(S.Add(S.Load(ref sum, i), share), ref sum, i);
            }
        }

        float rest = 0;
        for (; i < x.Length; i++)
        {
            float value = Unsafe.Add(ref input, i), d = Unsafe.Add(ref gradient, i), share = value > 0 ? 0 : d * value;
            if (stores)
            {
                Unsafe.Add(ref target, i) = value > 0 ? d : Unsafe.Add(ref slope, isOne ? 0 : i) * d;
            }

            if (isOne)
            {
                rest += share;
            }
            else if (sums)
            {
                Unsafe.Add(ref sum, i) += share;
            }
        }

        if (isOne && sums)
        {
            sum += Total<S, V>(total) + rest;
        }
    }

    private static float Total<S, V>(V value)
        where S : struct, ISimd<V>
        where V : struct
    {
        Span<float> lanes = stackalloc float[(int)Lanes.Sixteen];
        S.Store(value, ref lanes[0], 0);
        float total = 0;
        foreach (float lane in lanes[..S.Count])
        {
            total += lane;
        }

        return total;
    }
}
