using System.Runtime.InteropServices;

using SkiaSharp;

namespace Weft.Imaging;

/// <summary>How a file becomes pixels.</summary>
/// <param name="AtLeast">A longer edge that is enough, in pixels; 0 keeps the size.</param>
/// <param name="Orient">Whether the EXIF orientation is followed.</param>
/// <param name="Backdrop">What shows through where the picture is transparent: 255 for white, 0 for black.</param>
internal readonly record struct DecodingOptions(int AtLeast = 0, bool Orient = true, byte Backdrop = 255)
{
    public DecodingOptions()
        : this(0)
    {
    }
}

/// <summary>Turns picture files into bytes: first frame, upright, over white, grey or colour.</summary>
internal static class PictureDecoder
{
    private const long PixelLimit = 100_000_000;

    public static Picture Decode(ReadOnlySpan<byte> bytes, int channels, string name, DecodingOptions options)
    {
        if (bytes.IsEmpty)
        {
            throw new DataException($"{name}: expected a picture, the file is empty. Fetch it again, or remove it.");
        }

        using SKData data = SKData.CreateCopy(bytes);
        using SKCodec codec = SKCodec.Create(data)
            ?? throw new DataException($"{name}: expected a picture (JPEG, PNG, WebP, GIF, BMP or ICO), got {bytes.Length} bytes of something else. Convert it first.");
        (int fullWidth, int fullHeight) = (codec.Info.Width, codec.Info.Height);
        if ((long)fullWidth * fullHeight > PixelLimit)
        {
            throw new DataException($"{name}: expected at most {PixelLimit} pixels, got {fullWidth}x{fullHeight}. Scale the picture down first.");
        }

        (int width, int height) = ReducedSize(codec, options.AtLeast);
        SKImageInfo rgba = new(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        byte[] pixels = new byte[rgba.BytesSize];
        GCHandle pinned = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        try
        {
            SKCodecResult result = codec.GetPixels(rgba, pinned.AddrOfPinnedObject());
            if (result != SKCodecResult.Success)
            {
                throw new DataException($"{name}: expected a whole {codec.EncodedFormat} picture of {fullWidth}x{fullHeight}, got a damaged or incomplete one ({result}). Fetch the file again.");
            }
        }
        finally
        {
            pinned.Free();
        }

        byte[] flat = channels == 1 ? GreyOver(pixels, options.Backdrop) : ColourOver(pixels, options.Backdrop);
        return options.Orient ? Upright(flat, width, height, channels, codec.EncodedOrigin) : new Picture(width, height, channels, flat);
    }

    // A JPEG can be decoded at eighths of its size for a fraction of the work and memory.
    private static (int Width, int Height) ReducedSize(SKCodec codec, int atLeast)
    {
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        int longer = Math.Max(width, height);
        if (atLeast == 0 || longer <= atLeast)
        {
            return (width, height);
        }

        float eighths = MathF.Ceiling(8f * atLeast / longer);
        SKSizeI reduced = codec.GetScaledDimensions(eighths / 8);
        return Math.Max(reduced.Width, reduced.Height) >= atLeast ? (reduced.Width, reduced.Height) : (width, height);
    }

    private static byte[] GreyOver(ReadOnlySpan<byte> rgba, byte backdrop)
    {
        byte[] grey = new byte[rgba.Length / 4];
        for (int i = 0; i < grey.Length; i++)
        {
            ReadOnlySpan<byte> pixel = rgba.Slice(i * 4, 4);
            int luma = (299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2] + 500) / 1000;
            grey[i] = Over(backdrop, luma, pixel[3]);
        }

        return grey;
    }

    private static byte[] ColourOver(ReadOnlySpan<byte> rgba, byte backdrop)
    {
        byte[] colour = new byte[rgba.Length / 4 * 3];
        for (int i = 0; i < rgba.Length / 4; i++)
        {
            ReadOnlySpan<byte> pixel = rgba.Slice(i * 4, 4);
            for (int c = 0; c < 3; c++)
            {
                colour[i * 3 + c] = Over(backdrop, pixel[c], pixel[3]);
            }
        }

        return colour;
    }

    private static byte Over(byte backdrop, int value, int alpha) => (byte)((value * alpha + backdrop * (255 - alpha) + 127) / 255);

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
