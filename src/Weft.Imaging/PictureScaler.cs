namespace Weft.Imaging;

/// <summary>Resizes pictures along one axis after the other: area means when shrinking, linear interpolation when growing.</summary>
/// <remarks>Network inputs are tiny; Skia's mipmaps are only near an area mean there, so the exact one is taken here.</remarks>
internal static class PictureScaler
{
    public static Picture Resize(Picture picture, int width, int height)
    {
        int channels = picture.Channels;
        Taps[] columns = TapsFor(picture.Width, width);
        float[] narrow = new float[picture.Height * width * channels];
        ReadOnlySpan<byte> pixels = picture.Pixels;
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                for (int c = 0; c < channels; c++)
                {
                    float sum = 0;
                    for (int k = 0; k < columns[x].Weights.Length; k++)
                    {
                        sum += columns[x].Weights[k] * pixels[(y * picture.Width + columns[x].First + k) * channels + c];
                    }

                    narrow[(y * width + x) * channels + c] = sum;
                }
            }
        }

        return new Picture(width, height, channels, ResizeRows(narrow, width * channels, TapsFor(picture.Height, height)));
    }

    private static byte[] ResizeRows(float[] rows, int rowLength, Taps[] taps)
    {
        byte[] result = new byte[taps.Length * rowLength];
        for (int y = 0; y < taps.Length; y++)
        {
            for (int i = 0; i < rowLength; i++)
            {
                float sum = 0;
                for (int k = 0; k < taps[y].Weights.Length; k++)
                {
                    sum += taps[y].Weights[k] * rows[(taps[y].First + k) * rowLength + i];
                }

                result[y * rowLength + i] = (byte)Math.Clamp(sum + 0.5f, 0, 255);
            }
        }

        return result;
    }

    private static Taps[] TapsFor(int from, int to)
    {
        double scale = (double)from / to;
        Taps[] taps = new Taps[to];
        for (int i = 0; i < to; i++)
        {
            taps[i] = scale >= 1 ? Area(i * scale, (i + 1) * scale, from) : Linear((i + 0.5) * scale - 0.5, from);
        }

        return taps;
    }

    private static Taps Area(double start, double end, int extent)
    {
        int first = (int)start;
        int last = Math.Min((int)Math.Ceiling(end - 1e-9), extent);
        float[] weights = new float[last - first];
        for (int k = 0; k < weights.Length; k++)
        {
            weights[k] = (float)((Math.Min(end, first + k + 1) - Math.Max(start, first + k)) / (end - start));
        }

        return new Taps(first, weights);
    }

    private static Taps Linear(double centre, int extent)
    {
        double inside = Math.Clamp(centre, 0, extent - 1);
        int first = Math.Min((int)inside, Math.Max(extent - 2, 0));
        float upper = (float)(inside - first);
        return extent == 1 ? new Taps(0, [1]) : new Taps(first, [1 - upper, upper]);
    }

    private readonly record struct Taps(int First, float[] Weights);
}
