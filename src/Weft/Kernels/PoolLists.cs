using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Kernels;

/// <summary>Turns the gradient behind a max pooling into lists of (where, how much), for <see cref="SparseRows"/>.</summary>
/// <remarks>Zeros are left out. The lists have a fixed stride; their lengths are counted. Branch-free: every value is written, only nonzero ones are kept.</remarks>
internal static class PoolLists
{
    /// <summary>One list per channel: the corners of the windows that won, for the weight gradient.</summary>
    /// <param name="gradients"><c>[cells, channels]</c></param>
    /// <param name="winners"><c>[cells, channels]</c></param>
    /// <param name="corners">Where each of a cell's <paramref name="area"/> windows begins: <c>[cells, area]</c>.</param>
    /// <param name="area">Windows per cell.</param>
    /// <param name="channels">Channels, all of them.</param>
    /// <param name="offsets">The lists' positions: <c>[channels, cells]</c>.</param>
    /// <param name="values">The lists' gradients: <c>[channels, cells]</c>.</param>
    /// <param name="counts">The lists' lengths: <c>[channels]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ByChannel(
        ReadOnlySpan<float> gradients, ReadOnlySpan<byte> winners, ReadOnlySpan<int> corners, int area, int channels, Span<int> offsets, Span<float> values, Span<int> counts)
    {
        int cells = gradients.Length / channels;
        counts[..channels].Clear();
        ref float g = ref MemoryMarshal.GetReference(gradients);
        ref byte w = ref MemoryMarshal.GetReference(winners);
        ref int corner = ref MemoryMarshal.GetReference(corners);
        ref int offset = ref MemoryMarshal.GetReference(offsets);
        ref float value = ref MemoryMarshal.GetReference(values);
        ref int count = ref MemoryMarshal.GetReference(counts);
        for (int cell = 0; cell < cells; cell++)
        {
            for (nint c = 0; c < channels; c++)
            {
                float gradient = Unsafe.Add(ref g, c);
                nint slot = (c * cells) + Unsafe.Add(ref count, c);
                Unsafe.Add(ref offset, slot) = Unsafe.Add(ref corner, (nint)Unsafe.Add(ref w, c));
                Unsafe.Add(ref value, slot) = gradient;
                Unsafe.Add(ref count, c) += gradient != 0 ? 1 : 0;
            }

            g = ref Unsafe.Add(ref g, channels);
            w = ref Unsafe.Add(ref w, channels);
            corner = ref Unsafe.Add(ref corner, area);
        }
    }

    /// <summary>One list per window: the kernel rows of the channels it won, for the input gradient.</summary>
    /// <param name="gradients"><c>[cells, channels]</c></param>
    /// <param name="winners"><c>[cells, channels]</c></param>
    /// <param name="area">Windows per cell.</param>
    /// <param name="channels">Channels, all of them.</param>
    /// <param name="depth">Length of a kernel's row; channel c's begins at <c>c depth</c>.</param>
    /// <param name="offsets">The lists' positions: <c>[cells area, channels]</c>.</param>
    /// <param name="values">The lists' gradients: <c>[cells area, channels]</c>.</param>
    /// <param name="counts">The lists' lengths: <c>[cells area]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ByWindow(
        ReadOnlySpan<float> gradients, ReadOnlySpan<byte> winners, int area, int channels, int depth, Span<int> offsets, Span<float> values, Span<int> counts)
    {
        int cells = gradients.Length / channels;
        counts[..(cells * area)].Clear();
        ref float g = ref MemoryMarshal.GetReference(gradients);
        ref byte w = ref MemoryMarshal.GetReference(winners);
        ref int offset = ref MemoryMarshal.GetReference(offsets);
        ref float value = ref MemoryMarshal.GetReference(values);
        ref int count = ref MemoryMarshal.GetReference(counts);
        for (int cell = 0; cell < cells; cell++)
        {
            int kernelRow = 0;
            for (nint c = 0; c < channels; c++)
            {
                float gradient = Unsafe.Add(ref g, c);
                nint list = Unsafe.Add(ref w, c);
                nint slot = (list * channels) + Unsafe.Add(ref count, list);
                Unsafe.Add(ref offset, slot) = kernelRow;
                Unsafe.Add(ref value, slot) = gradient;
                Unsafe.Add(ref count, list) += gradient != 0 ? 1 : 0;
                kernelRow += depth;
            }

            g = ref Unsafe.Add(ref g, channels);
            w = ref Unsafe.Add(ref w, channels);
            offset = ref Unsafe.Add(ref offset, area * channels);
            value = ref Unsafe.Add(ref value, area * channels);
            count = ref Unsafe.Add(ref count, area);
        }
    }
}
