using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>The innermost loops of <see cref="Gemm"/>: a few rows of C by a few registers, kept in accumulators over all k.</summary>
/// <remarks>
/// Six rows by two registers: per k two loads of B and six broadcasts of A feed twelve multiply-adds, which keeps both multiply-add units of current
/// processors busy (latency 4, two a cycle: eight in flight are needed). Four rows have just those eight, and so have eight rows by the one register of a
/// narrow panel. One row takes four panels of B at a time for the same reason. No call may follow the accumulators: not even one that is never taken, for the compiler would keep them in memory.
/// </remarks>
internal static partial class GemmBlocks
{
    /// <summary>Rows of the largest block.</summary>
    public const int MostRows = 8;

    /// <summary>Blocks of six rows by two registers, one after another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Six<S, V>(ref float a, ref int rows, int blocks, ReadOnlySpan<int> taps, ref float b, ref float bias, ref float c, ref int outputs, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (; blocks > 0; blocks--)
        {
            ref float a0 = ref Unsafe.Add(ref a, rows);
            ref float a1 = ref Unsafe.Add(ref a, Unsafe.Add(ref rows, 1));
            ref float a2 = ref Unsafe.Add(ref a, Unsafe.Add(ref rows, 2));
            ref float a3 = ref Unsafe.Add(ref a, Unsafe.Add(ref rows, 3));
            ref float a4 = ref Unsafe.Add(ref a, Unsafe.Add(ref rows, 4));
            ref float a5 = ref Unsafe.Add(ref a, Unsafe.Add(ref rows, 5));
            V c00 = S.Load(ref bias, 0), c01 = S.Load(ref bias, S.Count);
            V c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01, c40 = c00, c41 = c01, c50 = c00, c51 = c01;
            ref float panel = ref b;
            ref int tap = ref MemoryMarshal.GetReference(taps);
            ref int end = ref Unsafe.Add(ref tap, taps.Length);
            while (Unsafe.IsAddressLessThan(ref tap, ref end))
            {
                nint t = tap;
                V b0 = S.Load(ref panel, 0), b1 = S.Load(ref panel, S.Count);
                V x = S.Splat(Unsafe.Add(ref a0, t));
                c00 = S.MultiplyAdd(x, b0, c00);
                c01 = S.MultiplyAdd(x, b1, c01);
                x = S.Splat(Unsafe.Add(ref a1, t));
                c10 = S.MultiplyAdd(x, b0, c10);
                c11 = S.MultiplyAdd(x, b1, c11);
                x = S.Splat(Unsafe.Add(ref a2, t));
                c20 = S.MultiplyAdd(x, b0, c20);
                c21 = S.MultiplyAdd(x, b1, c21);
                x = S.Splat(Unsafe.Add(ref a3, t));
                c30 = S.MultiplyAdd(x, b0, c30);
                c31 = S.MultiplyAdd(x, b1, c31);
                x = S.Splat(Unsafe.Add(ref a4, t));
                c40 = S.MultiplyAdd(x, b0, c40);
                c41 = S.MultiplyAdd(x, b1, c41);
                x = S.Splat(Unsafe.Add(ref a5, t));
                c50 = S.MultiplyAdd(x, b0, c50);
                c51 = S.MultiplyAdd(x, b1, c51);
                panel = ref Unsafe.Add(ref panel, 2 * S.Count);
                tap = ref Unsafe.Add(ref tap, 1);
            }

            Finish<S, V>(c00, c01, ref Unsafe.Add(ref c, outputs), output);
            Finish<S, V>(c10, c11, ref Unsafe.Add(ref c, Unsafe.Add(ref outputs, 1)), output);
            Finish<S, V>(c20, c21, ref Unsafe.Add(ref c, Unsafe.Add(ref outputs, 2)), output);
            Finish<S, V>(c30, c31, ref Unsafe.Add(ref c, Unsafe.Add(ref outputs, 3)), output);
            Finish<S, V>(c40, c41, ref Unsafe.Add(ref c, Unsafe.Add(ref outputs, 4)), output);
            Finish<S, V>(c50, c51, ref Unsafe.Add(ref c, Unsafe.Add(ref outputs, 5)), output);
            rows = ref Unsafe.Add(ref rows, 6);
            outputs = ref Unsafe.Add(ref outputs, 6);
        }
    }

    /// <summary>Blocks of four rows by two registers, one after another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Four<S, V>(ref float a, ref int rows, int blocks, ReadOnlySpan<int> taps, ref float b, ref float bias, ref float c, ref int outputs, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (; blocks > 0; blocks--)
        {
            ref float a0 = ref Unsafe.Add(ref a, rows);
            ref float a1 = ref Unsafe.Add(ref a, Unsafe.Add(ref rows, 1));
            ref float a2 = ref Unsafe.Add(ref a, Unsafe.Add(ref rows, 2));
            ref float a3 = ref Unsafe.Add(ref a, Unsafe.Add(ref rows, 3));
            V c00 = S.Load(ref bias, 0), c01 = S.Load(ref bias, S.Count);
            V c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01;
            ref float panel = ref b;
            ref int tap = ref MemoryMarshal.GetReference(taps);
            ref int end = ref Unsafe.Add(ref tap, taps.Length);
            while (Unsafe.IsAddressLessThan(ref tap, ref end))
            {
                nint t = tap;
                V b0 = S.Load(ref panel, 0), b1 = S.Load(ref panel, S.Count);
                V x = S.Splat(Unsafe.Add(ref a0, t));
                c00 = S.MultiplyAdd(x, b0, c00);
                c01 = S.MultiplyAdd(x, b1, c01);
                x = S.Splat(Unsafe.Add(ref a1, t));
                c10 = S.MultiplyAdd(x, b0, c10);
                c11 = S.MultiplyAdd(x, b1, c11);
                x = S.Splat(Unsafe.Add(ref a2, t));
                c20 = S.MultiplyAdd(x, b0, c20);
                c21 = S.MultiplyAdd(x, b1, c21);
                x = S.Splat(Unsafe.Add(ref a3, t));
                c30 = S.MultiplyAdd(x, b0, c30);
                c31 = S.MultiplyAdd(x, b1, c31);
                panel = ref Unsafe.Add(ref panel, 2 * S.Count);
                tap = ref Unsafe.Add(ref tap, 1);
            }

            Finish<S, V>(c00, c01, ref Unsafe.Add(ref c, outputs), output);
            Finish<S, V>(c10, c11, ref Unsafe.Add(ref c, Unsafe.Add(ref outputs, 1)), output);
            Finish<S, V>(c20, c21, ref Unsafe.Add(ref c, Unsafe.Add(ref outputs, 2)), output);
            Finish<S, V>(c30, c31, ref Unsafe.Add(ref c, Unsafe.Add(ref outputs, 3)), output);
            rows = ref Unsafe.Add(ref rows, 4);
            outputs = ref Unsafe.Add(ref outputs, 4);
        }
    }

    /// <summary>Blocks of four rows by four registers, which are two panels of B: for processors with 32 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FourByTwo<S, V>(ref float a, ref int rows, int blocks, ReadOnlySpan<int> taps, ref float b, ref float bias, ref float c, ref int outputs, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        nint next = taps.Length * 2 * S.Count;
        for (; blocks > 0; blocks--)
        {
            ref float a0 = ref Unsafe.Add(ref a, rows);
            ref float a1 = ref Unsafe.Add(ref a, Unsafe.Add(ref rows, 1));
            ref float a2 = ref Unsafe.Add(ref a, Unsafe.Add(ref rows, 2));
            ref float a3 = ref Unsafe.Add(ref a, Unsafe.Add(ref rows, 3));
            V c00 = S.Load(ref bias, 0), c01 = S.Load(ref bias, S.Count), c02 = S.Load(ref bias, 2 * S.Count), c03 = S.Load(ref bias, 3 * S.Count);
            V c10 = c00, c11 = c01, c12 = c02, c13 = c03, c20 = c00, c21 = c01, c22 = c02, c23 = c03, c30 = c00, c31 = c01, c32 = c02, c33 = c03;
            ref float panel = ref b;
            ref int tap = ref MemoryMarshal.GetReference(taps);
            ref int end = ref Unsafe.Add(ref tap, taps.Length);
            while (Unsafe.IsAddressLessThan(ref tap, ref end))
            {
                nint t = tap;
                V b0 = S.Load(ref panel, 0), b1 = S.Load(ref panel, S.Count), b2 = S.Load(ref panel, next), b3 = S.Load(ref panel, next + S.Count);
                V x = S.Splat(Unsafe.Add(ref a0, t));
                c00 = S.MultiplyAdd(x, b0, c00);
                c01 = S.MultiplyAdd(x, b1, c01);
                c02 = S.MultiplyAdd(x, b2, c02);
                c03 = S.MultiplyAdd(x, b3, c03);
                x = S.Splat(Unsafe.Add(ref a1, t));
                c10 = S.MultiplyAdd(x, b0, c10);
                c11 = S.MultiplyAdd(x, b1, c11);
                c12 = S.MultiplyAdd(x, b2, c12);
                c13 = S.MultiplyAdd(x, b3, c13);
                x = S.Splat(Unsafe.Add(ref a2, t));
                c20 = S.MultiplyAdd(x, b0, c20);
                c21 = S.MultiplyAdd(x, b1, c21);
                c22 = S.MultiplyAdd(x, b2, c22);
                c23 = S.MultiplyAdd(x, b3, c23);
                x = S.Splat(Unsafe.Add(ref a3, t));
                c30 = S.MultiplyAdd(x, b0, c30);
                c31 = S.MultiplyAdd(x, b1, c31);
                c32 = S.MultiplyAdd(x, b2, c32);
                c33 = S.MultiplyAdd(x, b3, c33);
                panel = ref Unsafe.Add(ref panel, 2 * S.Count);
                tap = ref Unsafe.Add(ref tap, 1);
            }

            Finish<S, V>(c00, c01, c02, c03, ref Unsafe.Add(ref c, outputs), output);
            Finish<S, V>(c10, c11, c12, c13, ref Unsafe.Add(ref c, Unsafe.Add(ref outputs, 1)), output);
            Finish<S, V>(c20, c21, c22, c23, ref Unsafe.Add(ref c, Unsafe.Add(ref outputs, 2)), output);
            Finish<S, V>(c30, c31, c32, c33, ref Unsafe.Add(ref c, Unsafe.Add(ref outputs, 3)), output);
            rows = ref Unsafe.Add(ref rows, 4);
            outputs = ref Unsafe.Add(ref outputs, 4);
        }
    }

    /// <summary>Blocks of eight rows by one register, one after another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Eight<S, V>(ref float a, ref int rows, int blocks, ReadOnlySpan<int> taps, ref float b, ref float bias, ref float c, ref int outputs, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (; blocks > 0; blocks--)
        {
            ref float a0 = ref Unsafe.Add(ref a, rows);
            ref float a1 = ref Unsafe.Add(ref a, Unsafe.Add(ref rows, 1));
            ref float a2 = ref Unsafe.Add(ref a, Unsafe.Add(ref rows, 2));
            ref float a3 = ref Unsafe.Add(ref a, Unsafe.Add(ref rows, 3));
            ref float a4 = ref Unsafe.Add(ref a, Unsafe.Add(ref rows, 4));
            ref float a5 = ref Unsafe.Add(ref a, Unsafe.Add(ref rows, 5));
            ref float a6 = ref Unsafe.Add(ref a, Unsafe.Add(ref rows, 6));
            ref float a7 = ref Unsafe.Add(ref a, Unsafe.Add(ref rows, 7));
            V c0 = S.Load(ref bias, 0);
            V c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
            ref float panel = ref b;
            ref int tap = ref MemoryMarshal.GetReference(taps);
            ref int end = ref Unsafe.Add(ref tap, taps.Length);
            while (Unsafe.IsAddressLessThan(ref tap, ref end))
            {
                nint t = tap;
                V x = S.Load(ref panel, 0);
                c0 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a0, t)), x, c0);
                c1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a1, t)), x, c1);
                c2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a2, t)), x, c2);
                c3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a3, t)), x, c3);
                c4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a4, t)), x, c4);
                c5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a5, t)), x, c5);
                c6 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a6, t)), x, c6);
                c7 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a7, t)), x, c7);
                panel = ref Unsafe.Add(ref panel, S.Count);
                tap = ref Unsafe.Add(ref tap, 1);
            }

            Finish<S, V>(c0, ref Unsafe.Add(ref c, outputs), output);
            Finish<S, V>(c1, ref Unsafe.Add(ref c, Unsafe.Add(ref outputs, 1)), output);
            Finish<S, V>(c2, ref Unsafe.Add(ref c, Unsafe.Add(ref outputs, 2)), output);
            Finish<S, V>(c3, ref Unsafe.Add(ref c, Unsafe.Add(ref outputs, 3)), output);
            Finish<S, V>(c4, ref Unsafe.Add(ref c, Unsafe.Add(ref outputs, 4)), output);
            Finish<S, V>(c5, ref Unsafe.Add(ref c, Unsafe.Add(ref outputs, 5)), output);
            Finish<S, V>(c6, ref Unsafe.Add(ref c, Unsafe.Add(ref outputs, 6)), output);
            Finish<S, V>(c7, ref Unsafe.Add(ref c, Unsafe.Add(ref outputs, 7)), output);
            rows = ref Unsafe.Add(ref rows, 8);
            outputs = ref Unsafe.Add(ref outputs, 8);
        }
    }

    /// <summary>One row by eight registers, which are four panels of B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void One<S, V>(ref float a, ReadOnlySpan<int> taps, ref float b, ref float bias, ref float c, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        nint panel = taps.Length * 2 * S.Count;
        ref float d = ref Unsafe.Add(ref b, 2 * panel);
        V c0 = S.Load(ref bias, 0), c1 = S.Load(ref bias, S.Count), c2 = S.Load(ref bias, 2 * S.Count), c3 = S.Load(ref bias, 3 * S.Count);
        V c4 = S.Load(ref bias, 4 * S.Count), c5 = S.Load(ref bias, 5 * S.Count), c6 = S.Load(ref bias, 6 * S.Count), c7 = S.Load(ref bias, 7 * S.Count);
        ref int tap = ref MemoryMarshal.GetReference(taps);
        ref int end = ref Unsafe.Add(ref tap, taps.Length);
        while (Unsafe.IsAddressLessThan(ref tap, ref end))
        {
            V x = S.Splat(Unsafe.Add(ref a, tap));
            c0 = S.MultiplyAdd(x, S.Load(ref b, 0), c0);
            c1 = S.MultiplyAdd(x, S.Load(ref b, S.Count), c1);
            c2 = S.MultiplyAdd(x, S.Load(ref b, panel), c2);
            c3 = S.MultiplyAdd(x, S.Load(ref b, panel + S.Count), c3);
            c4 = S.MultiplyAdd(x, S.Load(ref d, 0), c4);
            c5 = S.MultiplyAdd(x, S.Load(ref d, S.Count), c5);
            c6 = S.MultiplyAdd(x, S.Load(ref d, panel), c6);
            c7 = S.MultiplyAdd(x, S.Load(ref d, panel + S.Count), c7);
            b = ref Unsafe.Add(ref b, 2 * S.Count);
            d = ref Unsafe.Add(ref d, 2 * S.Count);
            tap = ref Unsafe.Add(ref tap, 1);
        }

        Finish<S, V>(c0, c1, ref c, output);
        Finish<S, V>(c2, c3, ref Unsafe.Add(ref c, 2 * S.Count), output);
        Finish<S, V>(c4, c5, ref Unsafe.Add(ref c, 4 * S.Count), output);
        Finish<S, V>(c6, c7, ref Unsafe.Add(ref c, 6 * S.Count), output);
    }

    /// <summary>One row by four registers, which are two panels of B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OneByTwo<S, V>(ref float a, ReadOnlySpan<int> taps, ref float b, ref float bias, ref float c, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        nint panel = taps.Length * 2 * S.Count;
        V c0 = S.Load(ref bias, 0), c1 = S.Load(ref bias, S.Count), c2 = S.Load(ref bias, 2 * S.Count), c3 = S.Load(ref bias, 3 * S.Count);
        ref int tap = ref MemoryMarshal.GetReference(taps);
        ref int end = ref Unsafe.Add(ref tap, taps.Length);
        while (Unsafe.IsAddressLessThan(ref tap, ref end))
        {
            V x = S.Splat(Unsafe.Add(ref a, tap));
            c0 = S.MultiplyAdd(x, S.Load(ref b, 0), c0);
            c1 = S.MultiplyAdd(x, S.Load(ref b, S.Count), c1);
            c2 = S.MultiplyAdd(x, S.Load(ref b, panel), c2);
            c3 = S.MultiplyAdd(x, S.Load(ref b, panel + S.Count), c3);
            b = ref Unsafe.Add(ref b, 2 * S.Count);
            tap = ref Unsafe.Add(ref tap, 1);
        }

        Finish<S, V>(c0, c1, ref c, output);
        Finish<S, V>(c2, c3, ref Unsafe.Add(ref c, 2 * S.Count), output);
    }

    /// <summary>One row by two registers of two products at once, that lie <paramref name="nextA"/>, <paramref name="nextB"/> and <paramref name="nextC"/> apart.</summary>
    /// <remarks>Not of more: a processor reads two streams of weights faster than four.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OneOfTwo<S, V>(ref float a, nint nextA, ReadOnlySpan<int> taps, ref float b, nint nextB, ref float c, nint nextC, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref float d = ref Unsafe.Add(ref a, nextA);
        V c0 = S.Zero, c1 = S.Zero, c2 = S.Zero, c3 = S.Zero;
        ref int tap = ref MemoryMarshal.GetReference(taps);
        ref int end = ref Unsafe.Add(ref tap, taps.Length);
        while (Unsafe.IsAddressLessThan(ref tap, ref end))
        {
            nint t = tap;
            V x = S.Splat(Unsafe.Add(ref a, t));
            c0 = S.MultiplyAdd(x, S.Load(ref b, 0), c0);
            c1 = S.MultiplyAdd(x, S.Load(ref b, S.Count), c1);
            x = S.Splat(Unsafe.Add(ref d, t));
            c2 = S.MultiplyAdd(x, S.Load(ref b, nextB), c2);
            c3 = S.MultiplyAdd(x, S.Load(ref b, nextB + S.Count), c3);
            b = ref Unsafe.Add(ref b, 2 * S.Count);
            tap = ref Unsafe.Add(ref tap, 1);
        }

        Finish<S, V>(c0, c1, ref c, output);
        Finish<S, V>(c2, c3, ref Unsafe.Add(ref c, nextC), output);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Finish<S, V>(V x0, V x1, V x2, V x3, ref float c, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        Finish<S, V>(x0, x1, ref c, output);
        Finish<S, V>(x2, x3, ref Unsafe.Add(ref c, 2 * S.Count), output);
    }

    /// <summary>Stores two registers of the result, or adds them to what is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Finish<S, V>(V x0, V x1, ref float c, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        Finish<S, V>(x0, ref c, output);
        Finish<S, V>(x1, ref Unsafe.Add(ref c, S.Count), output);
    }

    /// <summary>Stores a register of the result, or adds it to what is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Finish<S, V>(V x, ref float c, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        if ((output & GemmOutput.Accumulate) != 0)
        {
            x = S.Add(x, S.Load(ref c, 0));
        }

        S.Store((output & GemmOutput.Relu) != 0 ? S.Relu(x) : x, ref c, 0);
    }

    /// <summary>Finishes the first <paramref name="n"/> columns of a row that lies in a tile.</summary>
    /// <remarks>The last register begins where it ends with the row, and overlaps the one before; it is computed first, for it may add to what is there.</remarks>
    public static void FinishPartly<S, V>(ref float tile, ref float c, int n, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        if (n >= S.Count)
        {
            FinishOverlapping<S, V>(ref tile, ref c, n, output);
        }
        else if (n >= Simd256.Count)
        {
            FinishOverlapping<Simd256, Vector256<float>>(ref tile, ref c, n, output);
        }
        else if (n >= Simd128.Count)
        {
            FinishOverlapping<Simd128, Vector128<float>>(ref tile, ref c, n, output);
        }
        else
        {
            for (int i = 0; i < n; i++)
            {
                Finish<Simd1, float>(Simd1.Load(ref tile, i), ref Unsafe.Add(ref c, i), output);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FinishOverlapping<S, V>(ref float tile, ref float c, int n, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref float end = ref Unsafe.Add(ref c, n - S.Count);
        V last = S.Load(ref tile, n - S.Count);
        if ((output & GemmOutput.Accumulate) != 0)
        {
            last = S.Add(last, S.Load(ref end, 0));
        }

        for (int i = 0; i + S.Count < n; i += S.Count)
        {
            Finish<S, V>(S.Load(ref tile, i), ref Unsafe.Add(ref c, i), output);
        }

        Finish<S, V>(last, ref end, output & ~GemmOutput.Accumulate);
    }
}
