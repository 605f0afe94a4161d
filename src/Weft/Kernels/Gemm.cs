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
/// Rows go through in blocks (<see cref="GemmBlocks"/>) of six and four, so that eight samples fill two of them; what is left goes one by one.
/// The order of summation is that of k for every row, so a row's bits do not depend on which block it stands in.
/// </remarks>
internal static partial class Gemm
{
    // Two registers of the widest kind.
    private const int TileWidth = 32;

    private static ReadOnlySpan<int> TileRows => [0, TileWidth, 2 * TileWidth, 3 * TileWidth, 4 * TileWidth, 5 * TileWidth, 6 * TileWidth, 7 * TileWidth];

    /// <summary>Floats that B takes when packed.</summary>
    public static int PackedSize(Lanes lanes, int k, int n) => k * (((Panels(lanes, n) - 1) * PanelWidth(lanes)) + LastWidth(lanes, n));

    /// <summary><paramref name="n"/> rounded up to whole panels: the length the bias must have.</summary>
    public static int PaddedWidth(Lanes lanes, int n) => Panels(lanes, n) * PanelWidth(lanes);

    /// <summary>How wide the panel is that holds a column: two registers, or one where no more are left.</summary>
    public static int PanelWidth(Lanes lanes, int n, int column) => column / PanelWidth(lanes) == Panels(lanes, n) - 1 ? LastWidth(lanes, n) : PanelWidth(lanes);

    /// <summary>Columns of a panel: those of a part of B that is a product by itself.</summary>
    public static int PanelWidth(Lanes lanes) => 2 * (int)lanes;

    private static int LastWidth(Lanes lanes, int n) => (n - 1) % PanelWidth(lanes) < (int)lanes ? (int)lanes : PanelWidth(lanes);

    private static int Panels(Lanes lanes, int n) => (n + PanelWidth(lanes) - 1) / PanelWidth(lanes);

    /// <summary>Packs rows <paramref name="begin"/> up to <paramref name="end"/> of B, <paramref name="stride"/> apart in <paramref name="b"/>, into panels of all <paramref name="k"/> rows.</summary>
    public static void Pack(Lanes lanes, ReadOnlySpan<float> b, int k, int n, int stride, Span<float> packed, int begin, int end)
    {
        int width = PanelWidth(lanes);
        for (int panel = 0; panel < Panels(lanes, n); panel++)
        {
            int columns = Math.Min(width, n - (panel * width)), step = PanelWidth(lanes, n, panel * width);
            for (int row = begin; row < end; row++)
            {
                ReadOnlySpan<float> source = b.Slice(((row - begin) * stride) + (panel * width), columns);
                source.CopyTo(packed[((panel * k * width) + (row * step))..]);
            }
        }
    }

    /// <summary>Packs columns <paramref name="begin"/> up to <paramref name="end"/> of B, which are rows of <paramref name="b"/>, <paramref name="k"/> long and <paramref name="stride"/> apart, of <paramref name="n"/> in all.</summary>
    public static void PackTransposed(Lanes lanes, ReadOnlySpan<float> b, int k, int n, int stride, Span<float> packed, int begin, int end)
    {
        int width = PanelWidth(lanes);
        for (int column = begin, count; column < end; column += count)
        {
            count = Math.Min(width - (column % width), end - column);
            Transpose.Matrix(b[((column - begin) * stride)..], count, k, stride, packed[((column / width * k * width) + (column % width))..], PanelWidth(lanes, n, column));
        }
    }

