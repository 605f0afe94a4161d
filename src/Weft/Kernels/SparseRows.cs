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
    /// <summary>What it takes to add one row of so many floats to a sum, in multiply-adds of a matrix product.</summary>
    /// <remarks>Each multiply-add loads its row, lists have to be made, and each one's end is a surprise to the processor. A register by itself waits for its last sum; so do four floats, or one.</remarks>
    public static double Cost(int length)
    {
        const double each = 2.5, alone = 9;
        int registers = length / (int)Simd.Widest, blocks = registers / 6, rest = length % (int)Simd.Widest;
        return (int)Simd.Widest * ((each * 6 * blocks) + (alone * ((registers % 6) + (rest / Simd128.Count) + (rest % Simd128.Count))));
    }

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
        Lists lists = new(source, offsets, values, stride, counts, target, destinations, accumulate);
        int column = 0;
        for (; column + (12 * S.Count) <= length; column += 12 * S.Count)
        {
            Twelve<S, V>(lists, column);
        }

        for (; column + (6 * S.Count) <= length; column += 6 * S.Count)
        {
            Six<S, V>(lists, column);
        }

        for (; column + S.Count <= length; column += S.Count)
        {
            One<S, V>(lists, column);
        }

        for (; column + Simd128.Count <= length; column += Simd128.Count)
        {
            One<Simd128, Vector128<float>>(lists, column);
        }

        for (; column < length; column++)
        {
            One<Simd1, float>(lists, column);
        }
    }

    private readonly ref struct Lists(
        ReadOnlySpan<float> source, ReadOnlySpan<int> offsets, ReadOnlySpan<float> values, int stride, ReadOnlySpan<int> counts, Span<float> target, ReadOnlySpan<int> destinations, bool accumulate)
    {
        public readonly ref float Source = ref MemoryMarshal.GetReference(source);
        public readonly ref int Offsets = ref MemoryMarshal.GetReference(offsets);
        public readonly ref float Values = ref MemoryMarshal.GetReference(values);
        public readonly nint Stride = stride;
        public readonly ReadOnlySpan<int> Counts = counts;
        public readonly ref float Target = ref MemoryMarshal.GetReference(target);
        public readonly ReadOnlySpan<int> Destinations = destinations;
        public readonly bool Accumulate = accumulate;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Twelve<S, V>(in Lists lists, nint column)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref float source = ref Unsafe.Add(ref lists.Source, column);
        for (nint list = 0; list < lists.Counts.Length; list++)
        {
            nint count = lists.Counts[(int)list];
            if (count == 0 && lists.Accumulate)
            {
                continue;
            }

            ref float target = ref Unsafe.Add(ref lists.Target, lists.Destinations[(int)list] + column);
            ref int offset = ref Unsafe.Add(ref lists.Offsets, list * lists.Stride);
            ref int end = ref Unsafe.Add(ref offset, count);
            ref float value = ref Unsafe.Add(ref lists.Values, list * lists.Stride);
            V s0 = S.Zero, s1 = S.Zero, s2 = S.Zero, s3 = S.Zero, s4 = S.Zero, s5 = S.Zero, s6 = S.Zero, s7 = S.Zero, s8 = S.Zero, s9 = S.Zero, s10 = S.Zero, s11 = S.Zero;
            if (lists.Accumulate)
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

            while (Unsafe.IsAddressLessThan(ref offset, ref end))
            {
                ref float row = ref Unsafe.Add(ref source, offset);
                V v = S.Splat(value);
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
                offset = ref Unsafe.Add(ref offset, 1);
                value = ref Unsafe.Add(ref value, 1);
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
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Six<S, V>(in Lists lists, nint column)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref float source = ref Unsafe.Add(ref lists.Source, column);
        for (nint list = 0; list < lists.Counts.Length; list++)
        {
            nint count = lists.Counts[(int)list];
            if (count == 0 && lists.Accumulate)
            {
                continue;
            }

            ref float target = ref Unsafe.Add(ref lists.Target, lists.Destinations[(int)list] + column);
            ref int offset = ref Unsafe.Add(ref lists.Offsets, list * lists.Stride);
            ref int end = ref Unsafe.Add(ref offset, count);
            ref float value = ref Unsafe.Add(ref lists.Values, list * lists.Stride);
            V s0 = S.Zero, s1 = S.Zero, s2 = S.Zero, s3 = S.Zero, s4 = S.Zero, s5 = S.Zero;
            if (lists.Accumulate)
            {
                s0 = S.Load(ref target, 0);
                s1 = S.Load(ref target, S.Count);
                s2 = S.Load(ref target, 2 * S.Count);
                s3 = S.Load(ref target, 3 * S.Count);
                s4 = S.Load(ref target, 4 * S.Count);
                s5 = S.Load(ref target, 5 * S.Count);
            }

            while (Unsafe.IsAddressLessThan(ref offset, ref end))
            {
                ref float row = ref Unsafe.Add(ref source, offset);
                V v = S.Splat(value);
                s0 = S.MultiplyAdd(v, S.Load(ref row, 0), s0);
                s1 = S.MultiplyAdd(v, S.Load(ref row, S.Count), s1);
                s2 = S.MultiplyAdd(v, S.Load(ref row, 2 * S.Count), s2);
                s3 = S.MultiplyAdd(v, S.Load(ref row, 3 * S.Count), s3);
                s4 = S.MultiplyAdd(v, S.Load(ref row, 4 * S.Count), s4);
                s5 = S.MultiplyAdd(v, S.Load(ref row, 5 * S.Count), s5);
                offset = ref Unsafe.Add(ref offset, 1);
                value = ref Unsafe.Add(ref value, 1);
            }

            S.Store(s0, ref target, 0);
            S.Store(s1, ref target, S.Count);
            S.Store(s2, ref target, 2 * S.Count);
            S.Store(s3, ref target, 3 * S.Count);
            S.Store(s4, ref target, 4 * S.Count);
            S.Store(s5, ref target, 5 * S.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<S, V>(in Lists lists, nint column)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref float source = ref Unsafe.Add(ref lists.Source, column);
        for (nint list = 0; list < lists.Counts.Length; list++)
        {
            nint count = lists.Counts[(int)list];
            if (count == 0 && lists.Accumulate)
            {
                continue;
            }

            ref float target = ref Unsafe.Add(ref lists.Target, lists.Destinations[(int)list] + column);
            ref int offset = ref Unsafe.Add(ref lists.Offsets, list * lists.Stride);
            ref int end = ref Unsafe.Add(ref offset, count);
            ref float value = ref Unsafe.Add(ref lists.Values, list * lists.Stride);
            V s0 = S.Zero;
            if (lists.Accumulate)
            {
                s0 = S.Load(ref target, 0);
            }

            while (Unsafe.IsAddressLessThan(ref offset, ref end))
            {
                ref float row = ref Unsafe.Add(ref source, offset);
                V v = S.Splat(value);
                s0 = S.MultiplyAdd(v, S.Load(ref row, 0), s0);
                offset = ref Unsafe.Add(ref offset, 1);
                value = ref Unsafe.Add(ref value, 1);
            }

            S.Store(s0, ref target, 0);
        }
    }
}
