using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>The weight gradient's product: <c>C[k, n] (+)= sum over r of A[rows[r] + taps[k]] Y[r, n]</c>.</summary>
/// <remarks>
/// The tables are those of <see cref="Gemm"/>, so that a layer's forward pass and its weight gradient share them. Six taps by two registers
/// stay in accumulators; per row two loads of Y and six broadcasts of A feed twelve multiply-adds. Where there are 32 registers, four taps by four of them do.
/// Where no more than one register of columns is left, the block is one register wide. Columns of Y beyond n are read (the arena has room behind every buffer) and never stored.
/// </remarks>
internal static partial class GemmTransposed
{
    /// <summary>Rows of C that are whole blocks, whichever blocks are used.</summary>
    public static int BlockTaps { get; } = Simd.Widest == Lanes.Sixteen ? 16 : 12;

    // Floats of the rows of Y that are summed at a time: few enough that they stay in the first-level cache while all taps go over them.
    private const int BlockFloats = 8192;

    private const int PanelTaps = 6;

    private const int PairTaps = 4;

    // Two registers of the widest kind.
    private const int TileWidth = 32;

    /// <summary>Computes the product.</summary>
    /// <param name="lanes">The register width to use.</param>
    /// <param name="a">What rows and taps index into.</param>
    /// <param name="rows">Where each row of A begins; as many as Y has rows.</param>
    /// <param name="taps">Where each column of A lies, counted from its row's begin, in rising order; as many as C has rows.</param>
    /// <param name="y">Y, its rows <paramref name="stride"/> apart.</param>
    /// <param name="stride">Distance between rows of Y.</param>
    /// <param name="c">Where the result goes.</param>
    /// <param name="pitch">Distance between rows of C.</param>
    /// <param name="n">Columns of Y and C.</param>
    /// <param name="accumulate">Whether the result is added to what is there.</param>
    public static void Multiply(
        Lanes lanes, ReadOnlySpan<float> a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ReadOnlySpan<float> y, int stride, Span<float> c, int pitch, int n, bool accumulate) =>
        Multiply(lanes, new Gemm.Planes(1, 0, 0, 0), a, rows, taps, y, stride, c, pitch, n, accumulate);

    /// <summary>Computes several products of one shape; Y is what the planes call B.</summary>
    public static void Multiply(
        Lanes lanes, Gemm.Planes planes, ReadOnlySpan<float> a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ReadOnlySpan<float> y, int stride, Span<float> c, int pitch, int n, bool accumulate)
    {
        switch (lanes)
        {
            case Lanes.Sixteen:
                Multiply<Simd512, Vector512<float>>(planes, a, rows, taps, y, stride, c, pitch, n, accumulate);
                break;
            case Lanes.Eight:
                Multiply<Simd256, Vector256<float>>(planes, a, rows, taps, y, stride, c, pitch, n, accumulate);
                break;
            default:
                Multiply<Simd128, Vector128<float>>(planes, a, rows, taps, y, stride, c, pitch, n, accumulate);
                break;
        }
    }

    private static void Multiply<S, V>(
        Gemm.Planes planes, ReadOnlySpan<float> a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ReadOnlySpan<float> y, int stride, Span<float> c, int pitch, int n, bool accumulate)
        where S : struct, ISimd<V>
        where V : struct
    {
        Span<float> tile = stackalloc float[PanelTaps * TileWidth];
        int block = Math.Max(BlockFloats / n, 16);
        for (int plane = 0; plane < planes.Count; plane++)
        {
            ref float first = ref Unsafe.Add(ref MemoryMarshal.GetReference(a), plane * planes.A);
            ref float panel = ref Unsafe.Add(ref MemoryMarshal.GetReference(y), plane * planes.B);
            ref float target = ref Unsafe.Add(ref MemoryMarshal.GetReference(c), plane * planes.C);
            for (int row = 0; row < rows.Length; row += block)
            {
                GemmOutput output = accumulate || row > 0 ? GemmOutput.Accumulate : GemmOutput.Store;
                Rows<S, V>(ref first, rows[row..Math.Min(row + block, rows.Length)], taps, ref Unsafe.Add(ref panel, (nint)row * stride), stride, ref target, pitch, n, tile, output);
            }
        }
    }

