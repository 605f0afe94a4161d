using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weft.Kernels;

/// <summary>Winograd's transforms in two dimensions, over tiles and channels.</summary>
/// <remarks>
/// Frequencies are laid out <c>[n n, tiles, channels]</c>, each a matrix for <see cref="Gemm"/> that begins a given number of floats behind the one before
/// (<see cref="AlignedFloats.Pitch"/>). Channels lie in registers: a plane is transformed column by column into a tile on the stack, then row by row.
/// </remarks>
internal static partial class WinogradTransform
{
    // Floats of a cache line.
    private const int Line = 16;

    // A plane of at most 8x8 registers of 16 floats; a task has two of them to work in.
    private const int PlaneFloats = 8 * 8 * 16;

    private readonly ref struct Arguments(ReadOnlySpan<float> source, Span<float> target, int tiles, int pitch, int channels, int plane)
    {
        public readonly ref float Source = ref MemoryMarshal.GetReference(source);
        public readonly ref float Target = ref MemoryMarshal.GetReference(target);
        public readonly int Tiles = tiles;
        public readonly nint Pitch = pitch;
        public readonly nint Channels = channels;
        public readonly nint Plane = plane;

        /// <summary>The channels that are transformed: all of them where nothing else is said.</summary>
        public nint Begin { get; init; }

        public nint End { get; init; } = channels;

        /// <summary>Where each tile lies in the image that is read or written.</summary>
        public ReadOnlySpan<TileFrame> Frames { get; init; }

        /// <summary>Whether the image lies beyond the second-level cache.</summary>
        public bool IsFar { get; init; }

        /// <summary>What is done to pixels when they are read.</summary>
        public PixelNormalization Normalization { get; init; }

        public ReadOnlySpan<float> Bias { get; init; }

        public bool Relu { get; init; }

        public nint First { get; init; }

        public nint K { get; init; }
    }

    private interface ITask
    {
        /// <summary>Whether the frames lie in what is written.</summary>
        static abstract bool Writes { get; }

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
            case 4:
                Dispatch<TTask, WinogradF4>(arguments);
                break;
            case 5:
                Dispatch<TTask, WinogradF5>(arguments);
                break;
            default:
                Dispatch<TTask, WinogradF6>(arguments);
                break;
        }
    }

    private static void Dispatch<TTask, F>(in Arguments arguments)
        where TTask : ITask
        where F : IWinograd
    {
        switch (Simd.For((int)(arguments.End - arguments.Begin)))
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
        ref float plane = ref AlignedFloats.Align(stackalloc float[(2 * PlaneFloats) + AlignedFloats.Room]);
        for (int tile = 0; tile < arguments.Tiles; tile++)
        {
            nint channel = arguments.Begin;
            for (; channel + S.Count <= arguments.End; channel += S.Count)
            {
                if (arguments.IsFar && tile + 2 < arguments.Tiles && channel % Line == 0)
                {
                    Fetch(ref TTask.Writes ? ref arguments.Target : ref arguments.Source, arguments, arguments.Frames[tile + 2], channel);
                    if (!arguments.Normalization.X.IsEmpty)
                    {
                        Fetch(ref MemoryMarshal.GetReference(arguments.Normalization.X), arguments, arguments.Frames[tile + 2], channel);
                    }
                }

                TTask.Run<F, S, V>(arguments, tile, channel, ref plane);
            }

            if (channel < arguments.End)
            {
                Rest<TTask, F>(arguments, tile, channel, ref plane);
            }
        }
    }

    // Asks for the lines of a tile's image: its rows are too short for the processor to see by itself where they go on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Fetch(ref float image, in Arguments arguments, TileFrame frame, nint channel)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        for (nint i = frame.Top; i < frame.Bottom; i++)
        {
            ref float row = ref Unsafe.Add(ref image, frame.Corner + (i * arguments.Pitch) + channel);
            for (nint j = frame.Left; j < frame.Right; j++)
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref row, j * arguments.Channels)));
            }
        }
    }

    // Channels that fill no whole register, in narrower ones. Apart, so that this is compiled only where there are such.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Rest<TTask, F>(in Arguments arguments, int tile, nint channel, ref float plane)
        where TTask : ITask
        where F : IWinograd
    {
        for (; channel + Simd256.Count <= arguments.End; channel += Simd256.Count)
        {
            TTask.Run<F, Simd256, Vector256<float>>(arguments, tile, channel, ref plane);
        }

        for (; channel + Simd128.Count <= arguments.End; channel += Simd128.Count)
        {
            TTask.Run<F, Simd128, Vector128<float>>(arguments, tile, channel, ref plane);
        }

        for (; channel < arguments.End; channel++)
        {
            TTask.Run<F, Simd1, float>(arguments, tile, channel, ref plane);
        }
    }
}
