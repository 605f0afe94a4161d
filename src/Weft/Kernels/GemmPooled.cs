using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>The product of <see cref="Gemm"/> over the windows of 2x2 pooling cells, with maximum, bias and ReLU taken while the four rows of a cell are in registers.</summary>
/// <remarks>
/// A quarter of the stores, and no second look at what was stored: where k is small, as with few input channels, that is half of the time. Columns go through in panels of two registers, a cell at a time, or of one, two cells at a time.
/// A panel that is not full is stored as if it were: what lies beyond is the beginning of the next row and comes later. So the last panel is the first one, and the last cell of one that is not full goes through a tile.
/// </remarks>
internal static class GemmPooled
{
    /// <summary>Rows of a cell.</summary>
    public const int Area = 4;

    // Of the first-level cache, a half is left to the windows.
    private const int MostPanelFloats = 6 * 1024;

    /// <summary>Whether it is the better way: a panel of B must stay in the first-level cache, for each cell reads all of it.</summary>
    public static bool Fits(int k, int n) => k * Math.Min(n, Gemm.PanelWidth(Simd.Covering(n))) <= MostPanelFloats;

    /// <summary>Computes the pooled product.</summary>
    /// <param name="a">What rows and taps index into.</param>
    /// <param name="rows">Where the windows begin, <see cref="Area"/> for each cell.</param>
    /// <param name="taps">Where the columns of A lie, counted from a window's begin.</param>
    /// <param name="b">B, packed for <c>Simd.Covering(n)</c>.</param>
    /// <param name="n">Columns of B.</param>
    /// <param name="bias">Added to every maximum.</param>
    /// <param name="relu">Whether negative results become zero.</param>
    /// <param name="pooled"><c>[cells, n]</c></param>
    /// <param name="winners"><c>[cells, n]</c>: which of a cell's rows was largest, the first of equals; empty if not wanted.</param>
    public static void Multiply(
        ReadOnlySpan<float> a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ReadOnlySpan<float> b, int n, ReadOnlySpan<float> bias, bool relu, Span<float> pooled, Span<byte> winners)
    {
        switch (Simd.Covering(n))
        {
            case Lanes.Sixteen:
                Multiply<Simd512, Vector512<float>>(a, rows, taps, b, n, bias, relu, pooled, winners);
                break;
            case Lanes.Eight:
                Multiply<Simd256, Vector256<float>>(a, rows, taps, b, n, bias, relu, pooled, winners);
                break;
            default:
                Multiply<Simd128, Vector128<float>>(a, rows, taps, b, n, bias, relu, pooled, winners);
                break;
        }
    }

    private static void Multiply<S, V>(
        ReadOnlySpan<float> a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ReadOnlySpan<float> b, int n, ReadOnlySpan<float> bias, bool relu, Span<float> pooled, Span<byte> winners)
        where S : struct, ISimd<V>
        where V : struct
    {
        int width = 2 * S.Count;
        Span<float> tile = stackalloc float[width];
        Span<byte> tileWinners = stackalloc byte[width];
        for (int column = (n - 1) / width * width; column >= 0; column -= width)
        {
            int columns = Math.Min(n - column, width);
            bool isFull = columns % S.Count == 0;
            ReadOnlySpan<int> direct = isFull ? rows : rows[..^Area];
            ReadOnlySpan<float> panel = b[(column * taps.Length)..], offset = bias[column..];
            if (direct.Length > 0)
            {
                Panel<S, V>(a, direct, taps, panel, columns, offset, relu, pooled[column..], winners.IsEmpty ? winners : winners[column..], n);
            }

            if (!isFull)
            {
                int last = ((direct.Length / Area) * n) + column;
                Panel<S, V>(a, rows[^Area..], taps, panel, columns, offset, relu, tile, winners.IsEmpty ? [] : tileWinners, width);
                tile[..columns].CopyTo(pooled[last..]);
                if (!winners.IsEmpty)
                {
                    tileWinners[..columns].CopyTo(winners[last..]);
                }
            }
        }
    }

