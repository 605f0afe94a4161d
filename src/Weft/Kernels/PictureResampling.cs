using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Weft.Kernels;

/// <summary>Pictures through an affine map: for every pixel of the output, the input's value at the place it comes from.</summary>
/// <remarks>
/// Places are computed in double precision. Nearest: the pixel at <c>floor(place + 1/2)</c>. Bilinear: with i and f the whole and the fractional part of a coordinate,
/// <c>(1 - f) x[i] + f x[i + 1]</c> along both axes; pixels outside are what the fill mode says, each by itself.
/// </remarks>
internal static class PictureResampling
{
    /// <param name="x">The input.</param>
    /// <param name="borders">Its extents, and what lies between and outside its pixels.</param>
    /// <param name="y">The output.</param>
    /// <param name="to">Its extents; as many channels.</param>
    /// <param name="map">From places in the output to places in the input.</param>
    public static void Run(ReadOnlySpan<float> x, PictureBorders borders, Span<float> y, PictureSize to, in Affine map)
    {
        (PictureSize from, Sampling sampling) = (borders.Size, borders.Sampling);
        for (int row = 0; row < to.Height; row++)
        {
            Line line = new((map.B * row) + map.C, map.A, (map.E * row) + map.F, map.D);
            Span<float> pixels = y.Slice(row * to.Width * to.Channels, to.Width * to.Channels);
            if (sampling.Interpolation == Interpolation.Bilinear && to.Channels == 1)
            {
                Grey(x, borders, pixels, line);
                continue;
            }

            for (int column = 0; column < to.Width; column++)
            {
                Pixel(x, from, pixels.Slice(column * to.Channels, to.Channels), line.U(column), line.V(column), sampling);
            }
        }
    }

    /// <summary>The picture's value at one place.</summary>
    /// <param name="x">The picture.</param>
    /// <param name="size">Its extents.</param>
    /// <param name="pixel">Where the value goes.</param>
    /// <param name="u">The place's column.</param>
    /// <param name="v">Its row.</param>
    /// <param name="sampling">What lies between and outside the pixels.</param>
    public static void Pixel(ReadOnlySpan<float> x, PictureSize size, Span<float> pixel, double u, double v, in Sampling sampling)
    {
        if (sampling.Interpolation == Interpolation.Nearest)
        {
            Nearest(x, size, pixel, u, v, sampling);
        }
        else
        {
            Bilinear(x, size, pixel, u, v, sampling);
        }
    }

    /// <summary>Where the pixels of one row of the output come from.</summary>
    private readonly record struct Line(double StartU, double StepU, double StartV, double StepV)
    {
        public double U(int column) => StartU + (StepU * column);

        public double V(int column) => StartV + (StepV * column);
    }

    // Bilinear, one channel: eight pixels at a time, their four neighbours gathered.
    private static void Grey(ReadOnlySpan<float> x, PictureBorders borders, Span<float> pixels, Line line)
    {
        int first = Avx2.IsSupported ? GreyByEights(x, borders, pixels, line) : 0;
        for (int i = first; i < pixels.Length; i++)
        {
            Bilinear(x, borders.Size, pixels.Slice(i, 1), line.U(i), line.V(i), borders.Sampling);
        }
    }

    // Gives how many pixels it did. The same numbers as one by one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe int GreyByEights(ReadOnlySpan<float> x, PictureBorders borders, Span<float> pixels, Line line)
    {
        (int height, int width, _) = borders.Size;
        Vector256<int> pitch = Vector256.Create(width), before = Vector256.Create(height);
        Vector256<uint> columns = Vector256.Create((uint)(width - 1)), rows = Vector256.Create((uint)(height - 1));
        Vector256<uint> nearColumns = Vector256.Create((uint)((3 * width) - 1)), nearRows = Vector256.Create((uint)((3 * height) - 1));
        Vector256<float> fill = Vector256.Create(borders.Sampling.FillValue);
        int i = 0;
        fixed (float* picture = x)
        fixed (int* columnAt = borders.Columns, rowAt = borders.Rows)
        {
            for (; i + Vector256<float>.Count <= pixels.Length; i += Vector256<float>.Count)
            {
                Vector256<int> column = Split(line.StartU, line.StepU, i, out Vector256<float> right), row = Split(line.StartV, line.StepV, i, out Vector256<float> bottom);
                Vector256<float> upperLeft, upperRight, lowerLeft, lowerRight;
                if ((Vector256.LessThan(column.AsUInt32(), columns) & Vector256.LessThan(row.AsUInt32(), rows)) == Vector256<uint>.AllBitsSet)
                {
                    Vector256<int> corner = (row * pitch) + column;
                    upperLeft = Avx2.GatherVector256(picture, corner, sizeof(float));
                    upperRight = Avx2.GatherVector256(picture + 1, corner, sizeof(float));
                    lowerLeft = Avx2.GatherVector256(picture + width, corner, sizeof(float));
                    lowerRight = Avx2.GatherVector256(picture + width + 1, corner, sizeof(float));
                }
                else if ((Vector256.LessThan((column + pitch).AsUInt32(), nearColumns) & Vector256.LessThan((row + before).AsUInt32(), nearRows)) == Vector256<uint>.AllBitsSet)
                {
                    Vector256<int> left = Avx2.GatherVector256(columnAt, column + pitch, sizeof(int)), next = Avx2.GatherVector256(columnAt + 1, column + pitch, sizeof(int));
                    Vector256<int> upper = Avx2.GatherVector256(rowAt, row + before, sizeof(int)), lower = Avx2.GatherVector256(rowAt + 1, row + before, sizeof(int));
                    upperLeft = Looked(picture, upper, left, pitch, fill);
                    upperRight = Looked(picture, upper, next, pitch, fill);
                    lowerLeft = Looked(picture, lower, left, pitch, fill);
                    lowerRight = Looked(picture, lower, next, pitch, fill);
                }
                else
                {
                    for (int at = i; at < i + Vector256<float>.Count; at++)
                    {
                        Bilinear(x, borders.Size, pixels.Slice(at, 1), line.U(at), line.V(at), borders.Sampling);
                    }

                    continue;
                }

                Vector256<float> above = ((Vector256<float>.One - right) * upperLeft) + (right * upperRight);
                Vector256<float> below = ((Vector256<float>.One - right) * lowerLeft) + (right * lowerRight);
                (((Vector256<float>.One - bottom) * above) + (bottom * below)).StoreUnsafe(ref MemoryMarshal.GetReference(pixels), (nuint)i);
            }
        }

        return i;
    }

