using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>The weight gradient of a convolution of few channels behind a max pooling: <c>dW[tap, f] (+)= sum over cells of g[cell, f] x[winning window of f in the cell + tap]</c>.</summary>
/// <remarks>
/// Filters lie in lanes, and each has its own winner. But what a tap reads in the windows of one cell are few values close together: those of at most two rows fill at most
/// the halves of a register, and one permutation by the winners hands every filter its own. So a cell costs a permutation and a multiply-add per tap, and not a multiply-add
/// per tap and window. Three taps of each of three runs are summed together.
/// </remarks>
internal static class PoolLookup
{
    /// <summary>Taps of a run that are summed together.</summary>
    private const int BlockTaps = 3;

    private const int BlockRuns = 3;

    /// <summary>Whether the windows of a cell fit into a register.</summary>
    /// <param name="lanes">The register.</param>
    /// <param name="window">The pooling's window.</param>
    /// <param name="step">From one window of a row to the next, in floats.</param>
    public static bool Fits(Lanes lanes, Size2D window, int step) =>
        lanes >= Lanes.Eight && window.Height <= 2 && ((window.Width - 1) * step) + BlockTaps <= (int)lanes / 2;

    /// <summary>What is computed, and where it lies.</summary>
    /// <param name="input">The padded images.</param>
    /// <param name="corners">Where the first window of each cell begins, <paramref name="area"/> apart in the table.</param>
    /// <param name="area">Windows of a cell.</param>
    /// <param name="runs">Where each run of taps begins, counted from the corner.</param>
    /// <param name="length">Taps of a run.</param>
    public readonly ref struct Windows(ReadOnlySpan<float> input, ReadOnlySpan<int> corners, int area, ReadOnlySpan<int> runs, int length)
    {
        public readonly ref float Input = ref MemoryMarshal.GetReference(input);
        public readonly ref int Corner = ref MemoryMarshal.GetReference(corners);
        public readonly int Area = area;
        public readonly ReadOnlySpan<int> Runs = runs;
        public readonly int Length = length;
        public readonly int Cells = corners.Length / area;

        /// <summary>The pooling's window.</summary>
        public required Size2D Window { get; init; }

        /// <summary>From one window of a row to the next, in floats.</summary>
        public required int Step { get; init; }

        /// <summary>From one row of windows to the next.</summary>
        public required int RowStep { get; init; }
    }

    /// <summary>Computes the gradient.</summary>
    /// <param name="lanes">The register width to use: one that fits.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="gradients"><c>[cells, filters]</c></param>
    /// <param name="winners"><c>[cells, filters]</c></param>
    /// <param name="filters">Filters.</param>
    /// <param name="kernel"><c>[runs length, filters]</c></param>
    /// <param name="accumulate">Whether the result is added to what is there.</param>
    public static void Sum(Lanes lanes, in Windows windows, ReadOnlySpan<float> gradients, ReadOnlySpan<byte> winners, int filters, Span<float> kernel, bool accumulate)
    {
        if (lanes == Lanes.Sixteen)
        {
            Sum<Simd512, Vector512<float>>(windows, gradients, winners, filters, kernel, accumulate);
        }
        else
        {
            Sum<Simd256, Vector256<float>>(windows, gradients, winners, filters, kernel, accumulate);
        }
    }

