using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
                Forward<Simd512, Vector512<float>>(rows, area, channels, pooled, winners);
                break;
            case Lanes.Eight:
                Forward<Simd256, Vector256<float>>(rows, area, channels, pooled, winners);
                break;
            default:
                Forward<Simd128, Vector128<float>>(rows, area, channels, pooled, winners);
                break;
        }
    }

    private static void Forward<S, V>(ReadOnlySpan<float> rows, int area, int channels, Span<float> pooled, Span<byte> winners)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref float source = ref MemoryMarshal.GetReference(rows);
        ref float target = ref MemoryMarshal.GetReference(pooled);
        ref byte indices = ref winners.IsEmpty ? ref Unsafe.NullRef<byte>() : ref MemoryMarshal.GetReference(winners);
        for (int window = 0; window < pooled.Length / channels; window++)
        {
            Window<S, V>(ref source, area, channels, ref target, ref indices);
            source = ref Unsafe.Add(ref source, area * channels);
            target = ref Unsafe.Add(ref target, channels);
            indices = ref winners.IsEmpty ? ref indices : ref Unsafe.Add(ref indices, channels);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Window<S, V>(ref float source, int area, nint channels, ref float target, ref byte winners)
        where S : struct, ISimd<V>
        where V : struct
    {
        nint c = 0;
        for (; c + S.Count <= channels; c += S.Count)
        {
            Column<S, V>(ref Unsafe.Add(ref source, c), area, channels, ref Unsafe.Add(ref target, c), ref winners, c);
        }

        for (; c < channels; c++)
        {
            Column<Simd1, float>(ref Unsafe.Add(ref source, c), area, channels, ref Unsafe.Add(ref target, c), ref winners, c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column<S, V>(ref float source, int area, nint channels, ref float target, ref byte winners, nint at)
        where S : struct, ISimd<V>
        where V : struct
    {
        V largest = S.Load(ref source, 0);
        V winner = S.Zero;
        for (int row = 1; row < area; row++)
        {
            V value = S.Load(ref source, row * channels);
            winner = S.SelectGreater(value, largest, S.Splat(row), winner);
            largest = S.Max(value, largest);
        }

        S.Store(largest, ref target, 0);
        if (!Unsafe.IsNullRef(ref winners))
        {
            S.StoreBytes(winner, ref winners, at);
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
                Backward<Simd512, Vector512<float>>(gradients, winners, area, channels, rows);
                break;
            case Lanes.Eight:
                Backward<Simd256, Vector256<float>>(gradients, winners, area, channels, rows);
                break;
            default:
                Backward<Simd128, Vector128<float>>(gradients, winners, area, channels, rows);
                break;
        }
    }

    private static void Backward<S, V>(ReadOnlySpan<float> gradients, ReadOnlySpan<byte> winners, int area, int channels, Span<float> rows)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (int window = 0; window < gradients.Length / channels; window++)
        {
            Spread<S, V>(
                ref Unsafe.Add(ref MemoryMarshal.GetReference(gradients), (nint)window * channels),
                ref Unsafe.Add(ref MemoryMarshal.GetReference(winners), (nint)window * channels),
                area, channels,
                ref Unsafe.Add(ref MemoryMarshal.GetReference(rows), (nint)window * area * channels));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Spread<S, V>(ref float gradient, ref byte winner, int area, nint channels, ref float rows)
        where S : struct, ISimd<V>
        where V : struct
    {
        nint c = 0;
        for (; c + S.Count <= channels; c += S.Count)
        {
            SpreadColumn<S, V>(ref gradient, ref winner, area, channels, ref rows, c);
        }

        for (; c < channels; c++)
        {
            SpreadColumn<Simd1, float>(ref gradient, ref winner, area, channels, ref rows, c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SpreadColumn<S, V>(ref float gradient, ref byte winner, int area, nint channels, ref float rows, nint c)
        where S : struct, ISimd<V>
        where V : struct
    {
        V g = S.Load(ref gradient, c);
        V w = S.LoadBytes(ref winner, c);
        for (int row = 0; row < area; row++)
        {
            S.Store(S.SelectEqual(w, S.Splat(row), g, S.Zero), ref rows, (row * channels) + c);
        }
    }
}
