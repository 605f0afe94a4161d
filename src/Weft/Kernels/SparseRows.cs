using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
                Sum<Simd512, Vector512<float>>(source, offsets, values, stride, counts, length, target, destinations, accumulate);
                break;
            case Lanes.Eight:
                Sum<Simd256, Vector256<float>>(source, offsets, values, stride, counts, length, target, destinations, accumulate);
                break;
            default:
                Sum<Simd128, Vector128<float>>(source, offsets, values, stride, counts, length, target, destinations, accumulate);
                break;
        }
    }

    private static void Sum<S, V>(
        ReadOnlySpan<float> source, ReadOnlySpan<int> offsets, ReadOnlySpan<float> values, int stride, ReadOnlySpan<int> counts, int length, Span<float> target, ReadOnlySpan<int> destinations, bool accumulate)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref float first = ref MemoryMarshal.GetReference(source);
        for (int list = 0; list < counts.Length; list++)
        {
            int count = counts[list];
            if (count > 0 || !accumulate)
            {
                Sum<S, V>(ref first, offsets.Slice(list * stride, count), values.Slice(list * stride, count), target.Slice(destinations[list], length), accumulate);
            }
        }
    }

    private static void Sum<S, V>(ref float source, ReadOnlySpan<int> offsets, ReadOnlySpan<float> values, Span<float> destination, bool accumulate)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref float target = ref MemoryMarshal.GetReference(destination);
        int column = 0;
        for (; column + (12 * S.Count) <= destination.Length; column += 12 * S.Count)
        {
            Twelve<S, V>(ref Unsafe.Add(ref source, column), offsets, values, ref Unsafe.Add(ref target, column), accumulate);
        }

        for (; column + (4 * S.Count) <= destination.Length; column += 4 * S.Count)
        {
            Four<S, V>(ref Unsafe.Add(ref source, column), offsets, values, ref Unsafe.Add(ref target, column), accumulate);
        }

        for (; column + S.Count <= destination.Length; column += S.Count)
        {
            One<S, V>(ref Unsafe.Add(ref source, column), offsets, values, ref Unsafe.Add(ref target, column), accumulate);
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
    private static void Twelve<S, V>(ref float source, ReadOnlySpan<int> offsets, ReadOnlySpan<float> values, ref float target, bool accumulate)
        where S : struct, ISimd<V>
        where V : struct
    {
        V s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11;
        if (accumulate)
        {
            s0 = S.Load(ref target, 0);
            s1 = S.Load(ref target, S.Count);
            s2 = S.Load(ref target, 2 * S.Count);
            s3 = S.Load(ref target, 3 * S.Count);
            s4 = S.Load(ref target, 4 * S.Count);
            s5 = S.Load(ref target, 5 * S.Count);
            s6 = S.Load(ref target, 6 * S.Count);
            s7 = S.Load(ref target, 7 * S.Count);
            s8 = S.Load(ref target, 8 * S.Count);
            s9 = S.Load(ref target, 9 * S.Count);
            s10 = S.Load(ref target, 10 * S.Count);
            s11 = S.Load(ref target, 11 * S.Count);
        }
        else
        {
            s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = s8 = s9 = s10 = s11 = S.Zero;
        }

        ref int offset = ref MemoryMarshal.GetReference(offsets);
        ref float value = ref MemoryMarshal.GetReference(values);
        for (nint i = 0; i < offsets.Length; i++)
        {
            ref float row = ref Unsafe.Add(ref source, Unsafe.Add(ref offset, i));
            V v = S.Splat(Unsafe.Add(ref value, i));
            s0 = S.MultiplyAdd(v, S.Load(ref row, 0), s0);
            s1 = S.MultiplyAdd(v, S.Load(ref row, S.Count), s1);
            s2 = S.MultiplyAdd(v, S.Load(ref row, 2 * S.Count), s2);
            s3 = S.MultiplyAdd(v, S.Load(ref row, 3 * S.Count), s3);
            s4 = S.MultiplyAdd(v, S.Load(ref row, 4 * S.Count), s4);
            s5 = S.MultiplyAdd(v, S.Load(ref row, 5 * S.Count), s5);
            s6 = S.MultiplyAdd(v, S.Load(ref row, 6 * S.Count), s6);
            s7 = S.MultiplyAdd(v, S.Load(ref row, 7 * S.Count), s7);
            s8 = S.MultiplyAdd(v, S.Load(ref row, 8 * S.Count), s8);
            s9 = S.MultiplyAdd(v, S.Load(ref row, 9 * S.Count), s9);
            s10 = S.MultiplyAdd(v, S.Load(ref row, 10 * S.Count), s10);
            s11 = S.MultiplyAdd(v, S.Load(ref row, 11 * S.Count), s11);
        }

        S.Store(s0, ref target, 0);
        S.Store(s1, ref target, S.Count);
        S.Store(s2, ref target, 2 * S.Count);
        S.Store(s3, ref target, 3 * S.Count);
        S.Store(s4, ref target, 4 * S.Count);
        S.Store(s5, ref target, 5 * S.Count);
        S.Store(s6, ref target, 6 * S.Count);
        S.Store(s7, ref target, 7 * S.Count);
        S.Store(s8, ref target, 8 * S.Count);
        S.Store(s9, ref target, 9 * S.Count);
        S.Store(s10, ref target, 10 * S.Count);
        S.Store(s11, ref target, 11 * S.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<S, V>(ref float source, ReadOnlySpan<int> offsets, ReadOnlySpan<float> values, ref float target, bool accumulate)
        where S : struct, ISimd<V>
        where V : struct
    {
        V s0 = S.Zero, s1 = S.Zero, s2 = S.Zero, s3 = S.Zero;
        if (accumulate)
        {
            s0 = S.Load(ref target, 0);
            s1 = S.Load(ref target, S.Count);
            s2 = S.Load(ref target, 2 * S.Count);
            s3 = S.Load(ref target, 3 * S.Count);
        }

        ref int offset = ref MemoryMarshal.GetReference(offsets);
        ref float value = ref MemoryMarshal.GetReference(values);
        for (nint i = 0; i < offsets.Length; i++)
        {
            ref float row = ref Unsafe.Add(ref source, Unsafe.Add(ref offset, i));
            V v = S.Splat(Unsafe.Add(ref value, i));
            s0 = S.MultiplyAdd(v, S.Load(ref row, 0), s0);
            s1 = S.MultiplyAdd(v, S.Load(ref row, S.Count), s1);
            s2 = S.MultiplyAdd(v, S.Load(ref row, 2 * S.Count), s2);
            s3 = S.MultiplyAdd(v, S.Load(ref row, 3 * S.Count), s3);
        }

        S.Store(s0, ref target, 0);
        S.Store(s1, ref target, S.Count);
        S.Store(s2, ref target, 2 * S.Count);
        S.Store(s3, ref target, 3 * S.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<S, V>(ref float source, ReadOnlySpan<int> offsets, ReadOnlySpan<float> values, ref float target, bool accumulate)
        where S : struct, ISimd<V>
        where V : struct
    {
        V sum = accumulate ? S.Load(ref target, 0) : S.Zero;
        for (int i = 0; i < offsets.Length; i++)
        {
            sum = S.MultiplyAdd(S.Splat(values[i]), S.Load(ref Unsafe.Add(ref source, offsets[i]), 0), sum);
        }

        S.Store(sum, ref target, 0);
    }
}
