using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>The product of <see cref="Gemm"/> over the windows of 2x2 pooling cells, with maximum, bias and ReLU taken while the four rows of a cell are in registers.</summary>
/// <remarks>A quarter of the stores, and no second look at what was stored: where k is small, as with few input channels, that is half of the time.</remarks>
internal static class GemmPooled
{
    /// <summary>Rows of a cell.</summary>
    public const int Area = 4;

    /// <summary>Whether this many columns fill whole panels, which is all that the kernel does.</summary>
    public static bool Fits(int n) => n % (2 * (int)Simd.ForPairs(n)) == 0;

    /// <summary>Computes the pooled product.</summary>
    /// <param name="a">What rows and taps index into.</param>
    /// <param name="rows">Where the windows begin, <see cref="Area"/> for each cell.</param>
    /// <param name="taps">Where the columns of A lie, counted from a window's begin.</param>
    /// <param name="b">B, packed for <c>Simd.ForPairs(n)</c>.</param>
    /// <param name="n">Columns of B.</param>
    /// <param name="bias">Added to every maximum.</param>
    /// <param name="relu">Whether negative results become zero.</param>
    /// <param name="pooled"><c>[cells, n]</c></param>
    /// <param name="winners"><c>[cells, n]</c>: which of a cell's rows was largest, the first of equals; empty if not wanted.</param>
    public static void Multiply(
        ReadOnlySpan<float> a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ReadOnlySpan<float> b, int n, ReadOnlySpan<float> bias, bool relu, Span<float> pooled, Span<byte> winners)
    {
        switch (Simd.ForPairs(n))
        {
            case Lanes.Sixteen:
                Multiply<Simd512, Vector512<float>>(a, rows, taps, b, n, bias, relu, pooled, winners);
                break;
            case Lanes.Eight:
                Multiply<Simd256, Vector256<float>>(a, rows, taps, b, n, bias, relu, pooled, winners);
                break;
            default:
                Multiply<Simd128, Vector128<float>>(a, rows, taps, b, n, bias, relu, pooled, winners);
                break;
        }
    }

    private static void Multiply<S, V>(
        ReadOnlySpan<float> a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ReadOnlySpan<float> b, int n, ReadOnlySpan<float> bias, bool relu, Span<float> pooled, Span<byte> winners)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (int column = 0; column < n; column += 2 * S.Count)
        {
            Cells<S, V>(
                ref MemoryMarshal.GetReference(a), rows, taps, ref Unsafe.Add(ref MemoryMarshal.GetReference(b), (nint)column * taps.Length), ref MemoryMarshal.GetReference(bias[column..]), relu,
                ref MemoryMarshal.GetReference(pooled[column..]), ref winners.IsEmpty ? ref Unsafe.NullRef<byte>() : ref winners[column], n);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Cells<S, V>(
        ref float a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ref float b, ref float bias, bool relu, ref float pooled, ref byte winners, nint stride)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref int row = ref MemoryMarshal.GetReference(rows);
        for (int cell = rows.Length / Area; cell > 0; cell--)
        {
            ref float a0 = ref Unsafe.Add(ref a, row);
            ref float a1 = ref Unsafe.Add(ref a, Unsafe.Add(ref row, 1));
            ref float a2 = ref Unsafe.Add(ref a, Unsafe.Add(ref row, 2));
            ref float a3 = ref Unsafe.Add(ref a, Unsafe.Add(ref row, 3));
            V c00 = S.Zero, c01 = S.Zero, c10 = S.Zero, c11 = S.Zero, c20 = S.Zero, c21 = S.Zero, c30 = S.Zero, c31 = S.Zero;
            ref float panel = ref b;
            ref int tap = ref MemoryMarshal.GetReference(taps);
            ref int end = ref Unsafe.Add(ref tap, taps.Length);
            while (Unsafe.IsAddressLessThan(ref tap, ref end))
            {
                nint t = tap;
                V b0 = S.Load(ref panel, 0), b1 = S.Load(ref panel, S.Count);
                V x = S.Splat(Unsafe.Add(ref a0, t));
                c00 = S.MultiplyAdd(x, b0, c00);
                c01 = S.MultiplyAdd(x, b1, c01);
                x = S.Splat(Unsafe.Add(ref a1, t));
                c10 = S.MultiplyAdd(x, b0, c10);
                c11 = S.MultiplyAdd(x, b1, c11);
                x = S.Splat(Unsafe.Add(ref a2, t));
                c20 = S.MultiplyAdd(x, b0, c20);
                c21 = S.MultiplyAdd(x, b1, c21);
                x = S.Splat(Unsafe.Add(ref a3, t));
                c30 = S.MultiplyAdd(x, b0, c30);
                c31 = S.MultiplyAdd(x, b1, c31);
                panel = ref Unsafe.Add(ref panel, 2 * S.Count);
                tap = ref Unsafe.Add(ref tap, 1);
            }

            Finish<S, V>(c00, c10, c20, c30, ref bias, relu, ref pooled, ref winners);
            Finish<S, V>(
                c01, c11, c21, c31, ref Unsafe.Add(ref bias, S.Count), relu, ref Unsafe.Add(ref pooled, S.Count),
                ref Unsafe.IsNullRef(ref winners) ? ref winners : ref Unsafe.Add(ref winners, S.Count));
            row = ref Unsafe.Add(ref row, Area);
            pooled = ref Unsafe.Add(ref pooled, stride);
            winners = ref Unsafe.IsNullRef(ref winners) ? ref winners : ref Unsafe.Add(ref winners, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<S, V>(V x0, V x1, V x2, V x3, ref float bias, bool relu, ref float pooled, ref byte winners)
        where S : struct, ISimd<V>
        where V : struct
    {
        V largest = S.Larger(S.Larger(x0, x1), S.Larger(x2, x3));
        V result = S.Add(largest, S.Load(ref bias, 0));
        S.Store(relu ? S.Relu(result) : result, ref pooled, 0);
        if (!Unsafe.IsNullRef(ref winners))
        {
            V winner = S.SelectEqual(x2, largest, S.Splat(2), S.Splat(3));
            winner = S.SelectEqual(x1, largest, S.Splat(1), winner);
            S.StoreBytes(S.SelectEqual(x0, largest, S.Zero, winner), ref winners, 0);
        }
    }
}
