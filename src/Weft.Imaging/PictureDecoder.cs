using System.Runtime.InteropServices;

using SkiaSharp;

namespace Weft.Imaging;

/// <summary>How a file becomes pixels.</summary>
/// <param name="AtLeast">An edge that is enough, in pixels; 0 keeps the size.</param>
/// <param name="OfShorter">Whether the shorter edge is meant, for pictures that are cropped, and not the longer.</param>
/// <param name="Orient">Whether the EXIF orientation is followed.</param>
/// <param name="Backdrop">What shows through where the picture is transparent: 255 for white, 0 for black.</param>
/// <param name="Large">Held while a decoder takes much memory, so that only one does at a time; null for no such care.</param>
internal readonly record struct DecodingOptions(int AtLeast = 0, bool OfShorter = false, bool Orient = true, byte Backdrop = 255, Lock? Large = null)
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
    private const long BytesLimit = 400_000_000;

    // What takes more is decoded by rows where that can be, and alone.
    private const long LargeBytes = 64_000_000;

    public static Picture Decode(ReadOnlySpan<byte> bytes, int channels, string name, DecodingOptions options)
    {
        if (bytes.IsEmpty)
        {
            throw new DataException($"{name}: expected a picture, the file is empty. Fetch it again, or remove it.");
        }

        using SKData data = SKData.CreateCopy(bytes);
        using SKCodec? known = SKCodec.Create(data);
        if (known is null && FurtherFormats.Of(bytes) is { } further)
        {
            return Decode(bytes, further, channels, name, options);
        }

        SKCodec codec = known
            ?? throw new DataException($"{name}: expected a picture (JPEG, PNG, WebP, GIF, BMP or ICO), got {bytes.Length} bytes of something else. Convert it first.");
        (int fullWidth, int fullHeight) = (codec.Info.Width, codec.Info.Height);
        RequireFew(fullWidth, fullHeight, name);
        SKEncodedOrigin origin = !options.Orient ? SKEncodedOrigin.TopLeft : (SKEncodedOrigin?)PngOrientation.Of(bytes)
            ?? codec.EncodedOrigin;
        long inside = DecodingCost.Inside(bytes, codec);
        SKSizeI size = ReducedSize(codec, options);
        if (options.Large is null || Math.Max(inside, DecodingCost.Whole(size)) <= LargeBytes)
        {
            return Decode(codec, size, inside, origin, channels, name, options);
        }

        lock (options.Large)
        {
            return Decode(codec, size, inside, origin, channels, name, options);
        }
    }

    // Whole and again without alpha; alone where that is much.
    private static Picture Decode(ReadOnlySpan<byte> bytes, FurtherFormat format, int channels, string name, DecodingOptions options)
    {
        FormatReader reader = FurtherFormats.Reader(format, name);
        (int width, int height) = reader.SizeOf(bytes, format, name);
        RequireFew(width, height, name);
        SKSizeI size = new(width, height);
        RequireRoom(2 * DecodingCost.Whole(size), $"{format}", size, name);
        if (options.Large is null || DecodingCost.Whole(size) <= LargeBytes)
        {
            return Flat(reader.Decode(bytes, format, name, options.Orient, Factor(size, options)), channels, options.Backdrop);
        }

        lock (options.Large)
        {
            return Flat(reader.Decode(bytes, format, name, options.Orient, Factor(size, options)), channels, options.Backdrop);
        }
    }

    private static Picture Flat(RgbaPixels pixels, int channels, byte backdrop) =>
        new(pixels.Width, pixels.Height, channels, PixelFlattening.Over(pixels.Bytes, channels, backdrop));

    private static void RequireFew(int width, int height, string name)
    {
        if ((long)width * height > PixelLimit)
        {
            throw new DataException($"{name}: expected at most {PixelLimit} pixels, got {width}x{height}. Scale the picture down first.");
        }
    }

    private static Picture Decode(SKCodec codec, SKSizeI size, long inside, SKEncodedOrigin origin, int channels, string name,
        DecodingOptions options)
    {
        int copies = origin == SKEncodedOrigin.TopLeft ? 1 : 2;
        if (DecodingCost.Whole(size) > LargeBytes)
        {
            SKSizeI keep = Enough(size, options);
            RequireRoom(inside + ((long)keep.Width * keep.Height * channels * copies), $"{codec.EncodedFormat}", codec.Info.Size, name);
            if (RowDecoder.TryDecode(codec, size, keep, channels, options.Backdrop, out bool isWhole) is { } kept)
            {
                return isWhole ? Upright(kept, keep.Width, keep.Height, channels, origin)
                    : throw Damaged(codec, name, SKCodecResult.IncompleteInput);
            }
        }

        // Pixels, and again without alpha.
        RequireRoom(inside + DecodingCost.Whole(size) + ((long)size.Width * size.Height * channels * copies), $"{codec.EncodedFormat}", codec.Info.Size, name);
        SKImageInfo rgba = new(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        byte[] pixels = new byte[rgba.BytesSize];
        GCHandle pinned = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        try
        {
            SKCodecResult result = codec.GetPixels(rgba, pinned.AddrOfPinnedObject());
            if (result != SKCodecResult.Success)
            {
                throw Damaged(codec, name, result);
            }
        }
        finally
        {
            pinned.Free();
        }

        return Upright(PixelFlattening.Over(pixels, channels, options.Backdrop), size.Width, size.Height, channels, origin);
    }

    private static DataException Damaged(SKCodec codec, string name, SKCodecResult result) =>
        new($"{name}: expected a whole {codec.EncodedFormat} picture of {codec.Info.Width}x{codec.Info.Height}, "
            + $"got a damaged or incomplete one ({result}). Fetch the file again.");

    private static void RequireRoom(long bytes, string format, SKSizeI size, string name)
    {
        if (bytes > BytesLimit)
        {
            throw new DataException(
                $"{name}: expected a picture that takes at most {BytesLimit / 1_000_000} MB to decode, "
                    + $"got a {format} of {size.Width}x{size.Height} that takes {bytes / 1_000_000}. "
                    + "Scale it down first.");
        }
    }

    // The smallest size that is no less than asked for, by a whole number: a mean of so many pixels each.
    private static SKSizeI Enough(SKSizeI size, DecodingOptions options)
    {
        int factor = Factor(size, options);
        return new SKSizeI(Math.Max(1, size.Width / factor), Math.Max(1, size.Height / factor));
    }

    private static int Factor(SKSizeI size, DecodingOptions options) =>
        options.AtLeast == 0 ? 1 : Math.Max(1, Edge(size, options) / options.AtLeast);

    // A JPEG can be decoded at eighths of its size for a fraction of the work and memory.
    private static SKSizeI ReducedSize(SKCodec codec, DecodingOptions options)
    {
        int edge = Edge(codec.Info.Size, options);
        if (options.AtLeast == 0 || edge <= options.AtLeast)
        {
            return codec.Info.Size;
        }

        float eighths = MathF.Ceiling(8f * options.AtLeast / edge);
        SKSizeI reduced = codec.GetScaledDimensions(eighths / 8);
        return Edge(reduced, options) >= options.AtLeast ? reduced : codec.Info.Size;
    }

    private static int Edge(SKSizeI size, DecodingOptions options) =>
        options.OfShorter ? Math.Min(size.Width, size.Height) : Math.Max(size.Width, size.Height);

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
