namespace Weft.Kernels;

/// <summary>Pictures through an affine map: for every pixel of the output, the input's value at the place it comes from.</summary>
/// <remarks>
/// Places are computed in double precision. Nearest: the pixel at <c>floor(place + 1/2)</c>. Bilinear: with i and f the whole and the fractional part of a coordinate,
/// <c>(1 - f) x[i] + f x[i + 1]</c> along both axes; pixels outside are what the fill mode says, each by itself.
/// </remarks>
internal static class PictureResampling
{
    /// <param name="x">The input.</param>
    /// <param name="from">Its extents.</param>
    /// <param name="y">The output.</param>
    /// <param name="to">Its extents; as many channels.</param>
    /// <param name="map">From places in the output to places in the input.</param>
    /// <param name="sampling">What lies between and outside the pixels.</param>
    public static void Run(ReadOnlySpan<float> x, PictureSize from, Span<float> y, PictureSize to, in Affine map, in Sampling sampling)
    {
        for (int row = 0; row < to.Height; row++)
        {
            Line line = new((map.B * row) + map.C, map.A, (map.E * row) + map.F, map.D);
            Span<float> pixels = y.Slice(row * to.Width * to.Channels, to.Width * to.Channels);
            if (sampling.Interpolation == Interpolation.Bilinear && to.Channels == 1)
            {
                Grey(x, from, pixels, line, sampling);
                continue;
            }

            for (int column = 0; column < to.Width; column++)
            {
                Span<float> pixel = pixels.Slice(column * to.Channels, to.Channels);
                if (sampling.Interpolation == Interpolation.Nearest)
                {
                    Nearest(x, from, pixel, line.U(column), line.V(column), sampling);
                }
                else
                {
                    Bilinear(x, from, pixel, line.U(column), line.V(column), sampling);
                }
            }
        }
    }

    /// <summary>Where the pixels of one row of the output come from.</summary>
    private readonly record struct Line(double StartU, double StepU, double StartV, double StepV)
    {
        public double U(int column) => StartU + (StepU * column);

        public double V(int column) => StartV + (StepV * column);
    }

    // Bilinear, one channel: no loop over channels and no span per pixel where all four neighbours are inside.
    private static void Grey(ReadOnlySpan<float> x, PictureSize size, Span<float> pixels, Line line, in Sampling sampling)
    {
        uint columns = (uint)(size.Width - 1), rows = (uint)(size.Height - 1);
        for (int i = 0; i < pixels.Length; i++)
        {
            double u = line.U(i), v = line.V(i);
            double left = Math.Floor(u), top = Math.Floor(v);
            int column = (int)left, row = (int)top;
            if ((uint)column >= columns || (uint)row >= rows)
            {
                Bilinear(x, size, pixels.Slice(i, 1), u, v, sampling);
                continue;
            }

            float right = (float)(u - left), bottom = (float)(v - top);
            int corner = (row * size.Width) + column;
            float above = ((1 - right) * x[corner]) + (right * x[corner + 1]);
            float below = ((1 - right) * x[corner + size.Width]) + (right * x[corner + size.Width + 1]);
            pixels[i] = ((1 - bottom) * above) + (bottom * below);
        }
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
