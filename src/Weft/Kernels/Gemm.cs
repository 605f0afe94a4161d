using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>What a product does with its result.</summary>
[Flags]
internal enum GemmOutput
{
    Store = 0,

    /// <summary>Negative results become zero.</summary>
    Relu = 1,

    /// <summary>The result is added to what is there.</summary>
    Accumulate = 2,
}

/// <summary>Matrix product with indirect rows: <c>C[r, n] = bias[n] + sum over k of A[rows[r] + taps[k]] B[k, n]</c>.</summary>
/// <remarks>
/// The two tables make one kernel of many: a dense layer has <c>rows[r] = r features</c> and <c>taps[k] = k</c>; a convolution has the window's
/// corner in <c>rows</c> and the window's taps in <c>taps</c>, whatever its stride and dilation; an input gradient writes its rows back through
/// <c>outputs</c> and accumulates. Only B is rearranged: into panels of two registers' width (<see cref="Pack"/>).
/// Blocking: six rows by two registers stay in twelve accumulators; per k two loads of B and six broadcasts of A feed twelve
/// multiply-adds, which keeps both multiply-add units of current processors busy (latency 4, two a cycle: eight in flight are needed).
/// The order of summation is that of k for every row, so a row's bits do not depend on where in a block it stands.
/// </remarks>
internal static class Gemm
{
    private const int BlockRows = 6;

    // Two registers of the widest kind.
    private const int TileWidth = 32;

    private static ReadOnlySpan<int> TileRows => [0, TileWidth, 2 * TileWidth, 3 * TileWidth, 4 * TileWidth, 5 * TileWidth];

    /// <summary>Floats that B takes when packed.</summary>
    public static int PackedSize(Lanes lanes, int k, int n) => Panels(lanes, n) * k * PanelWidth(lanes);

    /// <summary><paramref name="n"/> rounded up to whole panels: the length the bias must have.</summary>
    public static int PaddedWidth(Lanes lanes, int n) => Panels(lanes, n) * PanelWidth(lanes);

    private static int PanelWidth(Lanes lanes) => 2 * (int)lanes;

    private static int Panels(Lanes lanes, int n) => (n + PanelWidth(lanes) - 1) / PanelWidth(lanes);

    /// <summary>Packs rows <paramref name="begin"/> up to <paramref name="end"/> of B, <paramref name="stride"/> apart in <paramref name="b"/>, into panels of all <paramref name="k"/> rows.</summary>
    public static void Pack(Lanes lanes, ReadOnlySpan<float> b, int k, int n, int stride, Span<float> packed, int begin, int end)
    {
        int width = PanelWidth(lanes);
        for (int panel = 0; panel < Panels(lanes, n); panel++)
        {
            int columns = Math.Min(width, n - panel * width);
            for (int row = begin; row < end; row++)
            {
                ReadOnlySpan<float> source = b.Slice(((row - begin) * stride) + (panel * width), columns);
                source.CopyTo(packed[((panel * k + row) * width)..]);
            }
        }
    }

    /// <summary>Packs columns <paramref name="begin"/> up to <paramref name="end"/> of B, which are rows of <paramref name="b"/>, <paramref name="k"/> long and <paramref name="stride"/> apart.</summary>
    public static void PackTransposed(Lanes lanes, ReadOnlySpan<float> b, int k, int stride, Span<float> packed, int begin, int end)
    {
        int width = PanelWidth(lanes);
        for (int column = begin; column < end; column++)
        {
            ReadOnlySpan<float> source = b.Slice((column - begin) * stride, k);
            int at = (column / width * k * width) + (column % width);
            foreach (float value in source)
            {
                packed[at] = value;
                at += width;
            }
        }
    }

    /// <summary>Computes the product.</summary>
    /// <param name="lanes">The width B was packed for.</param>
    /// <param name="a">What rows and taps index into.</param>
    /// <param name="rows">Where each row of A begins; as many as C has rows.</param>
    /// <param name="taps">Where each column of A lies, counted from its row's begin.</param>
    /// <param name="b">B, packed.</param>
    /// <param name="bias">Added to every row, padded to whole panels; empty for none.</param>
    /// <param name="c">Where the result goes; does not overlap A.</param>
    /// <param name="outputs">Where each row of C begins.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="output">What is done with the result.</param>
    public static void Multiply(
        Lanes lanes, ReadOnlySpan<float> a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ReadOnlySpan<float> b, ReadOnlySpan<float> bias, Span<float> c, ReadOnlySpan<int> outputs, int n, GemmOutput output)
    {
        switch (lanes)
        {
            case Lanes.Sixteen:
                Multiply<Simd512, Vector512<float>>(a, rows, taps, b, bias, c, outputs, n, output);
                break;
            case Lanes.Eight:
                Multiply<Simd256, Vector256<float>>(a, rows, taps, b, bias, c, outputs, n, output);
                break;
            default:
                Multiply<Simd128, Vector128<float>>(a, rows, taps, b, bias, c, outputs, n, output);
                break;
        }
    }