    private static void Rows<S, V>(
        ref float a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ref float y, int stride, ref float c, int pitch, int n, Span<float> tile, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        int column = 0;
        for (; S.Count == Simd512.Count && n - column >= 4 * S.Count; column += 4 * S.Count)
        {
            for (int tap = 0; tap < taps.Length; tap += PairTaps)
            {
                Pair<S, V>(ref a, rows, taps[tap..], ref Unsafe.Add(ref y, column), stride, ref Unsafe.Add(ref c, ((nint)tap * pitch) + column), pitch, output);
            }
        }

        for (; column < n; column += 2 * S.Count)
        {
            Panel<S, V>(ref a, rows, taps, ref Unsafe.Add(ref y, column), stride, ref Unsafe.Add(ref c, column), pitch, n - column, tile, output);
        }
    }

    // At most two registers of columns, of which n count.
    private static void Panel<S, V>(
        ref float a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ref float y, int stride, ref float c, int pitch, int n, Span<float> tile, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        bool hasRuns = S.Count == Simd512.Count && (n == S.Count || n >= 2 * S.Count);
        for (int tap = hasRuns ? Runs<S, V>(ref a, rows, taps, ref y, stride, ref c, pitch, n, output) : 0; tap < taps.Length; tap += PanelTaps)
        {
            ref float target = ref Unsafe.Add(ref c, (nint)tap * pitch);
            if (n >= 2 * S.Count)
            {
                Block<S, V>(ref a, rows, taps[tap..], ref y, stride, ref target, pitch, output);
            }
            else if (n == S.Count)
            {
                Narrow<S, V>(ref a, rows, taps[tap..], ref y, stride, ref target, pitch, output);
            }
            else
            {
                if (n < S.Count)
                {
                    Narrow<S, V>(ref a, rows, taps[tap..], ref y, stride, ref tile[0], TileWidth, GemmOutput.Store);
                }
                else
                {
                    Block<S, V>(ref a, rows, taps[tap..], ref y, stride, ref tile[0], TileWidth, GemmOutput.Store);
                }

                for (int i = 0; i < Math.Min(PanelTaps, taps.Length - tap); i++)
                {
                    GemmBlocks.FinishPartly<S, V>(ref tile[i * TileWidth], ref Unsafe.Add(ref target, (nint)i * pitch), n, output);
                }
            }
        }
    }

    // Four taps by four registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pair<S, V>(ref float a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ref float y, nint stride, ref float c, nint pitch, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        int count = taps.Length;
        ref float a0 = ref Unsafe.Add(ref a, taps[0]);
        ref float a1 = ref Unsafe.Add(ref a, taps[count > 1 ? 1 : 0]);
        ref float a2 = ref Unsafe.Add(ref a, taps[count > 2 ? 2 : 0]);
        ref float a3 = ref Unsafe.Add(ref a, taps[count > 3 ? 3 : 0]);
        V c00 = S.Zero, c01 = S.Zero, c02 = S.Zero, c03 = S.Zero, c10 = S.Zero, c11 = S.Zero, c12 = S.Zero, c13 = S.Zero;
        V c20 = S.Zero, c21 = S.Zero, c22 = S.Zero, c23 = S.Zero, c30 = S.Zero, c31 = S.Zero, c32 = S.Zero, c33 = S.Zero;
        ref int row = ref MemoryMarshal.GetReference(rows);
        ref int end = ref Unsafe.Add(ref row, rows.Length);
        while (Unsafe.IsAddressLessThan(ref row, ref end))
        {
            nint r = row;
            V y0 = S.Load(ref y, 0), y1 = S.Load(ref y, S.Count), y2 = S.Load(ref y, 2 * S.Count), y3 = S.Load(ref y, 3 * S.Count);
            V x = S.Splat(Unsafe.Add(ref a0, r));
            c00 = S.MultiplyAdd(x, y0, c00);
            c01 = S.MultiplyAdd(x, y1, c01);
            c02 = S.MultiplyAdd(x, y2, c02);
            c03 = S.MultiplyAdd(x, y3, c03);
            x = S.Splat(Unsafe.Add(ref a1, r));
            c10 = S.MultiplyAdd(x, y0, c10);
            c11 = S.MultiplyAdd(x, y1, c11);
            c12 = S.MultiplyAdd(x, y2, c12);
            c13 = S.MultiplyAdd(x, y3, c13);
            x = S.Splat(Unsafe.Add(ref a2, r));
            c20 = S.MultiplyAdd(x, y0, c20);
            c21 = S.MultiplyAdd(x, y1, c21);
            c22 = S.MultiplyAdd(x, y2, c22);
            c23 = S.MultiplyAdd(x, y3, c23);
            x = S.Splat(Unsafe.Add(ref a3, r));
            c30 = S.MultiplyAdd(x, y0, c30);
            c31 = S.MultiplyAdd(x, y1, c31);
            c32 = S.MultiplyAdd(x, y2, c32);
            c33 = S.MultiplyAdd(x, y3, c33);
            y = ref Unsafe.Add(ref y, stride);
            row = ref Unsafe.Add(ref row, 1);
        }

