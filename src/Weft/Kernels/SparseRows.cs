using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Kernels;

/// <summary>A weighted sum of few rows: <c>destination[j] (+)= sum over i of values[i] source[offsets[i] + j]</c>.</summary>
/// <remarks>
/// Behind a max pooling only one position of each window has a gradient, and ReLU zeroes part of those: what is left are lists of
/// (where, how much), and both gradients of the convolution are sums over such lists. Up to twelve registers of the destination stay in
/// accumulators while the list is walked; each multiply-add reads its row straight from memory.
/// </remarks>
internal static class SparseRows
{
    /// <summary>Computes one sum per list.</summary>
    /// <param name="lanes">The register width to use.</param>
    /// <param name="source">What the offsets index into.</param>
    /// <param name="offsets">Where each row begins: lists <paramref name="stride"/> apart.</param>
    /// <param name="values">What each row is multiplied with, laid out like the offsets.</param>
    /// <param name="stride">Distance between lists.</param>
    /// <param name="counts">The lists' lengths.</param>
    /// <param name="length">Length of a row.</param>
    /// <param name="target">What the destinations index into; does not overlap the source.</param>
    /// <param name="destinations">Where each list's sum goes.</param>
    /// <param name="accumulate">Whether sums are added to what is there.</param>
    public static void Sum(
        Lanes lanes, ReadOnlySpan<float> source, ReadOnlySpan<int> offsets, ReadOnlySpan<float> values, int stride, ReadOnlySpan<int> counts, int length, Span<float> target, ReadOnlySpan<int> destinations, bool accumulate)
    {
        switch (lanes)
        {
            case Lanes.Sixteen:
                Sum<V512>(source, offsets, values, stride, counts, length, target, destinations, accumulate);
                break;
            case Lanes.Eight:
                Sum<V256>(source, offsets, values, stride, counts, length, target, destinations, accumulate);
                break;
            default:
                Sum<V128>(source, offsets, values, stride, counts, length, target, destinations, accumulate);
                break;
        }
    }

    private static void Sum<V>(
        ReadOnlySpan<float> source, ReadOnlySpan<int> offsets, ReadOnlySpan<float> values, int stride, ReadOnlySpan<int> counts, int length, Span<float> target, ReadOnlySpan<int> destinations, bool accumulate)
        where V : struct, IVector<V>
    {
        ref float first = ref MemoryMarshal.GetReference(source);
        for (int list = 0; list < counts.Length; list++)
        {
            int count = counts[list];
            if (count > 0 || !accumulate)
            {
                Sum<V>(ref first, offsets.Slice(list * stride, count), values.Slice(list * stride, count), target.Slice(destinations[list], length), accumulate);
            }
        }
    }