    private static void Multiply<S, V>(
        ReadOnlySpan<float> a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ReadOnlySpan<float> b, ReadOnlySpan<float> bias, Span<float> c, ReadOnlySpan<int> outputs, int n, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        int width = 2 * S.Count;
        ReadOnlySpan<float> zeros = stackalloc float[TileWidth];
        Span<float> tile = stackalloc float[BlockRows * TileWidth];
        ref float first = ref MemoryMarshal.GetReference(a);
        for (int column = 0; column < n; column += width)
        {
            ref float panel = ref Unsafe.Add(ref MemoryMarshal.GetReference(b), (nint)column * taps.Length);
            ref float start = ref MemoryMarshal.GetReference(bias.IsEmpty ? zeros : bias[column..]);
            ref float target = ref Unsafe.Add(ref MemoryMarshal.GetReference(c), column);
            for (int row = 0; row < rows.Length; row += BlockRows)
            {
                if (n - column >= width)
                {
                    Block<S, V>(ref first, rows[row..], taps, ref panel, ref start, ref target, outputs[row..], output);
                }
                else
                {
                    Block<S, V>(ref first, rows[row..], taps, ref panel, ref start, ref tile[0], TileRows, GemmOutput.Store);
                    FinishPartly(tile, ref target, outputs[row..Math.Min(row + BlockRows, rows.Length)], n - column, output);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block<S, V>(
        ref float a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ref float b, ref float bias, ref float c, ReadOnlySpan<int> outputs, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        // Rows beyond the last repeat the first one and are not stored.
        int count = rows.Length;
        ref float a0 = ref Unsafe.Add(ref a, rows[0]);
        ref float a1 = ref Unsafe.Add(ref a, rows[count > 1 ? 1 : 0]);
        ref float a2 = ref Unsafe.Add(ref a, rows[count > 2 ? 2 : 0]);
        ref float a3 = ref Unsafe.Add(ref a, rows[count > 3 ? 3 : 0]);
        ref float a4 = ref Unsafe.Add(ref a, rows[count > 4 ? 4 : 0]);
        ref float a5 = ref Unsafe.Add(ref a, rows[count > 5 ? 5 : 0]);

        V c00 = S.Load(ref bias, 0), c01 = S.Load(ref bias, S.Count);
        V c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01, c40 = c00, c41 = c01, c50 = c00, c51 = c01;
        ref int tap = ref MemoryMarshal.GetReference(taps);
        ref int end = ref Unsafe.Add(ref tap, taps.Length);
        while (Unsafe.IsAddressLessThan(ref tap, ref end))
        {
            nint t = tap;
            V b0 = S.Load(ref b, 0), b1 = S.Load(ref b, S.Count);
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
            b = ref Unsafe.Add(ref b, 2 * S.Count);
            tap = ref Unsafe.Add(ref tap, 1);
        }

        Finish<S, V>(c00, c01, ref Unsafe.Add(ref c, outputs[0]), output);
        if (count > 1)
        {
            Finish<S, V>(c10, c11, ref Unsafe.Add(ref c, outputs[1]), output);
        }

        if (count > 2)
        {
            Finish<S, V>(c20, c21, ref Unsafe.Add(ref c, outputs[2]), output);
        }

        if (count > 3)
        {
            Finish<S, V>(c30, c31, ref Unsafe.Add(ref c, outputs[3]), output);
        }

        if (count > 4)
        {
            Finish<S, V>(c40, c41, ref Unsafe.Add(ref c, outputs[4]), output);
        }

        if (count > 5)
        {
            Finish<S, V>(c50, c51, ref Unsafe.Add(ref c, outputs[5]), output);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<S, V>(V x0, V x1, ref float c, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        if ((output & GemmOutput.Accumulate) != 0)
        {
            x0 = S.Add(x0, S.Load(ref c, 0));
            x1 = S.Add(x1, S.Load(ref c, S.Count));
        }

        if ((output & GemmOutput.Relu) != 0)
        {
            x0 = S.Max(x0, S.Zero);
            x1 = S.Max(x1, S.Zero);
        }

        S.Store(x0, ref c, 0);
        S.Store(x1, ref c, S.Count);
    }

    // A block at the right border was computed into a tile: its first n columns count. (A call from the block itself, even one never
    // taken, would make the compiler keep the accumulators in memory.)
    private static void FinishPartly(ReadOnlySpan<float> tile, ref float c, ReadOnlySpan<int> outputs, int n, GemmOutput output)
    {
        for (int row = 0; row < outputs.Length; row++)
        {
            for (int i = 0; i < n; i++)
            {
                ref float target = ref Unsafe.Add(ref c, outputs[row] + i);
                float value = tile[(row * TileWidth) + i] + ((output & GemmOutput.Accumulate) != 0 ? target : 0);
                target = (output & GemmOutput.Relu) != 0 ? Math.Max(value, 0) : value;
            }
        }
    }
}
