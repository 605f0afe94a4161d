using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>Winograd's transforms in two dimensions, over tiles and channels.</summary>
/// <remarks>
/// Frequencies are laid out <c>[n n, tiles, channels]</c>, each a matrix for <see cref="Gemm"/> that begins a given number of floats behind the one before
/// (<see cref="AlignedFloats.Pitch"/>); spatial tiles
/// <c>[tiles, side side, channels]</c>. Channels lie in registers: a plane is transformed column by column into a tile on the stack, then row by row.
/// </remarks>
internal static class WinogradTransform
{
    // A plane of at most 6x6 registers of 16 floats.
    private const int PlaneFloats = 6 * 6 * 16;

    /// <summary>Image patches to frequencies: <c>V = B^T d B</c>.</summary>
    /// <param name="output">m, the tile's outputs along one side.</param>
    /// <param name="image">What the corners index into.</param>
    /// <param name="corners">Each tile's upper left input.</param>
    /// <param name="pitch">Floats from one image row to the next.</param>
    /// <param name="channels">Channels of the image.</param>
    /// <param name="frequencies"><c>[n n, tiles, channels]</c></param>
    /// <param name="plane">From one frequency to the next.</param>
    public static void Input(int output, ReadOnlySpan<float> image, ReadOnlySpan<int> corners, int pitch, int channels, Span<float> frequencies, int plane) =>
        Dispatch<InputTask>(output, new Arguments(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(image), image.Length), frequencies, corners, corners.Length, pitch, channels, plane));

    /// <summary>Gradients of frequencies, added to the image's gradient: <c>dd += B dV B^T</c>.</summary>
    public static void InputAdjoint(int output, Span<float> frequencies, int plane, ReadOnlySpan<int> corners, int pitch, int channels, Span<float> image) =>
        Dispatch<InputAdjointTask>(output, new Arguments(frequencies, image, corners, corners.Length, pitch, channels, plane));

    /// <summary>Frequencies to output tiles <c>[tiles, m m, channels]</c>: <c>Y = A^T M A</c>.</summary>
    public static void Inverse(int output, Span<float> frequencies, int plane, int tiles, int channels, Span<float> rows) =>
        Dispatch<InverseTask>(output, new Arguments(frequencies, rows, [], tiles, 0, channels, plane));

    /// <summary>Gradients of output tiles to frequencies: <c>dM = A dY A^T</c>.</summary>
    public static void InverseAdjoint(int output, Span<float> rows, int tiles, int channels, Span<float> frequencies, int plane) =>
        Dispatch<InverseAdjointTask>(output, new Arguments(rows, frequencies, [], tiles, 0, channels, plane));

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
        Dispatch<KernelTask>(output, new Arguments(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(kernel), kernel.Length), packed, [], rows, pitch, columns, plane) { First = first, K = k });

    /// <summary>Gradients of frequencies <c>[n n, size]</c> to those of a kernel's taps <c>[9, size]</c>: <c>dg = G^T dU G</c>.</summary>
    public static void KernelAdjoint(int output, Span<float> frequencies, int plane, int size, Span<float> taps, int pitch) =>
        Dispatch<KernelAdjointTask>(output, new Arguments(frequencies, taps, [], 1, pitch, size, plane));

    private readonly ref struct Arguments(Span<float> source, Span<float> target, ReadOnlySpan<int> corners, int tiles, int pitch, int channels, int plane)
    {
        public readonly ref float Source = ref MemoryMarshal.GetReference(source);
        public readonly ref float Target = ref MemoryMarshal.GetReference(target);
        public readonly ReadOnlySpan<int> Corners = corners;
        public readonly int Tiles = tiles;
        public readonly nint Pitch = pitch;
        public readonly nint Channels = channels;
        public readonly nint Plane = plane;

        public nint First { get; init; }

        public nint K { get; init; }
    }

    private interface ITask
    {
        static abstract void Run<F, S, V>(in Arguments arguments, int tile, nint channel, ref float plane)
            where F : IWinograd
            where S : struct, ISimd<V>
            where V : struct;
    }

    private static void Dispatch<TTask>(int output, in Arguments arguments)
        where TTask : ITask
    {
        switch (output)
        {
            case 2:
                Dispatch<TTask, WinogradF2>(arguments);
                break;
            case 3:
                Dispatch<TTask, WinogradF3>(arguments);
                break;
            default:
                Dispatch<TTask, WinogradF4>(arguments);
                break;
        }
    }

    private static void Dispatch<TTask, F>(in Arguments arguments)
        where TTask : ITask
        where F : IWinograd
    {
        switch (Simd.For((int)arguments.Channels))
        {
            case Lanes.Sixteen:
                Run<TTask, F, Simd512, Vector512<float>>(arguments);
                break;
            case Lanes.Eight:
                Run<TTask, F, Simd256, Vector256<float>>(arguments);
                break;
            default:
                Run<TTask, F, Simd128, Vector128<float>>(arguments);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Run<TTask, F, S, V>(in Arguments arguments)
        where TTask : ITask
        where F : IWinograd
        where S : struct, ISimd<V>
        where V : struct
    {
        Span<float> plane = stackalloc float[PlaneFloats];
        for (int tile = 0; tile < arguments.Tiles; tile++)
        {
            nint channel = 0;
            for (; channel + S.Count <= arguments.Channels; channel += S.Count)
            {
                TTask.Run<F, S, V>(arguments, tile, channel, ref plane[0]);
            }

            for (; channel < arguments.Channels; channel++)
            {
                TTask.Run<F, Simd1, float>(arguments, tile, channel, ref plane[0]);
            }
        }
    }

    private readonly struct InputTask : ITask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<F, S, V>(in Arguments a, int tile, nint channel, ref float plane)
            where F : IWinograd
            where S : struct, ISimd<V>
            where V : struct
        {
            nint n = F.Output + 2, step = a.Plane;
            ref float source = ref Unsafe.Add(ref a.Source, a.Corners[tile] + channel);
            ref float target = ref Unsafe.Add(ref a.Target, (tile * a.Channels) + channel);
            for (nint i = 0; i < n; i++)
            {
                F.Input<S, V>(ref Unsafe.Add(ref source, i * a.Channels), a.Pitch, ref Unsafe.Add(ref plane, i * S.Count), n * S.Count);
            }

            for (nint i = 0; i < n; i++)
            {
                F.Input<S, V>(ref Unsafe.Add(ref plane, i * n * S.Count), S.Count, ref Unsafe.Add(ref target, i * n * step), step);
            }
        }
    }

    private readonly struct InputAdjointTask : ITask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<F, S, V>(in Arguments a, int tile, nint channel, ref float plane)
            where F : IWinograd
            where S : struct, ISimd<V>
            where V : struct
        {
            nint n = F.Output + 2, step = a.Plane;
            ref float source = ref Unsafe.Add(ref a.Source, (tile * a.Channels) + channel);
            ref float target = ref Unsafe.Add(ref a.Target, a.Corners[tile] + channel);
            for (nint i = 0; i < n; i++)
            {
                F.InputAdjoint<S, V>(ref Unsafe.Add(ref source, i * step), n * step, ref Unsafe.Add(ref plane, i * S.Count), n * S.Count);
            }

            for (nint i = 0; i < n; i++)
            {
                ref float row = ref Unsafe.Add(ref plane, i * n * S.Count);
                F.InputAdjoint<S, V>(ref row, S.Count, ref row, S.Count);
                for (nint j = 0; j < n; j++)
                {
                    nint at = (i * a.Pitch) + (j * a.Channels);
                    S.Store(S.Add(S.Load(ref target, at), S.Load(ref row, j * S.Count)), ref target, at);
                }
            }
        }
    }

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

    private readonly struct KernelTask : ITask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<F, S, V>(in Arguments a, int tile, nint channel, ref float plane)
            where F : IWinograd
            where S : struct, ISimd<V>
            where V : struct
        {
            nint n = F.Output + 2, width = 2 * (nint)Simd.For((int)a.Channels);
            ref float source = ref Unsafe.Add(ref a.Source, (tile * a.Channels) + channel);
            ref float target = ref Unsafe.Add(ref a.Target, (channel / width * a.K * width) + ((a.First + tile) * width) + (channel % width));
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