    private static void Sum<S, V>(in Windows windows, ReadOnlySpan<float> gradients, ReadOnlySpan<byte> winners, int filters, Span<float> kernel, bool accumulate)
        where S : struct, ILookup<V>
        where V : struct
    {
        Span<float> tile = stackalloc float[BlockRuns * BlockTaps * S.Count];
        Span<byte> table = stackalloc byte[S.Count];
        for (int window = 0; window < windows.Area; window++)
        {
            (int row, int column) = Math.DivRem(window, windows.Window.Width);
            table[window] = (byte)((row * S.Count / 2) + (column * windows.Step));
        }

        GemmOutput output = accumulate ? GemmOutput.Accumulate : GemmOutput.Store;
        for (int filter = 0; filter < filters; filter += S.Count)
        {
            for (int run = 0; run < windows.Runs.Length; run += BlockRuns)
            {
                for (int tap = 0; tap < windows.Length; tap += BlockTaps)
                {
                    Block<S, V>(
                        windows, run, tap, S.LoadIndices(ref table[0], 0), ref Unsafe.Add(ref MemoryMarshal.GetReference(gradients), filter),
                        ref Unsafe.Add(ref MemoryMarshal.GetReference(winners), filter), filters, ref tile[0]);
                    for (int i = 0; i < Math.Min(BlockRuns, windows.Runs.Length - run); i++)
                    {
                        for (int j = 0; j < Math.Min(BlockTaps, windows.Length - tap); j++)
                        {
                            int at = ((((run + i) * windows.Length) + tap + j) * filters) + filter;
                            GemmBlocks.FinishPartly<S, V>(ref tile[((i * BlockTaps) + j) * S.Count], ref kernel[at], Math.Min(S.Count, filters - filter), output);
                        }
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block<S, V>(in Windows windows, int run, int tap, V places, ref float gradient, ref byte winner, nint filters, ref float tile)
        where S : struct, ILookup<V>
        where V : struct
    {
        ReadOnlySpan<int> runs = windows.Runs[run..];
        nint area = windows.Area, below = windows.Window.Height > 1 ? windows.RowStep : 0;
        ref float x0 = ref Unsafe.Add(ref windows.Input, runs[0] + tap);
        ref float x1 = ref Unsafe.Add(ref windows.Input, runs[runs.Length > 1 ? 1 : 0] + tap);
        ref float x2 = ref Unsafe.Add(ref windows.Input, runs[runs.Length > 2 ? 2 : 0] + tap);
        V s00 = S.Zero, s01 = S.Zero, s02 = S.Zero, s10 = S.Zero, s11 = S.Zero, s12 = S.Zero, s20 = S.Zero, s21 = S.Zero, s22 = S.Zero;
        ref int corner = ref windows.Corner;
        ref int end = ref Unsafe.Add(ref corner, windows.Cells * area);
        while (Unsafe.IsAddressLessThan(ref corner, ref end))
        {
            nint at = corner;
            V g = S.Load(ref gradient, 0);
            V i0 = S.Lookup(places, S.LoadIndices(ref winner, 0));
            V i1 = S.Advance(i0, 1), i2 = S.Advance(i0, 2);
            V x = S.LoadHalves(ref Unsafe.Add(ref x0, at), ref Unsafe.Add(ref x0, at + below));
            s00 = S.MultiplyAdd(g, S.Lookup(x, i0), s00);
            s01 = S.MultiplyAdd(g, S.Lookup(x, i1), s01);
            s02 = S.MultiplyAdd(g, S.Lookup(x, i2), s02);
            x = S.LoadHalves(ref Unsafe.Add(ref x1, at), ref Unsafe.Add(ref x1, at + below));
            s10 = S.MultiplyAdd(g, S.Lookup(x, i0), s10);
            s11 = S.MultiplyAdd(g, S.Lookup(x, i1), s11);
            s12 = S.MultiplyAdd(g, S.Lookup(x, i2), s12);
            x = S.LoadHalves(ref Unsafe.Add(ref x2, at), ref Unsafe.Add(ref x2, at + below));
            s20 = S.MultiplyAdd(g, S.Lookup(x, i0), s20);
            s21 = S.MultiplyAdd(g, S.Lookup(x, i1), s21);
            s22 = S.MultiplyAdd(g, S.Lookup(x, i2), s22);
            gradient = ref Unsafe.Add(ref gradient, filters);
            winner = ref Unsafe.Add(ref winner, filters);
            corner = ref Unsafe.Add(ref corner, area);
        }

        S.Store(s00, ref tile, 0);
        S.Store(s01, ref tile, S.Count);
        S.Store(s02, ref tile, 2 * S.Count);
        S.Store(s10, ref tile, 3 * S.Count);
        S.Store(s11, ref tile, 4 * S.Count);
        S.Store(s12, ref tile, 5 * S.Count);
        S.Store(s20, ref tile, 6 * S.Count);
        S.Store(s21, ref tile, 7 * S.Count);
        S.Store(s22, ref tile, 8 * S.Count);
    }
}
