namespace Weft.Imaging;

/// <summary>What a photo's background looks like, judged by its border, and which pixels differ from it.</summary>
/// <param name="Colour">The median of the border, per channel: something that reaches the edge does not shift it as it shifts a mean.</param>
/// <param name="Tolerance">How far a channel may be from the median and still be background.</param>
internal sealed record PhotoBackground(byte[] Colour, int Tolerance)
{
    // Fashion-MNIST's own trimming takes what is within 5 % for background; noisy and unevenly lit ones get more, up to a bound beyond which pale things would vanish.
    private const double LeastTolerance = 0.05 * 255;
    private const double MostTolerance = 60;
    private const double NoiseFactor = 4;

    // The median of absolute deviations of a normal distribution, as a multiple of its standard deviation, is 1 / 1.4826.
    private const double DeviationToSigma = 1.4826;

    public bool IsLight => (Colour.Length == 1 ? Colour[0] : (299 * Colour[0] + 587 * Colour[1] + 114 * Colour[2]) / 1000) > 127;

    public static PhotoBackground Of(Picture picture)
    {
        byte[] colour = new byte[picture.Channels];
        double noise = 0;
        for (int c = 0; c < picture.Channels; c++)
        {
            byte[] border = Border(picture, c);
            colour[c] = Median(border);
            byte median = colour[c];
            noise = Math.Max(noise, Median(Array.ConvertAll(border, value => (byte)Math.Abs(value - median))) * DeviationToSigma);
        }

        return new PhotoBackground(colour, (int)Math.Clamp(NoiseFactor * noise, LeastTolerance, MostTolerance));
    }

    /// <summary>For each pixel whether it differs from the background.</summary>
    public bool[] Foreground(Picture picture)
    {
        bool[] mask = new bool[picture.Width * picture.Height];
        ReadOnlySpan<byte> pixels = picture.Pixels;
        for (int i = 0; i < mask.Length; i++)
        {
            for (int c = 0; c < Colour.Length; c++)
            {
                mask[i] |= Math.Abs(pixels[i * Colour.Length + c] - Colour[c]) > Tolerance;
            }
        }

        return mask;
    }

    private static byte[] Border(Picture picture, int channel)
    {
        List<byte> border = [];
        for (int y = 0; y < picture.Height; y++)
        {
            bool wholeRow = y == 0 || y == picture.Height - 1;
            int step = wholeRow || picture.Width == 1 ? 1 : picture.Width - 1;
            for (int x = 0; x < picture.Width; x += step)
            {
                border.Add(picture.Pixels[(y * picture.Width + x) * picture.Channels + channel]);
            }
        }

        return [.. border];
    }

    private static byte Median(byte[] values)
    {
        byte[] sorted = [.. values];
        Array.Sort(sorted);
        return sorted[sorted.Length / 2];
    }
}