    // Pixels of rows and columns that may be -1, which stands for the fill value.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<float> Looked(float* picture, Vector256<int> row, Vector256<int> column, Vector256<int> pitch, Vector256<float> fill)
    {
        Vector256<int> isFilled = Vector256.LessThan(row | column, Vector256<int>.Zero);
        Vector256<float> value = Avx2.GatherVector256(picture, Vector256.AndNot((row * pitch) + column, isFilled), sizeof(float));
        return Vector256.ConditionalSelect(isFilled.AsSingle(), fill, value);
    }

    // The whole and the fractional parts of eight neighbours' coordinates.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Split(double start, double step, int first, out Vector256<float> part)
    {
        Vector256<double> indices = Vector256.Create(0.0, 1, 2, 3) + Vector256.Create((double)first);
        Vector256<double> low = Vector256.Create(start) + (Vector256.Create(step) * indices);
        Vector256<double> high = Vector256.Create(start) + (Vector256.Create(step) * (indices + Vector256.Create(4.0)));
        Vector256<double> lowFloor = Vector256.Floor(low), highFloor = Vector256.Floor(high);
        part = Vector256.Narrow(low - lowFloor, high - highFloor);
        return Vector256.Create(Avx.ConvertToVector128Int32WithTruncation(lowFloor), Avx.ConvertToVector128Int32WithTruncation(highFloor));
    }

    private static void Nearest(ReadOnlySpan<float> x, PictureSize size, Span<float> pixel, double u, double v, in Sampling sampling)
    {
        int column = sampling.Inside((int)Math.Floor(u + 0.5), size.Width), row = sampling.Inside((int)Math.Floor(v + 0.5), size.Height);
        if (column < 0 || row < 0)
        {
            pixel.Fill(sampling.FillValue);
            return;
        }

        x.Slice(((row * size.Width) + column) * size.Channels, size.Channels).CopyTo(pixel);
    }

    private static void Bilinear(ReadOnlySpan<float> x, PictureSize size, Span<float> pixel, double u, double v, in Sampling sampling)
    {
        double left = Math.Floor(u), top = Math.Floor(v);
        float right = (float)(u - left), bottom = (float)(v - top);
        int column = (int)left, row = (int)top;
        int channels = size.Channels, stride = size.Width * channels;
        if ((uint)column < (uint)(size.Width - 1) && (uint)row < (uint)(size.Height - 1))
        {
            ReadOnlySpan<float> corner = x.Slice((row * stride) + (column * channels), stride + (2 * channels));
            for (int c = 0; c < pixel.Length; c++)
            {
                float above = ((1 - right) * corner[c]) + (right * corner[channels + c]);
                float below = ((1 - right) * corner[stride + c]) + (right * corner[stride + channels + c]);
                pixel[c] = ((1 - bottom) * above) + (bottom * below);
            }

            return;
        }

        int column0 = sampling.Inside(column, size.Width), column1 = sampling.Inside(column + 1, size.Width);
        int row0 = sampling.Inside(row, size.Height), row1 = sampling.Inside(row + 1, size.Height);
        for (int c = 0; c < pixel.Length; c++)
        {
            float above = ((1 - right) * At(x, size, row0, column0, c, sampling)) + (right * At(x, size, row0, column1, c, sampling));
            float below = ((1 - right) * At(x, size, row1, column0, c, sampling)) + (right * At(x, size, row1, column1, c, sampling));
            pixel[c] = ((1 - bottom) * above) + (bottom * below);
        }
    }

    private static float At(ReadOnlySpan<float> x, PictureSize size, int row, int column, int channel, in Sampling sampling) =>
        row < 0 || column < 0 ? sampling.FillValue : x[(((row * size.Width) + column) * size.Channels) + channel];
}