    private static void Panel<S, V>(
        ReadOnlySpan<float> a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ReadOnlySpan<float> b, int columns, ReadOnlySpan<float> bias, bool relu, Span<float> pooled, Span<byte> winners, int stride)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref float panel = ref MemoryMarshal.GetReference(b);
        ref byte winner = ref winners.IsEmpty ? ref Unsafe.NullRef<byte>() : ref winners[0];
        if (columns > S.Count)
        {
            Cells<S, V>(ref MemoryMarshal.GetReference(a), rows, taps, ref panel, ref MemoryMarshal.GetReference(bias), relu, ref pooled[0], ref winner, stride);
        }
        else
        {
            PairsOfCells<S, V>(ref MemoryMarshal.GetReference(a), rows, taps, ref panel, ref MemoryMarshal.GetReference(bias), relu, ref pooled[0], ref winner, stride);
        }
    }

    // One register of columns. An odd number of cells has the last one twice.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PairsOfCells<S, V>(
        ref float a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ref float b, ref float bias, bool relu, ref float pooled, ref byte winners, nint stride)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref int row = ref MemoryMarshal.GetReference(rows);
        for (int cells = rows.Length / Area; cells > 0; cells -= 2)
        {
            nint second = cells > 1 ? Area : 0, next = cells > 1 ? stride : 0;
            ref float a0 = ref Unsafe.Add(ref a, row);
            ref float a1 = ref Unsafe.Add(ref a, Unsafe.Add(ref row, 1));
            ref float a2 = ref Unsafe.Add(ref a, Unsafe.Add(ref row, 2));
            ref float a3 = ref Unsafe.Add(ref a, Unsafe.Add(ref row, 3));
            ref float a4 = ref Unsafe.Add(ref a, Unsafe.Add(ref row, second));
            ref float a5 = ref Unsafe.Add(ref a, Unsafe.Add(ref row, second + 1));
            ref float a6 = ref Unsafe.Add(ref a, Unsafe.Add(ref row, second + 2));
            ref float a7 = ref Unsafe.Add(ref a, Unsafe.Add(ref row, second + 3));
            V c0 = S.Zero, c1 = S.Zero, c2 = S.Zero, c3 = S.Zero, c4 = S.Zero, c5 = S.Zero, c6 = S.Zero, c7 = S.Zero;
            ref float panel = ref b;
            ref int tap = ref MemoryMarshal.GetReference(taps);
            ref int end = ref Unsafe.Add(ref tap, taps.Length);
            while (Unsafe.IsAddressLessThan(ref tap, ref end))
            {
                nint t = tap;
                V w = S.Load(ref panel, 0);
                c0 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a0, t)), w, c0);
                c1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a1, t)), w, c1);
                c2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a2, t)), w, c2);
                c3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a3, t)), w, c3);
                c4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a4, t)), w, c4);
                c5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a5, t)), w, c5);
                c6 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a6, t)), w, c6);
                c7 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a7, t)), w, c7);
                panel = ref Unsafe.Add(ref panel, S.Count);
                tap = ref Unsafe.Add(ref tap, 1);
            }

            Finish<S, V>(c0, c1, c2, c3, ref bias, relu, ref pooled, ref winners);
            Finish<S, V>(c4, c5, c6, c7, ref bias, relu, ref Unsafe.Add(ref pooled, next), ref Unsafe.IsNullRef(ref winners) ? ref winners : ref Unsafe.Add(ref winners, next));
            row = ref Unsafe.Add(ref row, 2 * Area);
            pooled = ref Unsafe.Add(ref pooled, 2 * stride);
            winners = ref Unsafe.IsNullRef(ref winners) ? ref winners : ref Unsafe.Add(ref winners, 2 * stride);
        }
    }

    // Two registers of columns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Cells<S, V>(
        ref float a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ref float b, ref float bias, bool relu, ref float pooled, ref byte winners, nint stride)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref int row = ref MemoryMarshal.GetReference(rows);
        for (int cell = rows.Length / Area; cell > 0; cell--)
        {
            ref float a0 = ref Unsafe.Add(ref a, row);
            ref float a1 = ref Unsafe.Add(ref a, Unsafe.Add(ref row, 1));
            ref float a2 = ref Unsafe.Add(ref a, Unsafe.Add(ref row, 2));
            ref float a3 = ref Unsafe.Add(ref a, Unsafe.Add(ref row, 3));
            V c00 = S.Zero, c01 = S.Zero, c10 = S.Zero, c11 = S.Zero, c20 = S.Zero, c21 = S.Zero, c30 = S.Zero, c31 = S.Zero;
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

            Finish<S, V>(c00, c10, c20, c30, ref bias, relu, ref pooled, ref winners);
            Finish<S, V>(
                c01, c11, c21, c31, ref Unsafe.Add(ref bias, S.Count), relu, ref Unsafe.Add(ref pooled, S.Count),
                ref Unsafe.IsNullRef(ref winners) ? ref winners : ref Unsafe.Add(ref winners, S.Count));
            row = ref Unsafe.Add(ref row, Area);
            pooled = ref Unsafe.Add(ref pooled, stride);
            winners = ref Unsafe.IsNullRef(ref winners) ? ref winners : ref Unsafe.Add(ref winners, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<S, V>(V x0, V x1, V x2, V x3, ref float bias, bool relu, ref float pooled, ref byte winners)
        where S : struct, ISimd<V>
        where V : struct
    {
        V largest = S.Larger(S.Larger(x0, x1), S.Larger(x2, x3));
        V result = S.Add(largest, S.Load(ref bias, 0));
        S.Store(relu ? S.Relu(result) : result, ref pooled, 0);
        if (!Unsafe.IsNullRef(ref winners))
        {
            V winner = S.SelectEqual(x2, largest, S.Splat(2), S.Splat(3));
            winner = S.SelectEqual(x1, largest, S.Splat(1), winner);
            S.StoreBytes(S.SelectEqual(x0, largest, S.Zero, winner), ref winners, 0);
        }
    }
}
