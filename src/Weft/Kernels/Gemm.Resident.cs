using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Kernels;

/// <content>Products so shallow and narrow that B stays in registers.</content>
internal static partial class Gemm
{
    // Rows and taps must lie in step. Says how many rows it has done: whole blocks.
    private static int Resident<S, V>(
        Planes planes, ref float a, ReadOnlySpan<int> rows, ReadOnlySpan<int> taps, ref float b, ReadOnlySpan<float> bias, ref float c, ReadOnlySpan<int> outputs, GemmOutput output)
        where S : struct, ISimd<V>
        where V : struct
    {
        int blocks = rows.Length / GemmBlocks.MostRows;
        if (blocks == 0 || Step(taps) != 1 || Step(rows) is not { } pitch || Step(outputs) is not { } stride)
        {
            return 0;
        }

        GemmBlocks.Resident<S, V>(
            planes, ref Unsafe.Add(ref a, rows[0] + taps[0]), pitch, blocks, ref b, ref MemoryMarshal.GetReference(bias), ref Unsafe.Add(ref c, outputs[0]), stride, output);
        return blocks * GemmBlocks.MostRows;
    }

    // From one place to the next, where that is the same everywhere.
    private static int? Step(ReadOnlySpan<int> places)
    {
        int step = places[1] - places[0];
        for (int i = 2; i < places.Length; i++)
        {
            if (places[i] - places[i - 1] != step)
            {
                return null;
            }
        }

        return step;
    }
}
