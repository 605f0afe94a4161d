using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Kernels;

/// <summary>Shifted and mirrored pictures: rows are copied whole, and where the shift has a fraction, two neighbours are mixed with the same two weights everywhere.</summary>
/// <remarks>A shift by whole pixels is an exact copy.</remarks>
internal static class PictureShift
{
    /// <summary>Floats of scratch memory that <see cref="Run"/> needs.</summary>
    public static int Scratch(PictureSize size) => 2 * (size.Width + 1) * size.Channels;

    /// <summary>Along one axis, output pixel i is <c>(1 - Part) P[i] + Part P[i + 1]</c> with <c>P[i]</c> the input's pixel <c>Sign i + Start</c>.</summary>
    private readonly record struct Axis(int Sign, int Start, float Part)
    {
        public static Axis Of(double sign, double offset, Interpolation interpolation)
        {
            if (interpolation == Interpolation.Nearest)
            {
                return new Axis(Math.Sign(sign), (int)Math.Floor(offset + 0.5), 0);
            }

            // Mirrored, the next pixel of the output is the one before in the input.
            double start = sign > 0 ? Math.Floor(offset) : Math.Ceiling(offset);
            return new Axis(Math.Sign(sign), (int)start, (float)Math.Abs(offset - start));
        }

        public int At(int index) => (Sign * index) + Start;
    }

    /// <param name="x">The picture.</param>
    /// <param name="y">Where the new picture goes.</param>
    /// <param name="size">The extents of both.</param>
    /// <param name="map">Where its pixels come from; a shift.</param>
    /// <param name="sampling">What lies between and outside the pixels.</param>
    /// <param name="scratch">See <see cref="Scratch"/>.</param>
    public static void Run(ReadOnlySpan<float> x, Span<float> y, PictureSize size, in Affine map, in Sampling sampling, Span<float> scratch)
    {
        Axis columns = Axis.Of(map.A, map.C, sampling.Interpolation), rows = Axis.Of(map.E, map.F, sampling.Interpolation);
        int stride = size.Width * size.Channels;
        if (columns.Part == 0 && rows.Part == 0)
        {
            for (int row = 0; row < size.Height; row++)
            {
                Line(x, rows.At(row), y.Slice(row * stride, stride), size, columns, sampling);
            }

            return;
        }

        int padded = stride + size.Channels;
        Span<float> upper = scratch[..padded], lower = scratch.Slice(padded, padded);
        Line(x, rows.At(0), upper, size, columns, sampling);
        for (int row = 0; row < size.Height; row++)
        {
            Line(x, rows.At(row + 1), lower, size, columns, sampling);
            Mix(upper, lower, rows.Part, columns.Part, size.Channels, y.Slice(row * stride, stride));
            Span<float> next = upper;
            upper = lower;
            lower = next;
        }
    }

    private static void Mix(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, float down, float right, int channels, Span<float> output)
    {
        switch (Simd.For(output.Length))
        {
            case Lanes.Sixteen:
                Mix<Simd512, Vector512<float>>(upper, lower, down, right, channels, output);
                break;
            case Lanes.Eight:
                Mix<Simd256, Vector256<float>>(upper, lower, down, right, channels, output);
                break;
            default:
                Mix<Simd128, Vector128<float>>(upper, lower, down, right, channels, output);
                break;
        }
    }

    // Two rows with the weights of the one axis, and of the result neighbours with those of the other.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mix<S, V>(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, float down, float right, int channels, Span<float> output)
        where S : struct, ISimd<V>
        where V : struct
    {
        ref float u = ref MemoryMarshal.GetReference(upper);
        ref float l = ref MemoryMarshal.GetReference(lower);
        ref float y = ref MemoryMarshal.GetReference(output);
        int i = 0;
        for (; i + S.Count <= output.Length; i += S.Count)
        {
            Mix<S, V>(ref Unsafe.Add(ref u, i), ref Unsafe.Add(ref l, i), down, right, channels, ref Unsafe.Add(ref y, i));
        }

        for (; i < output.Length; i++)
        {
            Mix<Simd1, float>(ref Unsafe.Add(ref u, i), ref Unsafe.Add(ref l, i), down, right, channels, ref Unsafe.Add(ref y, i));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix<S, V>(ref float upper, ref float lower, float down, float right, nint channels, ref float output)
        where S : struct, ISimd<V>
        where V : struct
    {
        V here = S.MultiplyAdd(S.Splat(down), S.Load(ref lower, 0), S.Multiply(S.Splat(1 - down), S.Load(ref upper, 0)));
        V next = S.MultiplyAdd(S.Splat(down), S.Load(ref lower, channels), S.Multiply(S.Splat(1 - down), S.Load(ref upper, channels)));
        S.Store(S.MultiplyAdd(S.Splat(right), next, S.Multiply(S.Splat(1 - right), here)), ref output, 0);
    }

    /// <summary>The pixels <c>Sign i + Start</c> of one row of the input, one after another.</summary>
    private static void Line(ReadOnlySpan<float> x, int row, Span<float> line, PictureSize size, Axis columns, in Sampling sampling)
    {
        int channels = size.Channels;
        row = sampling.Inside(row, size.Height);
        if (row < 0)
        {
            line.Fill(sampling.FillValue);
            return;
        }

        ReadOnlySpan<float> source = x.Slice(row * size.Width * channels, size.Width * channels);
        int count = line.Length / channels;
        int begin = columns.Sign > 0 ? -columns.Start : columns.Start - size.Width + 1;
        int end = Math.Clamp(begin + size.Width, 0, count);
        begin = Math.Clamp(begin, 0, count);
        if (begin < end)
        {
            int first = columns.Sign > 0 ? columns.At(begin) : columns.At(end - 1);
            Copy(source.Slice(first * channels, (end - begin) * channels), line.Slice(begin * channels, (end - begin) * channels), channels, columns.Sign < 0);
        }

        Outside(source, line, 0, begin, size, columns, sampling);
        Outside(source, line, end, count, size, columns, sampling);
    }

    private static void Copy(ReadOnlySpan<float> source, Span<float> line, int channels, bool mirrored)
    {
        if (!mirrored || channels == 1)
        {
            source.CopyTo(line);
            if (mirrored)
            {
                line.Reverse();
            }

            return;
        }

        for (int at = 0; at < source.Length; at += channels)
        {
            source.Slice(at, channels).CopyTo(line[(line.Length - at - channels)..]);
        }
    }

    private static void Outside(ReadOnlySpan<float> source, Span<float> line, int begin, int end, PictureSize size, Axis columns, in Sampling sampling)
    {
        int channels = size.Channels;
        for (int i = begin; i < end; i++)
        {
            int column = sampling.Inside(columns.At(i), size.Width);
            Span<float> pixel = line.Slice(i * channels, channels);
            if (column < 0)
            {
                pixel.Fill(sampling.FillValue);
            }
            else
            {
                source.Slice(column * channels, channels).CopyTo(pixel);
            }
        }
    }
}