    /// <summary>Products of one shape, such as those of Winograd's frequencies: how many, and from one to the next the floats of A, of packed B and of C.</summary>
    public readonly record struct Planes(int Count, int A, int B, int C);

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
        Lanes lanes, ReadOnlySpan<float> a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ReadOnlySpan<float> b, ReadOnlySpan<float> bias, Span<float> c, ReadOnlySpan<int> outputs, int n, GemmOutput output) =>
        Multiply(lanes, new Planes(1, 0, 0, 0), a, rows, taps, b, bias, c, outputs, n, output);

    /// <summary>Computes several products of one shape.</summary>
    public static void Multiply(
        Lanes lanes, Planes planes, ReadOnlySpan<float> a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ReadOnlySpan<float> b, ReadOnlySpan<float> bias, Span<float> c, ReadOnlySpan<int> outputs, int n, GemmOutput output)
    {
        switch (lanes)
        {
            case Lanes.Sixteen:
                Multiply<Simd512, Vector512<float>>(planes, a, rows, taps, b, bias, c, outputs, n, output);
                break;
            case Lanes.Eight:
                Multiply<Simd256, Vector256<float>>(planes, a, rows, taps, b, bias, c, outputs, n, output);
                break;
            default:
                Multiply<Simd128, Vector128<float>>(planes, a, rows, taps, b, bias, c, outputs, n, output);
                break;
        }
    }

    private static void Multiply<S, V>(
        Planes planes, ReadOnlySpan<float> a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ReadOnlySpan<float> b, ReadOnlySpan<float> bias, Span<float> c, ReadOnlySpan<int> outputs, int n, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        ReadOnlySpan<float> zeros = stackalloc float[4 * TileWidth];
        RowBlocks blocks = new(rows.Length, mayRepeat: (output & GemmOutput.Accumulate) == 0);
        if (rows.Length < 4 && n == 2 * S.Count && planes.Count > 1 && blocks.MayRepeat && bias.IsEmpty)
        {
            FewRows<S, V>(planes, ref MemoryMarshal.GetReference(a), rows, taps, ref MemoryMarshal.GetReference(b), ref MemoryMarshal.GetReference(c), outputs, output);
            return;
        }

        if (n == S.Count && S.Count == Simd512.Count && taps.Length == GemmBlocks.ResidentTaps)
        {
            int done = Resident<S, V>(planes, ref MemoryMarshal.GetReference(a), rows, taps, ref MemoryMarshal.GetReference(b), bias.IsEmpty ? zeros : bias, ref MemoryMarshal.GetReference(c), outputs, output);
            if (done == rows.Length)
            {
                return;
            }

            rows = rows[done..];
            outputs = outputs[done..];
            blocks = new RowBlocks(rows.Length, blocks.MayRepeat);
        }

        int pair = 4 * S.Count, paired = S.Count == Simd512.Count && (rows.Length >= 4 || n < 2 * pair) ? n / pair * pair : 0;
        for (int plane = 0; plane < planes.Count; plane++)
        {
            ref float first = ref Unsafe.Add(ref MemoryMarshal.GetReference(a), plane * planes.A);
            ref float packed = ref Unsafe.Add(ref MemoryMarshal.GetReference(b), plane * planes.B);
            ref float target = ref Unsafe.Add(ref MemoryMarshal.GetReference(c), plane * planes.C);
            for (int column = 0; column < paired; column += pair)
            {
                Pair<S, V>(
                    blocks.MayRepeat, ref first, rows, taps, ref Unsafe.Add(ref packed, (nint)column * taps.Length), ref MemoryMarshal.GetReference(bias.IsEmpty ? zeros : bias[column..]),
                    ref Unsafe.Add(ref target, column), outputs, output);
            }

            if (paired < n)
            {
                Panels<S, V>(
                    blocks, ref first, rows, taps, ref Unsafe.Add(ref packed, (nint)paired * taps.Length), bias.IsEmpty ? [] : bias[paired..], zeros, ref Unsafe.Add(ref target, paired), outputs, n - paired, output);
            }
        }
    }

    // Rows that fill no block, by a single panel: two products at a time.
    private static void FewRows<S, V>(
        Planes planes, ref float a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ref float b, ref float c, ReadOnlySpan<int> outputs, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (int plane = 0; plane < planes.Count; plane += 2)
        {
            // The last two may repeat one.
            nint first = Math.Min(plane, planes.Count - 2);
            for (int i = 0; i < rows.Length; i++)
            {
                GemmBlocks.OneOfTwo<S, V>(
                    ref Unsafe.Add(ref a, (first * planes.A) + rows[i]), planes.A, taps, ref Unsafe.Add(ref b, first * planes.B), planes.B, ref Unsafe.Add(ref c, (first * planes.C) + outputs[i]), planes.C, output);
            }
        }
    }

    // Two panels, in blocks of four rows: the best way where there are 32 registers.
    private static void Pair<S, V>(
        bool mayRepeat, ref float a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ref float b, ref float bias, ref float c, ReadOnlySpan<int> outputs, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref int row = ref MemoryMarshal.GetReference(rows);
        ref int place = ref MemoryMarshal.GetReference(outputs);
        int done = 0;
        if (rows.Length >= 4)
        {
            done = rows.Length / 4 * 4;
            GemmBlocks.FourByTwo<S, V>(ref a, ref row, done / 4, taps, ref b, ref bias, ref c, ref place, output);
            if (done < rows.Length && mayRepeat)
            {
                done = rows.Length;
                GemmBlocks.FourByTwo<S, V>(ref a, ref Unsafe.Add(ref row, done - 4), 1, taps, ref b, ref bias, ref c, ref Unsafe.Add(ref place, done - 4), output);
            }
        }

        for (int i = done; i < rows.Length; i++)
        {
            GemmBlocks.OneByTwo<S, V>(ref Unsafe.Add(ref a, rows[i]), taps, ref b, ref bias, ref Unsafe.Add(ref c, outputs[i]), output);
        }
    }

    private static void Panels<S, V>(
        in RowBlocks blocks, ref float a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ref float b, ReadOnlySpan<float> bias, ReadOnlySpan<float> zeros, ref float c, ReadOnlySpan<int> outputs, int n, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        int width = 2 * S.Count;
        for (int column = 0; column < n && blocks.Covered > 0; column += width)
        {
            ref float panel = ref Unsafe.Add(ref b, (nint)column * taps.Length);
            ref float start = ref MemoryMarshal.GetReference(bias.IsEmpty ? zeros : bias[column..]);
            Panel<S, V>(blocks, ref a, rows, taps, ref panel, ref start, ref Unsafe.Add(ref c, column), outputs, n - column, output);
        }

        for (int i = blocks.Covered; i < rows.Length; i++)
        {
            Row<S, V>(ref Unsafe.Add(ref a, rows[i]), taps, ref b, bias, zeros, ref Unsafe.Add(ref c, outputs[i]), n, output);
        }
    }

    // One panel, of which n columns count, for the rows that are in blocks.
    private static void Panel<S, V>(
        in RowBlocks blocks, ref float a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ref float b, ref float bias, ref float c, ReadOnlySpan<int> outputs, int n, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref int row = ref MemoryMarshal.GetReference(rows);
        ref int place = ref MemoryMarshal.GetReference(outputs);
        int done = 0;
        if (n >= 2 * S.Count)
        {
            done = blocks.Covered;
            if (blocks.IsFive)
            {
                ReadOnlySpan<int> six = [rows[0], rows[1], rows[2], rows[3], rows[4], rows[4]], places = [outputs[0], outputs[1], outputs[2], outputs[3], outputs[4], outputs[4]];
                GemmBlocks.Six<S, V>(ref a, ref MemoryMarshal.GetReference(six), 1, taps, ref b, ref bias, ref c, ref MemoryMarshal.GetReference(places), output);
            }

            if (blocks.Sixes > 0)
            {
                GemmBlocks.Six<S, V>(ref a, ref row, blocks.Sixes, taps, ref b, ref bias, ref c, ref place, output);
            }

            if (blocks.FourCount > 0)
            {
                int at = blocks.Fours;
                GemmBlocks.Four<S, V>(ref a, ref Unsafe.Add(ref row, at), blocks.FourCount, taps, ref b, ref bias, ref c, ref Unsafe.Add(ref place, at), output);
            }

            if (blocks.LastCount > 0)
            {
                int at = blocks.Last;
                GemmBlocks.Four<S, V>(ref a, ref Unsafe.Add(ref row, at), blocks.LastCount, taps, ref b, ref bias, ref c, ref Unsafe.Add(ref place, at), output);
            }
        }
        else if (n == S.Count)
        {
            done = blocks.Covered / 8 * 8;
            GemmBlocks.Eight<S, V>(ref a, ref row, done / 8, taps, ref b, ref bias, ref c, ref place, output);
            if (done > 0 && done < blocks.Covered && blocks.MayRepeat)
            {
                done = blocks.Covered;
                GemmBlocks.Eight<S, V>(ref a, ref Unsafe.Add(ref row, done - 8), 1, taps, ref b, ref bias, ref c, ref Unsafe.Add(ref place, done - 8), output);
            }
        }

        if (done < blocks.Covered)
        {
            Rest<S, V>(ref a, rows[done..blocks.Covered], taps, ref b, ref bias, ref c, outputs[done..], n, output);
        }
    }

    // One row, as many columns at a time as there are.
    private static void Row<S, V>(
        ref float a, ReadOnlySpan<int> taps, ref float b, ReadOnlySpan<float> bias, ReadOnlySpan<float> zeros, ref float c, int n, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        int width = 2 * S.Count;
        int column = 0;
        for (; n - column >= 4 * width; column += 4 * width)
        {
            GemmBlocks.One<S, V>(
                ref a, taps, ref Unsafe.Add(ref b, (nint)column * taps.Length), ref MemoryMarshal.GetReference(bias.IsEmpty ? zeros : bias[column..]), ref Unsafe.Add(ref c, column), output);
        }

        for (; n - column >= 2 * width; column += 2 * width)
        {
            GemmBlocks.OneByTwo<S, V>(
                ref a, taps, ref Unsafe.Add(ref b, (nint)column * taps.Length), ref MemoryMarshal.GetReference(bias.IsEmpty ? zeros : bias[column..]), ref Unsafe.Add(ref c, column), output);
        }

        for (; column < n; column += width)
        {
            Rest<S, V>(
                ref a, [0], taps, ref Unsafe.Add(ref b, (nint)column * taps.Length), ref MemoryMarshal.GetReference(bias.IsEmpty ? zeros : bias[column..]), ref Unsafe.Add(ref c, column), [0],
                Math.Min(width, n - column), output);
        }
    }

    /// <summary>How rows are cut into blocks of six and four: every even number from four on is a sum of them.</summary>
    /// <remarks>Where a row may be computed twice, an odd number is as good as the next even one: the last block begins a row earlier.</remarks>
    private readonly struct RowBlocks
    {
        public RowBlocks(int rows, bool mayRepeat)
        {
            MayRepeat = mayRepeat;
            IsFive = mayRepeat && rows == 5;
            if (IsFive)
            {
                Covered = rows;
                return;
            }

            int repeated = mayRepeat && rows >= 7 ? rows & 1 : 0;
            int even = rows < 4 ? 0 : (rows + repeated) & ~1;
            Covered = even - repeated;
            FourCount = (even % 6) switch { 0 => 0, 4 => 1, _ => 2 };
            Sixes = (even - (4 * FourCount)) / 6;
            Fours = 6 * Sixes;
            if (repeated > 0)
            {
                // The last block is one of four; a six gives way to two of them.
                (Sixes, FourCount) = FourCount == 0 ? (Sixes - 1, 1) : (Sixes, FourCount - 1);
                (Fours, Last, LastCount) = (6 * Sixes, rows - 4, 1);
            }
        }

        public bool MayRepeat { get; }

        /// <summary>Whether there are five rows, which are a block of six that has the last one twice.</summary>
        public bool IsFive { get; }

        /// <summary>Rows that are in blocks, from the first on.</summary>
        public int Covered { get; }

        /// <summary>Blocks of six, from the first row on.</summary>
        public int Sixes { get; }

        /// <summary>Where blocks of four begin.</summary>
        public int Fours { get; }

        public int FourCount { get; }

        /// <summary>Where a last block of four begins that repeats rows.</summary>
        public int Last { get; }

        public int LastCount { get; }
    }

    // Rows that fill no block, or a panel that is not full: a block is computed into a tile, of which the first n columns count.
    private static void Rest<S, V>(
        ref float a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ref float b, ref float bias, ref float c, ReadOnlySpan<int> outputs, int n, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        Span<float> tile = stackalloc float[GemmBlocks.MostRows * TileWidth];
        Span<int> block = stackalloc int[GemmBlocks.MostRows];
        int most = n <= S.Count ? 8 : 6;
        for (int row = 0; row < rows.Length; row += most)
        {
            int count = Math.Min(most, rows.Length - row);
            // Rows beyond the last repeat the first one.
            block.Fill(rows[row]);
            rows.Slice(row, count).CopyTo(block);
            ref int places = ref MemoryMarshal.GetReference(TileRows);
            if (n <= S.Count)
            {
                GemmBlocks.Eight<S, V>(ref a, ref block[0], 1, taps, ref b, ref bias, ref tile[0], ref places, GemmOutput.Store);
            }
            else if (count > 4)
            {
                GemmBlocks.Six<S, V>(ref a, ref block[0], 1, taps, ref b, ref bias, ref tile[0], ref places, GemmOutput.Store);
            }
            else
            {
                GemmBlocks.Four<S, V>(ref a, ref block[0], 1, taps, ref b, ref bias, ref tile[0], ref places, GemmOutput.Store);
            }

            for (int i = 0; i < count; i++)
            {
                GemmBlocks.FinishPartly<S, V>(ref tile[i * TileWidth], ref Unsafe.Add(ref c, outputs[row + i]), n, output);
            }
        }
    }
}
