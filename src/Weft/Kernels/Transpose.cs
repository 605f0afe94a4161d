using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weft.Kernels;

/// <summary>Rearranges a matrix.</summary>
internal static class Transpose
{
    private const int Block = 4;

    /// <summary><c>target[c, r] = source[r, c]</c></summary>
    /// <param name="source">The matrix, its rows <paramref name="stride"/> apart.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="stride">From one row of the source to the next.</param>
    /// <param name="target"><c>[columns, rows]</c></param>
    /// <param name="pitch">From one row of the target to the next.</param>
    public static void Matrix(ReadOnlySpan<float> source, int rows, int columns, int stride, Span<float> target, int pitch)
    {
        int wholeRows = Sse.IsSupported ? rows / Block * Block : 0, wholeColumns = Sse.IsSupported ? columns / Block * Block : 0;
        for (int column = 0; column < wholeColumns; column += Block)
        {
            for (int row = 0; row < wholeRows; row += Block)
            {
                Move(
                    ref MemoryMarshal.GetReference(source.Slice((row * stride) + column, (3 * stride) + Block)), stride,
                    ref MemoryMarshal.GetReference(target.Slice((column * pitch) + row, (3 * pitch) + Block)), pitch);
            }
        }

        for (int column = 0; column < columns; column++)
        {
            for (int row = column < wholeColumns ? wholeRows : 0; row < rows; row++)
            {
                target[(column * pitch) + row] = source[(row * stride) + column];
            }
        }
    }

    // Four rows of four: neighbours are interleaved twice.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Move(ref float source, nint stride, ref float target, nint pitch)
    {
        Vector128<float> r0 = Vector128.LoadUnsafe(ref source), r1 = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, stride));
        Vector128<float> r2 = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, 2 * stride)), r3 = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, 3 * stride));
        Vector128<float> low01 = Sse.UnpackLow(r0, r1), low23 = Sse.UnpackLow(r2, r3), high01 = Sse.UnpackHigh(r0, r1), high23 = Sse.UnpackHigh(r2, r3);
        Sse.MoveLowToHigh(low01, low23).StoreUnsafe(ref target);
        Sse.MoveHighToLow(low23, low01).StoreUnsafe(ref Unsafe.Add(ref target, pitch));
        Sse.MoveLowToHigh(high01, high23).StoreUnsafe(ref Unsafe.Add(ref target, 2 * pitch));
        Sse.MoveHighToLow(high23, high01).StoreUnsafe(ref Unsafe.Add(ref target, 3 * pitch));
    }
}
