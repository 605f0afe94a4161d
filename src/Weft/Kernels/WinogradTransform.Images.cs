using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Kernels;

/// <content>The transforms between frequencies and images. What a tile has outside its image reads as zero and is not written.</content>
internal static partial class WinogradTransform
{
    /// <summary>Image patches to frequencies: <c>V = B^T d B</c>.</summary>
    /// <param name="output">m, the tile's outputs along one side.</param>
    /// <param name="image">What the frames lie in.</param>
    /// <param name="frames">Each tile's inputs, n by n.</param>
    /// <param name="pitch">Floats from one image row to the next.</param>
    /// <param name="channels">Channels of the image.</param>
    /// <param name="frequencies"><c>[n n, tiles, channels]</c></param>
    /// <param name="plane">From one frequency to the next.</param>
    /// <param name="isFar">Whether the image lies beyond the second-level cache, so that it pays to ask for its lines early.</param>
    /// <param name="normalization">What is done to pixels when they are read.</param>
    public static void Input(
        int output, ReadOnlySpan<float> image, ReadOnlySpan<TileFrame> frames, int pitch, int channels, Span<float> frequencies, int plane, bool isFar, PixelNormalization normalization)
    {
        Arguments a = new(image, frequencies, frames.Length, pitch, channels, plane) { Frames = frames, IsFar = isFar, Normalization = normalization };
        if (normalization.IsEmpty)
        {
            Dispatch<InputTask<Plain>>(output, a);
        }
        else if (normalization.Relu)
        {
            Dispatch<InputTask<NormalizedRelu>>(output, a);
        }
        else
        {
            Dispatch<InputTask<Normalized>>(output, a);
        }
    }

    /// <summary>Gradients of frequencies, added to the image's gradient: <c>dd += B dV B^T</c>.</summary>
    public static void InputAdjoint(int output, ReadOnlySpan<float> frequencies, int plane, ReadOnlySpan<TileFrame> frames, int pitch, int channels, Span<float> image, bool isFar) =>
        Dispatch<InputAdjointTask>(output, new Arguments(frequencies, image, frames.Length, pitch, channels, plane) { Frames = frames, IsFar = isFar });

    /// <summary>Frequencies to outputs with their bias and ReLU: <c>Y = relu(A^T M A + bias)</c>.</summary>
    /// <param name="output">m, the tile's outputs along one side.</param>
    /// <param name="frequencies"><c>[n n, tiles, channels]</c></param>
    /// <param name="plane">From one frequency to the next.</param>
    /// <param name="frames">Each tile's outputs, m by m.</param>
    /// <param name="pitch">Floats from one image row to the next.</param>
    /// <param name="channels">Channels of the image.</param>
    /// <param name="range">Those that are wanted.</param>
    /// <param name="bias">At least channels long, or empty for the bare outputs.</param>
    /// <param name="relu">Whether negative results become zero.</param>
    /// <param name="image">What the frames lie in.</param>
    /// <param name="isFar">Whether the image lies beyond the second-level cache.</param>
    public static void Output(
        int output, ReadOnlySpan<float> frequencies, int plane, ReadOnlySpan<TileFrame> frames, int pitch, int channels, (int Begin, int End) range, ReadOnlySpan<float> bias, bool relu, Span<float> image,
        bool isFar) =>
        Dispatch<OutputTask>(
            output, new Arguments(frequencies, image, frames.Length, pitch, channels, plane) { Frames = frames, Begin = range.Begin, End = range.End, Bias = bias, Relu = relu, IsFar = isFar });

    /// <summary>Gradients of outputs to frequencies: <c>dM = A dY A^T</c>.</summary>
    public static void OutputAdjoint(
        int output, ReadOnlySpan<float> image, ReadOnlySpan<TileFrame> frames, int pitch, int channels, Span<float> frequencies, int plane, bool isFar, PixelNormalization normalization)
    {
        Arguments a = new(image, frequencies, frames.Length, pitch, channels, plane) { Frames = frames, IsFar = isFar, Normalization = normalization };
        if (normalization.IsEmpty)
        {
            Dispatch<OutputAdjointTask<Plain>>(output, a);
        }
        else if (normalization.Relu)
        {
            Dispatch<OutputAdjointTask<NormalizedReluGradient>>(output, a);
        }
        else
        {
            Dispatch<OutputAdjointTask<NormalizedGradient>>(output, a);
        }
    }

