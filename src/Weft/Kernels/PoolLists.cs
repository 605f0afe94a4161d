using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weft.Kernels;

/// <summary>Turns the gradient behind a max pooling into lists of (where, how much), for <see cref="SparseRows"/>.</summary>
/// <remarks>Zeros are left out. The lists have a fixed stride; their lengths are counted. Branch-free: every value is written, only nonzero ones are kept.</remarks>
internal static class PoolLists
{
    private static readonly byte[] s_fronts = MakeFronts();

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

    /// <summary>From one list of <see cref="ByWindow"/> to the next: room for all channels, and for what a register's store writes past a list's end.</summary>
    public static int WindowStride(int channels) => channels + Vector256<float>.Count;

    /// <summary>One list per window: the kernel rows of the channels it won, for the input gradient.</summary>
    /// <param name="gradients"><c>[cells, channels]</c></param>
    /// <param name="winners"><c>[cells, channels]</c></param>
    /// <param name="area">Windows per cell.</param>
    /// <param name="channels">Channels, all of them.</param>
    /// <param name="depth">Length of a kernel's row; channel c's begins at <c>c depth</c>.</param>
    /// <param name="offsets">The lists' positions: <c>[cells area, WindowStride(channels)]</c>.</param>
    /// <param name="values">The lists' gradients: <c>[cells area, WindowStride(channels)]</c>.</param>
    /// <param name="counts">The lists' lengths: <c>[cells area]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ByWindow(
        ReadOnlySpan<float> gradients, ReadOnlySpan<byte> winners, int area, int channels, int depth, Span<int> offsets, Span<float> values, Span<int> counts)
    {
        int cells = gradients.Length / channels;
        int stride = WindowStride(channels);
        ref float g = ref MemoryMarshal.GetReference(gradients);
        ref byte w = ref MemoryMarshal.GetReference(winners);
        ref int offset = ref MemoryMarshal.GetReference(offsets);
        ref float value = ref MemoryMarshal.GetReference(values);
        for (int list = 0; list < cells * area; list++)
        {
            counts[list] = Window(ref g, ref w, (byte)(list % area), channels, depth, ref offset, ref value);
            offset = ref Unsafe.Add(ref offset, stride);
            value = ref Unsafe.Add(ref value, stride);
            if (list % area == area - 1)
            {
                g = ref Unsafe.Add(ref g, channels);
                w = ref Unsafe.Add(ref w, channels);
            }
        }
    }

    // The channels whose winner is this window. Eight at a time, those that count are moved to the front of a register; the store's rest is overwritten later.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Window(ref float g, ref byte w, byte window, int channels, int depth, ref int offset, ref float value)
    {
        nint count = 0;
        nint c = 0;
        if (Avx2.IsSupported)
        {
            Vector256<int> rows = Vector256<int>.Indices * depth, eight = Vector256.Create(8 * depth), wanted = Vector256.Create((int)window);
            ref byte fronts = ref MemoryMarshal.GetArrayDataReference(s_fronts);
            for (; c + 8 <= channels; c += 8)
            {
                Vector256<float> gradient = Vector256.LoadUnsafe(ref Unsafe.Add(ref g, c));
                Vector256<int> isMine = Vector256.Equals(Widen(ref Unsafe.Add(ref w, c)), wanted);
                uint mask = Vector256.AndNot(isMine, Vector256.Equals(gradient, Vector256<float>.Zero).AsInt32()).ExtractMostSignificantBits();
                Vector256<int> front = Widen(ref Unsafe.Add(ref fronts, (nint)mask * 8));
                Avx2.PermuteVar8x32(rows, front).StoreUnsafe(ref Unsafe.Add(ref offset, count));
                Avx2.PermuteVar8x32(gradient, front).StoreUnsafe(ref Unsafe.Add(ref value, count));
                count += BitOperations.PopCount(mask);
                rows += eight;
            }
        }

        for (; c < channels; c++)
        {
            float gradient = Unsafe.Add(ref g, c);
            Unsafe.Add(ref offset, count) = (int)c * depth;
            Unsafe.Add(ref value, count) = gradient;
            count += Unsafe.Add(ref w, c) == window && gradient != 0 ? 1 : 0;
        }

        return (int)count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Widen(ref byte source) =>
        Avx2.ConvertToVector256Int32(Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref source)).AsByte());

    // For each set of lanes, their positions in ascending order; the rest does not matter.
    private static byte[] MakeFronts()
    {
        byte[] fronts = new byte[256 * 8];
        for (int mask = 0; mask < 256; mask++)
        {
            int count = 0;
            for (byte lane = 0; lane < 8; lane++)
            {
                if ((mask >> lane & 1) != 0)
                {
                    fronts[(mask * 8) + count++] = lane;
                }
            }
        }

        return fronts;
    }
}
