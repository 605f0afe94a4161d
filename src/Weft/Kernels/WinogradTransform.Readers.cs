using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Kernels;

/// <content>How transforms read the pixels of an image: as they are, or normalised on the way (<see cref="PixelNormalization"/>).</content>
internal static partial class WinogradTransform
{
    private interface IReader
    {
        static abstract bool Normalizes { get; }

        static abstract bool IsGradient { get; }

        /// <summary>A pixel, from what the image has there and, of a gradient, from what was normalised.</summary>
        static abstract V Read<S, V>(V pixel, V x, V center, V scale, V offset, V slope, V shift)
            where S : struct, ISimd<V>
            where V : struct;
    }

    private readonly struct Plain : IReader
    {
        public static bool Normalizes => false;

        public static bool IsGradient => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Read<S, V>(V pixel, V x, V center, V scale, V offset, V slope, V shift)
            where S : struct, ISimd<V>
            where V : struct => pixel;
    }

    private readonly struct Normalized : IReader
    {
        public static bool Normalizes => true;

        public static bool IsGradient => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Read<S, V>(V pixel, V x, V center, V scale, V offset, V slope, V shift)
            where S : struct, ISimd<V>
            where V : struct => NormalizationFormulas.Apply<S, V>(S.Subtract(pixel, center), scale, offset);
    }

    private readonly struct NormalizedRelu : IReader
    {
        public static bool Normalizes => true;

        public static bool IsGradient => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Read<S, V>(V pixel, V x, V center, V scale, V offset, V slope, V shift)
            where S : struct, ISimd<V>
            where V : struct => S.Relu(NormalizationFormulas.Apply<S, V>(S.Subtract(pixel, center), scale, offset));
    }

    private readonly struct NormalizedGradient : IReader
    {
        public static bool Normalizes => true;

        public static bool IsGradient => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Read<S, V>(V pixel, V x, V center, V scale, V offset, V slope, V shift)
            where S : struct, ISimd<V>
            where V : struct => NormalizationFormulas.Gradient<S, V>(pixel, S.Subtract(x, center), scale, slope, shift);
    }

    private readonly struct NormalizedReluGradient : IReader
    {
        public static bool Normalizes => true;

        public static bool IsGradient => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Read<S, V>(V pixel, V x, V center, V scale, V offset, V slope, V shift)
            where S : struct, ISimd<V>
            where V : struct
        {
            V distance = S.Subtract(x, center);
            return NormalizationFormulas.Gradient<S, V>(NormalizationFormulas.Mask<S, V>(pixel, distance, scale, offset), distance, scale, slope, shift);
        }
    }

    // A tile's square of the image, with its distances between rows and pixels: in the image itself, or where a border cuts it or pixels change on the way, a copy.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float Square<TReader, S, V>(in Arguments a, TileFrame frame, nint side, nint channel, ref float copy, out nint pitch, out nint pixel)
        where TReader : IReader
        where S : struct, ISimd<V>
        where V : struct
    {
        if (!TReader.Normalizes && frame.IsWhole(side))
        {
            (pitch, pixel) = (a.Pitch, a.Channels);
            return ref Unsafe.Add(ref a.Source, frame.Corner + channel);
        }

        Copy<TReader, S, V>(a, frame, side, channel, ref copy);
        (pitch, pixel) = (side * S.Count, S.Count);
        return ref copy;
    }

    // A square with zeros where it lies outside.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<TReader, S, V>(in Arguments a, TileFrame frame, nint side, nint channel, ref float square)
        where TReader : IReader
        where S : struct, ISimd<V>
        where V : struct
    {
        PixelNormalization n = a.Normalization;
        V center = TReader.Normalizes ? Constant<S, V>(n.Center, channel) : S.Zero;
        V scale = TReader.Normalizes ? Constant<S, V>(n.Scale, channel) : S.Zero;
        V offset = TReader.Normalizes ? Constant<S, V>(n.Offset, channel) : S.Zero;
        V slope = TReader.IsGradient ? Constant<S, V>(n.Slope, channel) : S.Zero;
        V shift = TReader.IsGradient ? Constant<S, V>(n.Shift, channel) : S.Zero;
        for (nint i = 0; i < side; i++)
        {
            ref float row = ref Unsafe.Add(ref square, i * side * S.Count);
            bool isInside = i >= frame.Top && i < frame.Bottom;
            nint left = isInside ? frame.Left : side, right = isInside ? frame.Right : side, first = frame.Corner + (i * a.Pitch) + channel;
            ref float source = ref Unsafe.Add(ref a.Source, first);
            ref float x = ref TReader.IsGradient ? ref Unsafe.Add(ref MemoryMarshal.GetReference(n.X), first) : ref source;
            nint j = 0;
            for (; j < left; j++)
            {
                S.Store(S.Zero, ref row, j * S.Count);
            }

            for (; j < right; j++)
            {
                nint at = j * a.Channels;
                S.Store(TReader.Read<S, V>(S.Load(ref source, at), TReader.IsGradient ? S.Load(ref x, at) : S.Zero, center, scale, offset, slope, shift), ref row, j * S.Count);
            }

            for (; j < side; j++)
            {
                S.Store(S.Zero, ref row, j * S.Count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Constant<S, V>(ReadOnlySpan<float> values, nint channel)
        where S : struct, ISimd<V>
        where V : struct => S.Load(ref MemoryMarshal.GetReference(values), channel);
}
