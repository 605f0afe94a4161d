namespace Weft.Imaging;

/// <summary>Turns red, green, blue and alpha into grey or colour over a backdrop.</summary>
internal static class PixelFlattening
{
    /// <summary>All pixels, as a new array.</summary>
    public static byte[] Over(ReadOnlySpan<byte> rgba, int channels, byte backdrop)
    {
        byte[] flat = new byte[rgba.Length / 4 * channels];
        Over(rgba, flat, channels, backdrop);
        return flat;
    }

    /// <summary>All pixels, into a span of as many with 1 or 3 channels. Grey is <c>0.299 r + 0.587 g + 0.114 b</c>.</summary>
    public static void Over(ReadOnlySpan<byte> rgba, Span<byte> flat, int channels, byte backdrop)
    {
        for (int i = 0; i < rgba.Length / 4; i++)
        {
            ReadOnlySpan<byte> pixel = rgba.Slice(i * 4, 4);
            if (channels == 1)
            {
                flat[i] = Over(backdrop, (299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2] + 500) / 1000, pixel[3]);
                continue;
            }

            for (int c = 0; c < channels; c++)
            {
                flat[(i * channels) + c] = Over(backdrop, pixel[c], pixel[3]);
            }
        }
    }

    private static byte Over(byte backdrop, int value, int alpha) => alpha == 255 ? (byte)value
        : (byte)((value * alpha + backdrop * (255 - alpha) + 127) / 255);
}