    private static void Sum<V>(ref float source, ReadOnlySpan<int> offsets, ReadOnlySpan<float> values, Span<float> destination, bool accumulate)
        where V : struct, IVector<V>
    {
        ref float target = ref MemoryMarshal.GetReference(destination);
        int column = 0;
        for (; column + (12 * V.Count) <= destination.Length; column += 12 * V.Count)
        {
            Twelve<V>(ref Unsafe.Add(ref source, column), offsets, values, ref Unsafe.Add(ref target, column), accumulate);
        }

        for (; column + (4 * V.Count) <= destination.Length; column += 4 * V.Count)
        {
            Four<V>(ref Unsafe.Add(ref source, column), offsets, values, ref Unsafe.Add(ref target, column), accumulate);
        }

        for (; column + V.Count <= destination.Length; column += V.Count)
        {
            One<V>(ref Unsafe.Add(ref source, column), offsets, values, ref Unsafe.Add(ref target, column), accumulate);
        }

        for (; column < destination.Length; column++)
        {
            float sum = accumulate ? destination[column] : 0;
            for (int i = 0; i < offsets.Length; i++)
            {
                sum += values[i] * Unsafe.Add(ref source, offsets[i] + column);
            }

            destination[column] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Twelve<V>(ref float source, ReadOnlySpan<int> offsets, ReadOnlySpan<float> values, ref float target, bool accumulate)
        where V : struct, IVector<V>
    {
        V s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11;
        if (accumulate)
        {
            s0 = V.Load(ref target, 0);
            s1 = V.Load(ref target, V.Count);
            s2 = V.Load(ref target, 2 * V.Count);
            s3 = V.Load(ref target, 3 * V.Count);
            s4 = V.Load(ref target, 4 * V.Count);
            s5 = V.Load(ref target, 5 * V.Count);
            s6 = V.Load(ref target, 6 * V.Count);
            s7 = V.Load(ref target, 7 * V.Count);
            s8 = V.Load(ref target, 8 * V.Count);
            s9 = V.Load(ref target, 9 * V.Count);
            s10 = V.Load(ref target, 10 * V.Count);
            s11 = V.Load(ref target, 11 * V.Count);
        }
        else
        {
            s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = s8 = s9 = s10 = s11 = V.Zero;
        }

        ref int offset = ref MemoryMarshal.GetReference(offsets);
        ref float value = ref MemoryMarshal.GetReference(values);
        for (nint i = 0; i < offsets.Length; i++)
        {
            ref float row = ref Unsafe.Add(ref source, Unsafe.Add(ref offset, i));
            V v = V.Splat(Unsafe.Add(ref value, i));
            s0 = V.MultiplyAdd(v, V.Load(ref row, 0), s0);
            s1 = V.MultiplyAdd(v, V.Load(ref row, V.Count), s1);
            s2 = V.MultiplyAdd(v, V.Load(ref row, 2 * V.Count), s2);
            s3 = V.MultiplyAdd(v, V.Load(ref row, 3 * V.Count), s3);
            s4 = V.MultiplyAdd(v, V.Load(ref row, 4 * V.Count), s4);
            s5 = V.MultiplyAdd(v, V.Load(ref row, 5 * V.Count), s5);
            s6 = V.MultiplyAdd(v, V.Load(ref row, 6 * V.Count), s6);
            s7 = V.MultiplyAdd(v, V.Load(ref row, 7 * V.Count), s7);
            s8 = V.MultiplyAdd(v, V.Load(ref row, 8 * V.Count), s8);
            s9 = V.MultiplyAdd(v, V.Load(ref row, 9 * V.Count), s9);
            s10 = V.MultiplyAdd(v, V.Load(ref row, 10 * V.Count), s10);
            s11 = V.MultiplyAdd(v, V.Load(ref row, 11 * V.Count), s11);
        }

        V.Store(s0, ref target, 0);
        V.Store(s1, ref target, V.Count);
        V.Store(s2, ref target, 2 * V.Count);
        V.Store(s3, ref target, 3 * V.Count);
        V.Store(s4, ref target, 4 * V.Count);
        V.Store(s5, ref target, 5 * V.Count);
        V.Store(s6, ref target, 6 * V.Count);
        V.Store(s7, ref target, 7 * V.Count);
        V.Store(s8, ref target, 8 * V.Count);
        V.Store(s9, ref target, 9 * V.Count);
        V.Store(s10, ref target, 10 * V.Count);
        V.Store(s11, ref target, 11 * V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<V>(ref float source, ReadOnlySpan<int> offsets, ReadOnlySpan<float> values, ref float target, bool accumulate)
        where V : struct, IVector<V>
    {
        V s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero;
        if (accumulate)
        {
            s0 = V.Load(ref target, 0);
            s1 = V.Load(ref target, V.Count);
            s2 = V.Load(ref target, 2 * V.Count);
            s3 = V.Load(ref target, 3 * V.Count);
        }

        ref int offset = ref MemoryMarshal.GetReference(offsets);
        ref float value = ref MemoryMarshal.GetReference(values);
        for (nint i = 0; i < offsets.Length; i++)
        {
            ref float row = ref Unsafe.Add(ref source, Unsafe.Add(ref offset, i));
            V v = V.Splat(Unsafe.Add(ref value, i));
            s0 = V.MultiplyAdd(v, V.Load(ref row, 0), s0);
            s1 = V.MultiplyAdd(v, V.Load(ref row, V.Count), s1);
            s2 = V.MultiplyAdd(v, V.Load(ref row, 2 * V.Count), s2);
            s3 = V.MultiplyAdd(v, V.Load(ref row, 3 * V.Count), s3);
        }

        V.Store(s0, ref target, 0);
        V.Store(s1, ref target, V.Count);
        V.Store(s2, ref target, 2 * V.Count);
        V.Store(s3, ref target, 3 * V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<V>(ref float source, ReadOnlySpan<int> offsets, ReadOnlySpan<float> values, ref float target, bool accumulate)
        where V : struct, IVector<V>
    {
        V sum = accumulate ? V.Load(ref target, 0) : V.Zero;
        for (int i = 0; i < offsets.Length; i++)
        {
            sum = V.MultiplyAdd(V.Splat(values[i]), V.Load(ref Unsafe.Add(ref source, offsets[i]), 0), sum);
        }

        V.Store(sum, ref target, 0);
    }
}
