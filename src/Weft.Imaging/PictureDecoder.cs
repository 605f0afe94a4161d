using SkiaSharp;

namespace Weft.Imaging;

/// <summary>Turns picture files into bytes: first frame, upright, over white, grey or colour.</summary>
internal static class PictureDecoder
{
    private const long PixelLimit = 100_000_000;

    public static Picture Decode(ReadOnlySpan<byte> bytes, int channels, string name)
    {
        using SKData data = SKData.CreateCopy(bytes);
        using SKCodec codec = SKCodec.Create(data)
            ?? throw new DataException($"{name}: expected a picture (JPEG, PNG, WebP, GIF, BMP or ICO), got {bytes.Length} bytes of something else. Convert it first.");
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > PixelLimit)
        {
            throw new DataException($"{name}: expected at most {PixelLimit} pixels, got {width}x{height}. Scale the picture down first.");
        }

        SKImageInfo rgba = new(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        SKCodecResult result = codec.GetPixels(rgba, out byte[] pixels);
        if (result != SKCodecResult.Success)
        {
            throw new DataException($"{name}: expected a whole {codec.EncodedFormat} picture of {width}x{height}, got a damaged or incomplete one ({result}). Fetch the file again.");
        }

        byte[] flat = channels == 1 ? GreyOverWhite(pixels) : ColourOverWhite(pixels);
        return Upright(flat, width, height, channels, codec.EncodedOrigin);
    }

    private static byte[] GreyOverWhite(ReadOnlySpan<byte> rgba)
    {
        byte[] grey = new byte[rgba.Length / 4];
        for (int i = 0; i < grey.Length; i++)
        {
            ReadOnlySpan<byte> pixel = rgba.Slice(i * 4, 4);
            int luma = (299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2] + 500) / 1000;
            grey[i] = OverWhite(luma, pixel[3]);
        }

        return grey;
    }

    private static byte[] ColourOverWhite(ReadOnlySpan<byte> rgba)
    {
        byte[] colour = new byte[rgba.Length / 4 * 3];
        for (int i = 0; i < rgba.Length / 4; i++)
        {
            ReadOnlySpan<byte> pixel = rgba.Slice(i * 4, 4);
            for (int c = 0; c < 3; c++)
            {
                colour[i * 3 + c] = OverWhite(pixel[c], pixel[3]);
            }
        }

        return colour;
    }

    private static byte OverWhite(int value, int alpha) => (byte)((value * alpha + 255 * (255 - alpha) + 127) / 255);

    // The origin says where the stored first row and column belong: TopRight is mirrored, RightTop is turned, and so on.
    private static Picture Upright(byte[] pixels, int width, int height, int channels, SKEncodedOrigin origin)
    {
        bool transposed = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        bool fromRight = origin is SKEncodedOrigin.TopRight or SKEncodedOrigin.BottomRight or SKEncodedOrigin.LeftBottom or SKEncodedOrigin.RightBottom;
        bool fromBottom = origin is SKEncodedOrigin.BottomRight or SKEncodedOrigin.BottomLeft or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom;
        if (!transposed && !fromRight && !fromBottom)
        {
            return new Picture(width, height, channels, pixels);
        }

        (int uprightWidth, int uprightHeight) = transposed ? (height, width) : (width, height);
        byte[] upright = new byte[pixels.Length];
        for (int y = 0; y < uprightHeight; y++)
        {
            for (int x = 0; x < uprightWidth; x++)
            {
                (int column, int row) = transposed ? (y, x) : (x, y);
                int storedX = fromRight ? width - 1 - column : column;
                int storedY = fromBottom ? height - 1 - row : row;
                pixels.AsSpan((storedY * width + storedX) * channels, channels).CopyTo(upright.AsSpan((y * uprightWidth + x) * channels));
            }
        }

        return new Picture(uprightWidth, uprightHeight, channels, upright);
    }
}
