using System.Runtime.CompilerServices;

namespace Weft.Kernels;

/// <content>The transforms of kernels.</content>
internal static partial class WinogradTransform
{
    /// <summary>Rows of a kernel to frequencies, straight into the panels of <see cref="Gemm"/>: <c>U = G g G^T</c>.</summary>
    /// <param name="output">m, the tile's outputs along one side.</param>
    /// <param name="kernel">The rows; tap t's begin at <c>t pitch</c>.</param>
    /// <param name="pitch">From one tap to the next.</param>
    /// <param name="rows">How many.</param>
    /// <param name="columns">Length of a row.</param>
    /// <param name="packed">The panels of all frequencies.</param>
    /// <param name="plane">From one frequency to the next.</param>
    /// <param name="first">The first row's place in the panels.</param>
    /// <param name="k">Rows of a panel.</param>
    public static void Kernel(int output, ReadOnlySpan<float> kernel, int pitch, int rows, int columns, Span<float> packed, int plane, int first, int k) =>
        Dispatch<KernelTask>(output, new Arguments(kernel, packed, rows, pitch, columns, plane) { First = first, K = k });

    /// <summary>Gradients of frequencies <c>[n n, size]</c> to those of a kernel's taps <c>[9, size]</c>: <c>dg = G^T dU G</c>.</summary>
    public static void KernelAdjoint(int output, Span<float> frequencies, int plane, int size, Span<float> taps, int pitch) =>
        Dispatch<KernelAdjointTask>(output, new Arguments(frequencies, taps, 1, pitch, size, plane));

    private readonly struct KernelTask : ITask
    {
        public static bool Writes => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<F, S, V>(in Arguments a, int tile, nint channel, ref float plane)
            where F : IWinograd
            where S : struct, ISimd<V>
            where V : struct
        {
            Lanes lanes = Simd.Covering((int)a.Channels);
            nint n = F.Output + 2, width = 2 * (nint)lanes, row = Gemm.PanelWidth(lanes, (int)a.Channels, (int)channel);
            ref float source = ref Unsafe.Add(ref a.Source, (tile * a.Channels) + channel);
            ref float target = ref Unsafe.Add(ref a.Target, (channel / width * a.K * width) + ((a.First + tile) * row) + (channel % width));
            for (nint i = 0; i < 3; i++)
            {
                F.Kernel<S, V>(ref Unsafe.Add(ref source, i * a.Pitch), 3 * a.Pitch, ref Unsafe.Add(ref plane, i * S.Count), 3 * S.Count);
            }

            for (nint i = 0; i < n; i++)
            {
                F.Kernel<S, V>(ref Unsafe.Add(ref plane, i * 3 * S.Count), S.Count, ref Unsafe.Add(ref target, i * n * a.Plane), a.Plane);
            }
        }
    }

    private readonly struct KernelAdjointTask : ITask
    {
        public static bool Writes => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<F, S, V>(in Arguments a, int tile, nint channel, ref float plane)
            where F : IWinograd
            where S : struct, ISimd<V>
            where V : struct
        {
            nint n = F.Output + 2, size = a.Plane;
            ref float source = ref Unsafe.Add(ref a.Source, channel);
            ref float target = ref Unsafe.Add(ref a.Target, channel);
            for (nint i = 0; i < n; i++)
            {
                F.KernelAdjoint<S, V>(ref Unsafe.Add(ref source, i * size), n * size, ref Unsafe.Add(ref plane, i * S.Count), n * S.Count);
            }

            for (nint i = 0; i < 3; i++)
            {
                F.KernelAdjoint<S, V>(ref Unsafe.Add(ref plane, i * n * S.Count), S.Count, ref Unsafe.Add(ref target, 3 * i * a.Pitch), a.Pitch);
            }
        }
    }
}
