using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>How an optimizer changes a register of weights.</summary>
internal interface IUpdateFormula
{
    /// <summary>The weights after the step; the slots are updated in place.</summary>
    /// <param name="w">The weights.</param>
    /// <param name="g">Their gradients.</param>
    /// <param name="a">The first slot; no formula touches a slot it does not have.</param>
    /// <param name="b">The second slot.</param>
    /// <param name="c">The third slot.</param>
    /// <param name="i">Where the register lies in each slot.</param>
    V Next<S, V>(V w, V g, ref float a, ref float b, ref float c, nint i)
        where S : struct, ISimd<V>
        where V : struct;
}

/// <summary>The arithmetic of the optimizers, over stretches of weights.</summary>
internal static class OptimizerKernels
{
    /// <summary>Applies a formula to all of <paramref name="w"/>, with up to three slots as long.</summary>
    public static void Run<F>(F formula, Span<float> w, ReadOnlySpan<float> g, Span<float> a = default, Span<float> b = default, Span<float> c = default)
        where F : struct, IUpdateFormula
    {
        switch (Simd.Widest)
        {
            case Lanes.Sixteen:
                Run<F, Simd512, Vector512<float>>(formula, w, g, a, b, c);
                break;
            case Lanes.Eight:
                Run<F, Simd256, Vector256<float>>(formula, w, g, a, b, c);
                break;
            default:
                Run<F, Simd128, Vector128<float>>(formula, w, g, a, b, c);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<F, S, V>(F formula, Span<float> w, ReadOnlySpan<float> g, Span<float> a, Span<float> b, Span<float> c)
        where F : struct, IUpdateFormula
        where S : struct, ISimd<V>
        where V : struct
    {
        ref float weight = ref MemoryMarshal.GetReference(w);
        ref float gradient = ref MemoryMarshal.GetReference(g);
        ref float first = ref MemoryMarshal.GetReference(a);
        ref float second = ref MemoryMarshal.GetReference(b);
        ref float third = ref MemoryMarshal.GetReference(c);
        int whole = w.Length / S.Count * S.Count;
        for (int i = 0; i < whole; i += S.Count)
        {
            S.Store(formula.Next<S, V>(S.Load(ref weight, i), S.Load(ref gradient, i), ref first, ref second, ref third, i), ref weight, i);
        }

        for (int i = whole; i < w.Length; i++)
        {
            Unsafe.Add(ref weight, i) = formula.Next<Simd1, float>(Unsafe.Add(ref weight, i), Unsafe.Add(ref gradient, i), ref first, ref second, ref third, i);
        }
    }
}
