using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Kernels;

/// <summary>The maximum over groups of neighbouring rows: max pooling of a convolution whose output rows were computed window by window.</summary>
internal static class PoolWindows
{
    /// <summary>Takes the maximum of every <paramref name="area"/> rows and remembers which row won, the first of equals.</summary>
    /// <param name="lanes">The register width to use.</param>
    /// <param name="rows"><c>[windows, area, channels]</c></param>
    /// <param name="area">Rows per window, at most 256.</param>
    /// <param name="channels">Length of a row.</param>
    /// <param name="pooled"><c>[windows, channels]</c></param>
    /// <param name="winners"><c>[windows, channels]</c>; empty if not wanted.</param>
    public static void Forward(Lanes lanes, ReadOnlySpan<float> rows, int area, int channels, Span<float> pooled, Span<byte> winners)
    {
        switch (lanes)
        {
            case Lanes.Sixteen:
                Forward<V512>(rows, area, channels, pooled, winners);
                break;
            case Lanes.Eight:
                Forward<V256>(rows, area, channels, pooled, winners);
                break;
            default:
                Forward<V128>(rows, area, channels, pooled, winners);
                break;
        }
    }

    private static void Forward<V>(ReadOnlySpan<float> rows, int area, int channels, Span<float> pooled, Span<byte> winners)
        where V : struct, IVector<V>
    {
        ref float source = ref MemoryMarshal.GetReference(rows);
        ref float target = ref MemoryMarshal.GetReference(pooled);
        ref byte indices = ref winners.IsEmpty ? ref Unsafe.NullRef<byte>() : ref MemoryMarshal.GetReference(winners);
        for (int window = 0; window < pooled.Length / channels; window++)
        {
            Window<V>(ref source, area, channels, ref target, ref indices);
            source = ref Unsafe.Add(ref source, area * channels);
            target = ref Unsafe.Add(ref target, channels);
            indices = ref winners.IsEmpty ? ref indices : ref Unsafe.Add(ref indices, channels);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Window<V>(ref float source, int area, nint channels, ref float target, ref byte winners)
        where V : struct, IVector<V>
    {
        nint c = 0;
        for (; c + V.Count <= channels; c += V.Count)
        {
            Column<V>(ref Unsafe.Add(ref source, c), area, channels, ref Unsafe.Add(ref target, c), ref winners, c);
        }

        for (; c < channels; c++)
        {
            Column<V1>(ref Unsafe.Add(ref source, c), area, channels, ref Unsafe.Add(ref target, c), ref winners, c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column<V>(ref float source, int area, nint channels, ref float target, ref byte winners, nint at)
        where V : struct, IVector<V>
    {
        V largest = V.Load(ref source, 0);
        V winner = V.Zero;
        for (int row = 1; row < area; row++)
        {
            V value = V.Load(ref source, row * channels);
            winner = V.SelectGreater(value, largest, V.Splat(row), winner);
            largest = V.Max(value, largest);
        }

        V.Store(largest, ref target, 0);
        if (!Unsafe.IsNullRef(ref winners))
        {
            V.StoreBytes(winner, ref winners, at);
        }
    }

    /// <summary>Spreads gradients back over the windows: the winning row gets it, the others zero.</summary>
    /// <param name="lanes">The register width to use.</param>
    /// <param name="gradients"><c>[windows, channels]</c></param>
    /// <param name="winners"><c>[windows, channels]</c></param>
    /// <param name="area">Rows per window.</param>
    /// <param name="channels">Length of a row.</param>
    /// <param name="rows"><c>[windows, area, channels]</c></param>
    public static void Backward(Lanes lanes, ReadOnlySpan<float> gradients, ReadOnlySpan<byte> winners, int area, int channels, Span<float> rows)
    {
        switch (lanes)
        {
            case Lanes.Sixteen:
                Backward<V512>(gradients, winners, area, channels, rows);
                break;
            case Lanes.Eight:
                Backward<V256>(gradients, winners, area, channels, rows);
                break;
            default:
                Backward<V128>(gradients, winners, area, channels, rows);
                break;
        }
    }

    private static void Backward<V>(ReadOnlySpan<float> gradients, ReadOnlySpan<byte> winners, int area, int channels, Span<float> rows)
        where V : struct, IVector<V>
    {
        for (int window = 0; window < gradients.Length / channels; window++)
        {
            Spread<V>(
                ref Unsafe.Add(ref MemoryMarshal.GetReference(gradients), (nint)window * channels),
                ref Unsafe.Add(ref MemoryMarshal.GetReference(winners), (nint)window * channels),
                area, channels,
                ref Unsafe.Add(ref MemoryMarshal.GetReference(rows), (nint)window * area * channels));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Spread<V>(ref float gradient, ref byte winner, int area, nint channels, ref float rows)
        where V : struct, IVector<V>
    {
        nint c = 0;
        for (; c + V.Count <= channels; c += V.Count)
        {
            SpreadColumn<V>(ref gradient, ref winner, area, channels, ref rows, c);
        }

        for (; c < channels; c++)
        {
            SpreadColumn<V1>(ref gradient, ref winner, area, channels, ref rows, c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SpreadColumn<V>(ref float gradient, ref byte winner, int area, nint channels, ref float rows, nint c)
        where V : struct, IVector<V>
    {
        V g = V.Load(ref gradient, c);
        V w = V.LoadBytes(ref winner, c);
        for (int row = 0; row < area; row++)
        {
            V.Store(V.SelectEqual(w, V.Splat(row), g, V.Zero), ref rows, (row * channels) + c);
        }
    }
}