        GemmBlocks.Finish<S, V>(c00, c01, c02, c03, ref c, output);
        if (count > 1)
        {
            GemmBlocks.Finish<S, V>(c10, c11, c12, c13, ref Unsafe.Add(ref c, pitch), output);
        }

        if (count > 2)
        {
            GemmBlocks.Finish<S, V>(c20, c21, c22, c23, ref Unsafe.Add(ref c, 2 * pitch), output);
        }

        if (count > 3)
        {
            GemmBlocks.Finish<S, V>(c30, c31, c32, c33, ref Unsafe.Add(ref c, 3 * pitch), output);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block<S, V>(ref float a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ref float y, nint stride, ref float c, nint pitch, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        int count = taps.Length;
        ref float a0 = ref Unsafe.Add(ref a, taps[0]);
        ref float a1 = ref Unsafe.Add(ref a, taps[count > 1 ? 1 : 0]);
        ref float a2 = ref Unsafe.Add(ref a, taps[count > 2 ? 2 : 0]);
        ref float a3 = ref Unsafe.Add(ref a, taps[count > 3 ? 3 : 0]);
        ref float a4 = ref Unsafe.Add(ref a, taps[count > 4 ? 4 : 0]);
        ref float a5 = ref Unsafe.Add(ref a, taps[count > 5 ? 5 : 0]);

        V c00 = S.Zero, c01 = S.Zero, c10 = S.Zero, c11 = S.Zero, c20 = S.Zero, c21 = S.Zero;
        V c30 = S.Zero, c31 = S.Zero, c40 = S.Zero, c41 = S.Zero, c50 = S.Zero, c51 = S.Zero;
        ref int row = ref MemoryMarshal.GetReference(rows);
        ref int end = ref Unsafe.Add(ref row, rows.Length);
        while (Unsafe.IsAddressLessThan(ref row, ref end))
        {
            nint r = row;
            V y0 = S.Load(ref y, 0), y1 = S.Load(ref y, S.Count);
            V x = S.Splat(Unsafe.Add(ref a0, r));
            c00 = S.MultiplyAdd(x, y0, c00);
            c01 = S.MultiplyAdd(x, y1, c01);
            x = S.Splat(Unsafe.Add(ref a1, r));
            c10 = S.MultiplyAdd(x, y0, c10);
            c11 = S.MultiplyAdd(x, y1, c11);
            x = S.Splat(Unsafe.Add(ref a2, r));
            c20 = S.MultiplyAdd(x, y0, c20);
            c21 = S.MultiplyAdd(x, y1, c21);
            x = S.Splat(Unsafe.Add(ref a3, r));
            c30 = S.MultiplyAdd(x, y0, c30);
            c31 = S.MultiplyAdd(x, y1, c31);
            x = S.Splat(Unsafe.Add(ref a4, r));
            c40 = S.MultiplyAdd(x, y0, c40);
            c41 = S.MultiplyAdd(x, y1, c41);
            x = S.Splat(Unsafe.Add(ref a5, r));
            c50 = S.MultiplyAdd(x, y0, c50);
            c51 = S.MultiplyAdd(x, y1, c51);
            y = ref Unsafe.Add(ref y, stride);
            row = ref Unsafe.Add(ref row, 1);
        }

        GemmBlocks.Finish<S, V>(c00, c01, ref c, output);
        if (count > 1)
        {
            GemmBlocks.Finish<S, V>(c10, c11, ref Unsafe.Add(ref c, pitch), output);
        }

        if (count > 2)
        {
            GemmBlocks.Finish<S, V>(c20, c21, ref Unsafe.Add(ref c, 2 * pitch), output);
        }

        if (count > 3)
        {
            GemmBlocks.Finish<S, V>(c30, c31, ref Unsafe.Add(ref c, 3 * pitch), output);
        }

        if (count > 4)
        {
            GemmBlocks.Finish<S, V>(c40, c41, ref Unsafe.Add(ref c, 4 * pitch), output);
        }

        if (count > 5)
        {
            GemmBlocks.Finish<S, V>(c50, c51, ref Unsafe.Add(ref c, 5 * pitch), output);
        }
    }

    // Six taps by one register. Odd rows have accumulators of their own, so that there are enough of them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow<S, V>(ref float a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ref float y, nint stride, ref float c, nint pitch, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        int count = taps.Length;
        ref float a0 = ref Unsafe.Add(ref a, taps[0]);
        ref float a1 = ref Unsafe.Add(ref a, taps[count > 1 ? 1 : 0]);
        ref float a2 = ref Unsafe.Add(ref a, taps[count > 2 ? 2 : 0]);
        ref float a3 = ref Unsafe.Add(ref a, taps[count > 3 ? 3 : 0]);
        ref float a4 = ref Unsafe.Add(ref a, taps[count > 4 ? 4 : 0]);
        ref float a5 = ref Unsafe.Add(ref a, taps[count > 5 ? 5 : 0]);
        V c0 = S.Zero, c1 = S.Zero, c2 = S.Zero, c3 = S.Zero, c4 = S.Zero, c5 = S.Zero;
        V d0 = S.Zero, d1 = S.Zero, d2 = S.Zero, d3 = S.Zero, d4 = S.Zero, d5 = S.Zero;
        ref int row = ref MemoryMarshal.GetReference(rows);
        ref int end = ref Unsafe.Add(ref row, rows.Length & ~1);
        for (; Unsafe.IsAddressLessThan(ref row, ref end); row = ref Unsafe.Add(ref row, 2))
        {
            nint r = row;
            V x = S.Load(ref y, 0);
            c0 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a0, r)), x, c0);
            c1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a1, r)), x, c1);
            c2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a2, r)), x, c2);
            c3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a3, r)), x, c3);
            c4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a4, r)), x, c4);
            c5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a5, r)), x, c5);
            r = Unsafe.Add(ref row, 1);
            x = S.Load(ref y, stride);
            d0 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a0, r)), x, d0);
            d1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a1, r)), x, d1);
            d2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a2, r)), x, d2);
            d3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a3, r)), x, d3);
            d4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a4, r)), x, d4);
            d5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a5, r)), x, d5);
            y = ref Unsafe.Add(ref y, 2 * stride);
        }

        if ((rows.Length & 1) != 0)
        {
            nint r = row;
            V x = S.Load(ref y, 0);
            c0 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a0, r)), x, c0);
            c1 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a1, r)), x, c1);
            c2 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a2, r)), x, c2);
            c3 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a3, r)), x, c3);
            c4 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a4, r)), x, c4);
            c5 = S.MultiplyAdd(S.Splat(Unsafe.Add(ref a5, r)), x, c5);
        }

        GemmBlocks.Finish<S, V>(S.Add(c0, d0), ref c, output);
        if (count > 1)
        {
            GemmBlocks.Finish<S, V>(S.Add(c1, d1), ref Unsafe.Add(ref c, pitch), output);
        }

        if (count > 2)
        {
            GemmBlocks.Finish<S, V>(S.Add(c2, d2), ref Unsafe.Add(ref c, 2 * pitch), output);
        }

        if (count > 3)
        {
            GemmBlocks.Finish<S, V>(S.Add(c3, d3), ref Unsafe.Add(ref c, 3 * pitch), output);
        }

        if (count > 4)
        {
            GemmBlocks.Finish<S, V>(S.Add(c4, d4), ref Unsafe.Add(ref c, 4 * pitch), output);
        }

        if (count > 5)
        {
            GemmBlocks.Finish<S, V>(S.Add(c5, d5), ref Unsafe.Add(ref c, 5 * pitch), output);
        }
    }
}
