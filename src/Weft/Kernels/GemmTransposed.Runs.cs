using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Kernels;

/// <content>Blocks of taps that lie one behind the other: one address serves them all, so that there may be as many as 32 registers hold.</content>
internal static partial class GemmTransposed
{
    private const int NarrowRunTaps = 16;

    private const int BlockRunTaps = 8;

    // The first taps of a panel, of which n columns count, as far as they are whole runs. Says how many taps that are.
    private static int Runs<S, V>(ref float a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ref float y, nint stride, ref float c, nint pitch, int n, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        int run = n == S.Count ? NarrowRunTaps : BlockRunTaps, tap = 0;
        for (; tap + run <= taps.Length && taps[tap + run - 1] - taps[tap] == run - 1; tap += run)
        {
            ref float first = ref Unsafe.Add(ref a, taps[tap]);
            ref float target = ref Unsafe.Add(ref c, tap * pitch);
            if (n == S.Count)
            {
                NarrowRun<S, V>(ref first, rows, ref y, stride, ref target, pitch, output);
            }
            else
            {
                BlockRun<S, V>(ref first, rows, ref y, stride, ref target, pitch, output);
            }
        }

        return tap;
    }

    // Sixteen taps that lie one behind the other by one register.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NarrowRun<S, V>(ref float a, ReadOnlySpan<int> rows, ref float y, nint stride, ref float c, nint pitch, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        V c0 = S.Zero, c1 = S.Zero, c2 = S.Zero, c3 = S.Zero, c4 = S.Zero, c5 = S.Zero, c6 = S.Zero, c7 = S.Zero;
        V c8 = S.Zero, c9 = S.Zero, c10 = S.Zero, c11 = S.Zero, c12 = S.Zero, c13 = S.Zero, c14 = S.Zero, c15 = S.Zero;
        ref int row = ref MemoryMarshal.GetReference(rows);
        ref int end = ref Unsafe.Add(ref row, rows.Length);
        while (Unsafe.IsAddressLessThan(ref row, ref end))
        {
            ref float x = ref Unsafe.Add(ref a, row);
            V y0 = S.Load(ref y, 0);
            c0 = S.MultiplyAdd(S.Splat(x), y0, c0);
            c1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref x, 1)), y0, c1);
            c2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref x, 2)), y0, c2);
            c3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref x, 3)), y0, c3);
            c4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref x, 4)), y0, c4);
            c5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref x, 5)), y0, c5);
            c6 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref x, 6)), y0, c6);
            c7 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref x, 7)), y0, c7);
            c8 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref x, 8)), y0, c8);
            c9 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref x, 9)), y0, c9);
            c10 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref x, 10)), y0, c10);
            c11 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref x, 11)), y0, c11);
            c12 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref x, 12)), y0, c12);
            c13 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref x, 13)), y0, c13);
            c14 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref x, 14)), y0, c14);
            c15 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref x, 15)), y0, c15);
            y = ref Unsafe.Add(ref y, stride);
            row = ref Unsafe.Add(ref row, 1);
        }

        GemmBlocks.Finish<S, V>(c0, ref c, output);
        GemmBlocks.Finish<S, V>(c1, ref Unsafe.Add(ref c, pitch), output);
        GemmBlocks.Finish<S, V>(c2, ref Unsafe.Add(ref c, 2 * pitch), output);
        GemmBlocks.Finish<S, V>(c3, ref Unsafe.Add(ref c, 3 * pitch), output);
        GemmBlocks.Finish<S, V>(c4, ref Unsafe.Add(ref c, 4 * pitch), output);
        GemmBlocks.Finish<S, V>(c5, ref Unsafe.Add(ref c, 5 * pitch), output);
        GemmBlocks.Finish<S, V>(c6, ref Unsafe.Add(ref c, 6 * pitch), output);
        GemmBlocks.Finish<S, V>(c7, ref Unsafe.Add(ref c, 7 * pitch), output);
        GemmBlocks.Finish<S, V>(c8, ref Unsafe.Add(ref c, 8 * pitch), output);
        GemmBlocks.Finish<S, V>(c9, ref Unsafe.Add(ref c, 9 * pitch), output);
        GemmBlocks.Finish<S, V>(c10, ref Unsafe.Add(ref c, 10 * pitch), output);
        GemmBlocks.Finish<S, V>(c11, ref Unsafe.Add(ref c, 11 * pitch), output);
        GemmBlocks.Finish<S, V>(c12, ref Unsafe.Add(ref c, 12 * pitch), output);
        GemmBlocks.Finish<S, V>(c13, ref Unsafe.Add(ref c, 13 * pitch), output);
        GemmBlocks.Finish<S, V>(c14, ref Unsafe.Add(ref c, 14 * pitch), output);
        GemmBlocks.Finish<S, V>(c15, ref Unsafe.Add(ref c, 15 * pitch), output);
    }

    // Eight taps that lie one behind the other by two registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BlockRun<S, V>(ref float a, ReadOnlySpan<int> rows, ref float y, nint stride, ref float c, nint pitch, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        V c00 = S.Zero, c01 = S.Zero, c10 = S.Zero, c11 = S.Zero, c20 = S.Zero, c21 = S.Zero, c30 = S.Zero, c31 = S.Zero;
        V c40 = S.Zero, c41 = S.Zero, c50 = S.Zero, c51 = S.Zero, c60 = S.Zero, c61 = S.Zero, c70 = S.Zero, c71 = S.Zero;
        ref int row = ref MemoryMarshal.GetReference(rows);
        ref int end = ref Unsafe.Add(ref row, rows.Length);
        while (Unsafe.IsAddressLessThan(ref row, ref end))
        {
            ref float x = ref Unsafe.Add(ref a, row);
            V y0 = S.Load(ref y, 0), y1 = S.Load(ref y, S.Count);
            V x0 = S.Splat(x);
            c00 = S.MultiplyAdd(x0, y0, c00);
            c01 = S.MultiplyAdd(x0, y1, c01);
            V x1 = S.Splat(Unsafe.Add(ref x, 1));
            c10 = S.MultiplyAdd(x1, y0, c10);
            c11 = S.MultiplyAdd(x1, y1, c11);
            V x2 = S.Splat(Unsafe.Add(ref x, 2));
            c20 = S.MultiplyAdd(x2, y0, c20);
            c21 = S.MultiplyAdd(x2, y1, c21);
            V x3 = S.Splat(Unsafe.Add(ref x, 3));
            c30 = S.MultiplyAdd(x3, y0, c30);
            c31 = S.MultiplyAdd(x3, y1, c31);
            V x4 = S.Splat(Unsafe.Add(ref x, 4));
            c40 = S.MultiplyAdd(x4, y0, c40);
            c41 = S.MultiplyAdd(x4, y1, c41);
            V x5 = S.Splat(Unsafe.Add(ref x, 5));
            c50 = S.MultiplyAdd(x5, y0, c50);
            c51 = S.MultiplyAdd(x5, y1, c51);
            V x6 = S.Splat(Unsafe.Add(ref x, 6));
            c60 = S.MultiplyAdd(x6, y0, c60);
            c61 = S.MultiplyAdd(x6, y1, c61);
            V x7 = S.Splat(Unsafe.Add(ref x, 7));
            c70 = S.MultiplyAdd(x7, y0, c70);
            c71 = S.MultiplyAdd(x7, y1, c71);
            y = ref Unsafe.Add(ref y, stride);
            row = ref Unsafe.Add(ref row, 1);
        }

        GemmBlocks.Finish<S, V>(c00, c01, ref c, output);
        GemmBlocks.Finish<S, V>(c10, c11, ref Unsafe.Add(ref c, pitch), output);
        GemmBlocks.Finish<S, V>(c20, c21, ref Unsafe.Add(ref c, 2 * pitch), output);
        GemmBlocks.Finish<S, V>(c30, c31, ref Unsafe.Add(ref c, 3 * pitch), output);
        GemmBlocks.Finish<S, V>(c40, c41, ref Unsafe.Add(ref c, 4 * pitch), output);
        GemmBlocks.Finish<S, V>(c50, c51, ref Unsafe.Add(ref c, 5 * pitch), output);
        GemmBlocks.Finish<S, V>(c60, c61, ref Unsafe.Add(ref c, 6 * pitch), output);
        GemmBlocks.Finish<S, V>(c70, c71, ref Unsafe.Add(ref c, 7 * pitch), output);
    }
}
