using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>Where the windows of a pooling lie in a convolution's output, of which a piece at a time is held in scratch memory.</summary>
/// <param name="cells">Where each cell's first row begins in the scratch.</param>
/// <param name="rows">Where each of a cell's rows begins, counted from its first; at most 256.</param>
/// <param name="targets">Where each cell's pooled row begins; negative for a cell beyond the border.</param>
internal readonly ref struct PoolCells(ReadOnlySpan<int> cells, ReadOnlySpan<int> rows, ReadOnlySpan<int> targets)
{
    public readonly ReadOnlySpan<int> Cells = cells;
    public readonly ReadOnlySpan<int> Rows = rows;
    public readonly ReadOnlySpan<int> Targets = targets;
}

/// <summary>The maximum over the rows of a window, then bias and ReLU: the end of a convolution that has taken a max pooling in.</summary>
internal static class PoolWindows
{
    /// <summary>Takes every cell's maximum, remembers which row won, the first of equals, and applies bias and ReLU to it.</summary>
    /// <param name="source">What the cells index into.</param>
    /// <param name="table">The cells.</param>
    /// <param name="channels">Length of a row.</param>
    /// <param name="bias">At least channels long.</param>
    /// <param name="relu">Whether negative results become zero.</param>
    /// <param name="pooled">What the targets index into.</param>
    /// <param name="winners">Laid out as the pooled values; empty if not wanted.</param>
    public static void Forward(ReadOnlySpan<float> source, PoolCells table, int channels, ReadOnlySpan<float> bias, bool relu, Span<float> pooled, Span<byte> winners)
    {
        switch (Simd.For(channels))
        {
            case Lanes.Sixteen:
                Forward<Simd512, Vector512<float>>(source, table, channels, bias, relu, pooled, winners);
                break;
            case Lanes.Eight:
                Forward<Simd256, Vector256<float>>(source, table, channels, bias, relu, pooled, winners);
                break;
            default:
                Forward<Simd128, Vector128<float>>(source, table, channels, bias, relu, pooled, winners);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward<S, V>(ReadOnlySpan<float> source, PoolCells table, int channels, ReadOnlySpan<float> bias, bool relu, Span<float> pooled, Span<byte> winners)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref float addend = ref MemoryMarshal.GetReference(bias);
        for (int cell = 0; cell < table.Targets.Length; cell++)
        {
            nint target = table.Targets[cell];
            if (target < 0)
            {
                continue;
            }

            ref float first = ref Unsafe.Add(ref MemoryMarshal.GetReference(source), table.Cells[cell]);
            ref float result = ref Unsafe.Add(ref MemoryMarshal.GetReference(pooled), target);
            ref byte winner = ref winners.IsEmpty ? ref Unsafe.NullRef<byte>() : ref Unsafe.Add(ref MemoryMarshal.GetReference(winners), target);
            nint c = 0;
            for (; c + S.Count <= channels; c += S.Count)
            {
                Column<S, V>(ref Unsafe.Add(ref first, c), table.Rows, ref Unsafe.Add(ref addend, c), relu, ref Unsafe.Add(ref result, c), ref winner, c);
            }

            for (; c + Simd128.Count <= channels; c += Simd128.Count)
            {
                Column<Simd128, Vector128<float>>(ref Unsafe.Add(ref first, c), table.Rows, ref Unsafe.Add(ref addend, c), relu, ref Unsafe.Add(ref result, c), ref winner, c);
            }

            for (; c < channels; c++)
            {
                Column<Simd1, float>(ref Unsafe.Add(ref first, c), table.Rows, ref Unsafe.Add(ref addend, c), relu, ref Unsafe.Add(ref result, c), ref winner, c);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column<S, V>(ref float source, ReadOnlySpan<int> rows, ref float bias, bool relu, ref float target, ref byte winners, nint at)
        where S : struct, ISimd<V>
        where V : struct
    {
        V largest = S.Load(ref source, 0);
        V winner = S.Zero;
        for (int row = 1; row < rows.Length; row++)
        {
            V value = S.Load(ref source, rows[row]);
            winner = S.SelectGreater(value, largest, S.Splat(row), winner);
            largest = S.Larger(value, largest);
        }

        V result = S.Add(largest, S.Load(ref bias, 0));
        S.Store(relu ? S.Relu(result) : result, ref target, 0);
        if (!Unsafe.IsNullRef(ref winners))
        {
            S.StoreBytes(winner, ref winners, at);
        }
    }

    /// <summary>Spreads gradients back over the cells: the winning row gets it, the others zero.</summary>
    /// <param name="gradients">What the targets index into.</param>
    /// <param name="winners">Laid out as the gradients.</param>
    /// <param name="table">The cells.</param>
    /// <param name="channels">Length of a row.</param>
    /// <param name="source">What the cells index into.</param>
    public static void Backward(ReadOnlySpan<float> gradients, ReadOnlySpan<byte> winners, PoolCells table, int channels, Span<float> source)
    {
        switch (Simd.For(channels))
        {
            case Lanes.Sixteen:
                Backward<Simd512, Vector512<float>>(gradients, winners, table, channels, source);
                break;
            case Lanes.Eight:
                Backward<Simd256, Vector256<float>>(gradients, winners, table, channels, source);
                break;
            default:
                Backward<Simd128, Vector128<float>>(gradients, winners, table, channels, source);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward<S, V>(ReadOnlySpan<float> gradients, ReadOnlySpan<byte> winners, PoolCells table, int channels, Span<float> source)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (int cell = 0; cell < table.Targets.Length; cell++)
        {
            int target = table.Targets[cell];
            if (target >= 0)
            {
                Spread<S, V>(
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(gradients), target), ref Unsafe.Add(ref MemoryMarshal.GetReference(winners), target), table.Rows, channels,
                    ref source[table.Cells[cell]]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread<S, V>(ref float gradient, ref byte winner, ReadOnlySpan<int> rows, nint channels, ref float source)
        where S : struct, ISimd<V>
        where V : struct
    {
        nint c = 0;
        for (; c + S.Count <= channels; c += S.Count)
        {
            SpreadColumn<S, V>(ref gradient, ref winner, rows, ref Unsafe.Add(ref source, c), c);
        }

        for (; c + Simd128.Count <= channels; c += Simd128.Count)
        {
            SpreadColumn<Simd128, Vector128<float>>(ref gradient, ref winner, rows, ref Unsafe.Add(ref source, c), c);
        }

        for (; c < channels; c++)
        {
            SpreadColumn<Simd1, float>(ref gradient, ref winner, rows, ref Unsafe.Add(ref source, c), c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SpreadColumn<S, V>(ref float gradient, ref byte winner, ReadOnlySpan<int> rows, ref float source, nint c)
        where S : struct, ISimd<V>
        where V : struct
    {
        V g = S.Load(ref gradient, c);
        V w = S.LoadBytes(ref winner, c);
        for (int row = 0; row < rows.Length; row++)
        {
            S.Store(S.SelectEqual(w, S.Splat(row), g, S.Zero), ref source, rows[row]);
        }
    }
}
