using System.Runtime.CompilerServices;

namespace Weft.Kernels;

/// <content>The transforms between frequencies and output tiles that lie one after another, <c>[tiles, m m, channels]</c>: the way over a pooling.</content>
internal static partial class WinogradTransform
{
    /// <summary>Frequencies to output tiles <c>[tiles, m m, channels]</c>: <c>Y = A^T M A</c>.</summary>
    public static void Inverse(int output, Span<float> frequencies, int plane, int tiles, int channels, Span<float> rows) =>
        Dispatch<InverseTask>(output, new Arguments(frequencies, rows, tiles, 0, channels, plane));

    /// <summary>Gradients of output tiles to frequencies: <c>dM = A dY A^T</c>.</summary>
    public static void InverseAdjoint(int output, Span<float> rows, int tiles, int channels, Span<float> frequencies, int plane) =>
        Dispatch<InverseAdjointTask>(output, new Arguments(rows, frequencies, tiles, 0, channels, plane));

    private readonly struct InverseTask : ITask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<F, S, V>(in Arguments a, int tile, nint channel, ref float plane)
            where F : IWinograd
            where S : struct, ISimd<V>
            where V : struct
        {
            nint n = F.Output + 2, m = F.Output, step = a.Plane;
            ref float source = ref Unsafe.Add(ref a.Source, (tile * a.Channels) + channel);
            ref float target = ref Unsafe.Add(ref a.Target, (tile * m * m * a.Channels) + channel);
            for (nint i = 0; i < n; i++)
            {
                F.Inverse<S, V>(ref Unsafe.Add(ref source, i * step), n * step, ref Unsafe.Add(ref plane, i * S.Count), n * S.Count);
            }

            for (nint i = 0; i < m; i++)
            {
                F.Inverse<S, V>(ref Unsafe.Add(ref plane, i * n * S.Count), S.Count, ref Unsafe.Add(ref target, i * m * a.Channels), a.Channels);
            }
        }
    }

    private readonly struct InverseAdjointTask : ITask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<F, S, V>(in Arguments a, int tile, nint channel, ref float plane)
            where F : IWinograd
            where S : struct, ISimd<V>
            where V : struct
        {
            nint n = F.Output + 2, m = F.Output, step = a.Plane;
            ref float source = ref Unsafe.Add(ref a.Source, (tile * m * m * a.Channels) + channel);
            ref float target = ref Unsafe.Add(ref a.Target, (tile * a.Channels) + channel);
            for (nint i = 0; i < m; i++)
            {
                F.InverseAdjoint<S, V>(ref Unsafe.Add(ref source, i * a.Channels), m * a.Channels, ref Unsafe.Add(ref plane, i * S.Count), m * S.Count);
            }

            for (nint i = 0; i < n; i++)
            {
                F.InverseAdjoint<S, V>(ref Unsafe.Add(ref plane, i * m * S.Count), S.Count, ref Unsafe.Add(ref target, i * n * step), step);
            }
        }
    }
}
