namespace Weft.Imaging;

/// <summary>Sharpens with a Gaussian of standard deviation 1 over the 3x3 neighbourhood, the step of Fashion-MNIST's own preparation.</summary>
/// <remarks>
/// With <c>g</c> the Gaussian, the weights are <c>-g</c> around and twice the sum of all <c>g</c> in the middle, divided by their sum: a flat area stays as it is. The border is continued outwards.
/// </remarks>
internal static class PictureSharpening
{
    private const double Edge = 0.60653065971263342; // exp(-1/2), relative to the middle
    private const double Corner = 0.36787944117144233; // exp(-1)
    private const double All = 1 + 4 * Edge + 4 * Corner;
    private const double Total = All + 1; // 2 All - (All - 1)

    public static Picture Sharpen(Picture picture)
    {
        (int width, int height, int channels) = (picture.Width, picture.Height, picture.Channels);
        byte[] sharp = new byte[picture.Pixels.Length];
        ReadOnlySpan<byte> pixels = picture.Pixels;
        for (int y = 0; y < height; y++)
        {
            (int above, int below) = (Math.Max(y - 1, 0), Math.Min(y + 1, height - 1));
            for (int x = 0; x < width; x++)
            {
                (int before, int after) = (Math.Max(x - 1, 0), Math.Min(x + 1, width - 1));
                for (int c = 0; c < channels; c++)
                {
                    int edges = At(pixels, before, y, c) + At(pixels, after, y, c) + At(pixels, x, above, c) + At(pixels, x, below, c);
                    int corners = At(pixels, before, above, c) + At(pixels, after, above, c) + At(pixels, before, below, c) + At(pixels, after, below, c);
                    double value = (2 * All * At(pixels, x, y, c) - Edge * edges - Corner * corners) / Total;
                    sharp[(y * width + x) * channels + c] = (byte)Math.Clamp(value + 0.5, 0, 255);
                }
            }
        }

        return new Picture(width, height, channels, sharp);

        int At(ReadOnlySpan<byte> from, int x, int y, int c) => from[(y * width + x) * channels + c];
    }
}