    private readonly struct InputTask<TReader> : ITask
        where TReader : IReader
    {
        public static bool Writes => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<F, S, V>(in Arguments a, int tile, nint channel, ref float plane)
            where F : IWinograd
            where S : struct, ISimd<V>
            where V : struct
        {
            nint n = F.Output + 2;
            ref float source = ref Square<TReader, S, V>(a, a.Frames[tile], n, channel, ref Unsafe.Add(ref plane, PlaneFloats), out nint pitch, out nint pixel);
            ref float target = ref Unsafe.Add(ref a.Target, (tile * a.Channels) + channel);
            for (nint i = 0; i < n; i++)
            {
                F.Input<S, V>(ref Unsafe.Add(ref source, i * pixel), pitch, ref Unsafe.Add(ref plane, i * S.Count), n * S.Count);
            }

            for (nint i = 0; i < n; i++)
            {
                F.Input<S, V>(ref Unsafe.Add(ref plane, i * n * S.Count), S.Count, ref Unsafe.Add(ref target, i * n * a.Plane), a.Plane);
            }
        }
    }

    private readonly struct InputAdjointTask : ITask
    {
        public static bool Writes => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<F, S, V>(in Arguments a, int tile, nint channel, ref float plane)
            where F : IWinograd
            where S : struct, ISimd<V>
            where V : struct
        {
            nint n = F.Output + 2;
            TileFrame frame = a.Frames[tile];
            ref float source = ref Unsafe.Add(ref a.Source, (tile * a.Channels) + channel);
            for (nint i = 0; i < n; i++)
            {
                F.InputAdjoint<S, V>(ref Unsafe.Add(ref source, i * a.Plane), n * a.Plane, ref Unsafe.Add(ref plane, i * S.Count), n * S.Count);
            }

            for (nint i = frame.Top; i < frame.Bottom; i++)
            {
                ref float row = ref Unsafe.Add(ref plane, i * n * S.Count);
                F.InputAdjoint<S, V>(ref row, S.Count, ref row, S.Count);
                nint target = frame.Corner + (i * a.Pitch) + channel;
                for (nint j = frame.Left; j < frame.Right; j++)
                {
                    nint at = target + (j * a.Channels);
                    S.Store(S.Add(S.Load(ref a.Target, at), S.Load(ref row, j * S.Count)), ref a.Target, at);
                }
            }
        }
    }

    private readonly struct OutputTask : ITask
    {
        public static bool Writes => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<F, S, V>(in Arguments a, int tile, nint channel, ref float plane)
            where F : IWinograd
            where S : struct, ISimd<V>
            where V : struct
        {
            nint n = F.Output + 2;
            TileFrame frame = a.Frames[tile];
            ref float source = ref Unsafe.Add(ref a.Source, (tile * a.Channels) + channel);
            for (nint i = 0; i < n; i++)
            {
                F.Inverse<S, V>(ref Unsafe.Add(ref source, i * a.Plane), n * a.Plane, ref Unsafe.Add(ref plane, i * S.Count), n * S.Count);
            }

            if (a.Bias.IsEmpty && !a.Relu && frame.IsWhole(F.Output))
            {
                for (nint i = 0; i < F.Output; i++)
                {
                    F.Inverse<S, V>(ref Unsafe.Add(ref plane, i * n * S.Count), S.Count, ref Unsafe.Add(ref a.Target, frame.Corner + (i * a.Pitch) + channel), a.Channels);
                }

                return;
            }

            V bias = a.Bias.IsEmpty ? S.Zero : S.Load(ref MemoryMarshal.GetReference(a.Bias), channel);
            ref float row = ref Unsafe.Add(ref plane, PlaneFloats);
            for (nint i = 0; i < frame.Bottom; i++)
            {
                F.Inverse<S, V>(ref Unsafe.Add(ref plane, i * n * S.Count), S.Count, ref row, S.Count);
                ref float target = ref Unsafe.Add(ref a.Target, frame.Corner + (i * a.Pitch) + channel);
                for (nint j = 0; j < frame.Right; j++)
                {
                    V value = S.Add(S.Load(ref row, j * S.Count), bias);
                    S.Store(a.Relu ? S.Relu(value) : value, ref target, j * a.Channels);
                }
            }
        }
    }

    private readonly struct OutputAdjointTask<TReader> : ITask
        where TReader : IReader
    {
        public static bool Writes => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<F, S, V>(in Arguments a, int tile, nint channel, ref float plane)
            where F : IWinograd
            where S : struct, ISimd<V>
            where V : struct
        {
            nint n = F.Output + 2, m = F.Output;
            ref float source = ref Square<TReader, S, V>(a, a.Frames[tile], m, channel, ref Unsafe.Add(ref plane, PlaneFloats), out nint pitch, out nint pixel);
            ref float target = ref Unsafe.Add(ref a.Target, (tile * a.Channels) + channel);
            for (nint i = 0; i < m; i++)
            {
                F.InverseAdjoint<S, V>(ref Unsafe.Add(ref source, i * pixel), pitch, ref Unsafe.Add(ref plane, i * S.Count), m * S.Count);
            }

            for (nint i = 0; i < n; i++)
            {
                F.InverseAdjoint<S, V>(ref Unsafe.Add(ref plane, i * m * S.Count), S.Count, ref Unsafe.Add(ref target, i * n * a.Plane), a.Plane);
            }
        }
    }
}
