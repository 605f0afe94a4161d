namespace Weft.Kernels;

/// <summary>Pictures through maps that are not affine, pixel by pixel.</summary>
internal static class PictureWarp
{
    /// <summary>Through a homography.</summary>
    public static void Tilt(ReadOnlySpan<float> x, Span<float> y, PictureSize size, in Homography map, in Sampling sampling)
    {
        for (int row = 0; row < size.Height; row++)
        {
            for (int column = 0; column < size.Width; column++)
            {
                double depth = (map.G * column) + (map.H * row) + 1;
                double u = ((map.A * column) + (map.B * row) + map.C) / depth, v = ((map.D * column) + (map.E * row) + map.F) / depth;
                Span<float> pixel = y.Slice(((row * size.Width) + column) * size.Channels, size.Channels);

                // At the horizon, and where it lies so near that no picture is that large.
                if (Math.Abs(u) + Math.Abs(v) < int.MaxValue / 2)
                {
                    PictureResampling.Pixel(x, size, pixel, u, v, sampling);
                }
                else
                {
                    pixel.Fill(sampling.FillValue);
                }
            }
        }
    }

    /// <summary>By a way of each pixel's own.</summary>
    /// <param name="x">The picture.</param>
    /// <param name="y">The result.</param>
    /// <param name="size">The extents of both.</param>
    /// <param name="across">How many columns to the right each pixel comes from, before <paramref name="factor"/>.</param>
    /// <param name="down">How many rows further down.</param>
    /// <param name="factor">Multiplies both.</param>
    /// <param name="sampling">What lies between and outside the pixels.</param>
    public static void Bend(ReadOnlySpan<float> x, Span<float> y, PictureSize size, ReadOnlySpan<float> across, ReadOnlySpan<float> down, double factor, in Sampling sampling)
    {
        for (int row = 0; row < size.Height; row++)
        {
            for (int column = 0; column < size.Width; column++)
            {
                int at = (row * size.Width) + column;
                PictureResampling.Pixel(x, size, y.Slice(at * size.Channels, size.Channels), column + (factor * across[at]), row + (factor * down[at]), sampling);
            }
        }
    }
}
