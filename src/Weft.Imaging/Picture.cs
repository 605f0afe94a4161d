namespace Weft.Imaging;

/// <summary>A picture as bytes, <c>[height, width, channels]</c>, row by row with the channels innermost; 1 channel is grey, 3 are red, green, blue.</summary>
/// <remarks>Operations return a new picture; the bytes of this one never change.</remarks>
public sealed class Picture
{
    private readonly byte[] _pixels;

    /// <summary>Copies pixels into a picture.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="channels">1 for grey, 3 for colour.</param>
    /// <param name="pixels"><c>height * width * channels</c> bytes.</param>
    /// <exception cref="ShapeException">An extent is not positive, there are other than 1 or 3 channels, or the bytes do not fill the picture.</exception>
    public Picture(int width, int height, int channels, ReadOnlySpan<byte> pixels)
        : this(width, height, channels, pixels.ToArray())
    {
    }

    internal Picture(int width, int height, int channels, byte[] pixels)
    {
        if (width <= 0 || height <= 0 || channels is not (1 or 3) || pixels.Length != (long)width * height * channels)
        {
            throw new ShapeException(
                $"Picture: expected positive extents, 1 or 3 channels and one byte for each, got {width}x{height} with {channels} channels and {pixels.Length} bytes.");
        }

        Width = width;
        Height = height;
        Channels = channels;
        _pixels = pixels;
    }

    /// <summary>The number of columns.</summary>
    public int Width { get; }

    /// <summary>The number of rows.</summary>
    public int Height { get; }

    /// <summary>1 for grey, 3 for red, green, blue.</summary>
    public int Channels { get; }

    /// <summary>The bytes, row by row with the channels innermost.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>Reads a JPEG, PNG, WebP, GIF, BMP or ICO file, upright as its EXIF orientation says and laid over white where it is transparent.
    /// TIFF, HEIC, HEIF and AVIF are read as well where the package Weft.Imaging.Magick is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="channels">1 turns colour into grey, <c>0.299 r + 0.587 g + 0.114 b</c>; 3 keeps or repeats the channels.</param>
    /// <param name="atLeast">A longer edge that is enough, in pixels: a larger picture may be decoded at a reduced scale of no less, which
    /// JPEG and WebP do fast; of a large one the means of squares are kept. 0 keeps the size.</param>
    /// <exception cref="DataException">The file cannot be read, is no picture, ends early, is larger than 100 million pixels, or takes more
    /// than 400 MB to decode.</exception>
    public static Picture Load(string path, int channels, int atLeast = 0)
    {
        return Load(path, channels, new DecodingOptions(atLeast));
    }

    internal static Picture Load(string path, int channels, DecodingOptions options)
    {
        try
        {
            return PictureDecoder.Decode(File.ReadAllBytes(path), channels, path, options);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            string reason = error is FileNotFoundException or DirectoryNotFoundException
                ? "there is no such file. Check the name."
                : Directory.Exists(path) ? "got a folder. Name the files in it." : $"could not read the file: {error.Message}";
            throw new DataException($"{path.Replace('\0', '?')}: expected a picture, {reason}", error);
        }
    }

    /// <summary>Decodes a picture file's bytes, as <see cref="Load(string, int, int)"/> does.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="name">What errors call the picture.</param>
    /// <exception cref="DataException">The bytes are no picture, end early, or hold more than 100 million pixels.</exception>
    public static Picture Decode(ReadOnlySpan<byte> bytes, int channels, string name = "picture") => PictureDecoder.Decode(bytes, channels, name, new DecodingOptions());

    /// <summary>Writes the picture as PNG; an existing file is replaced only once the new one is complete.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SavePng(string path) => PngFile.Write(path, this);

    /// <summary>This picture at another size: means over the covered area where it shrinks, linear in between where it grows.</summary>
    /// <param name="width">Columns wanted.</param>
    /// <param name="height">Rows wanted.</param>
    public Picture Resize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        return (width, height) == (Width, Height) ? this : PictureScaler.Resize(this, width, height);
    }

    /// <summary>The negative: every byte becomes <c>255 - byte</c>.</summary>
    public Picture Invert()
    {
        byte[] inverted = new byte[_pixels.Length];
        for (int i = 0; i < inverted.Length; i++)
        {
            inverted[i] = (byte)(255 - _pixels[i]);
        }

        return new Picture(Width, Height, Channels, inverted);
    }

    /// <summary>This picture in grey (<c>0.299 r + 0.587 g + 0.114 b</c>) or in colour (the grey repeated).</summary>
    /// <param name="channels">1 or 3.</param>
    public Picture WithChannels(int channels)
    {
        if (channels == Channels)
        {
            return this;
        }

        byte[] converted = new byte[Width * Height * channels];
        for (int i = 0; i < Width * Height; i++)
        {
            if (channels == 1)
            {
                converted[i] = (byte)((299 * _pixels[i * 3] + 587 * _pixels[i * 3 + 1] + 114 * _pixels[i * 3 + 2] + 500) / 1000);
            }
            else
            {
                converted.AsSpan(i * 3, 3).Fill(_pixels[i]);
            }
        }

        return new Picture(Width, Height, channels, converted);
    }

    /// <summary>The mean of the outermost pixels per channel: an estimate of the background.</summary>
    public double[] BorderMean()
    {
        double[] sums = new double[Channels];
        int count = 0;
        for (int y = 0; y < Height; y++)
        {
            bool wholeRow = y == 0 || y == Height - 1;
            int step = wholeRow || Width == 1 ? 1 : Width - 1;
            for (int x = 0; x < Width; x += step, count++)
            {
                for (int c = 0; c < Channels; c++)
                {
                    sums[c] += _pixels[(y * Width + x) * Channels + c];
                }
            }
        }

        return [.. sums.Select(sum => sum / count)];
    }

    /// <summary>This picture in the middle of a larger canvas.</summary>
    /// <param name="width">Columns of the canvas, at least as many as the picture's.</param>
    /// <param name="height">Rows of the canvas, at least as many as the picture's.</param>
    /// <param name="colour">One byte per channel for the canvas.</param>
    public Picture Pad(int width, int height, ReadOnlySpan<byte> colour)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, Width);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, Height);
        ArgumentOutOfRangeException.ThrowIfNotEqual(colour.Length, Channels, nameof(colour));
        return PadAt((width - Width) / 2, (height - Height) / 2, width, height, colour);
    }

    /// <summary>A part of this picture.</summary>
    /// <param name="left">The first column.</param>
    /// <param name="top">The first row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    public Picture Crop(int left, int top, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)left, (uint)(Width - width), nameof(left));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)top, (uint)(Height - height), nameof(top));
        byte[] part = new byte[width * height * Channels];
        for (int y = 0; y < height; y++)
        {
            _pixels.AsSpan(((top + y) * Width + left) * Channels, width * Channels).CopyTo(part.AsSpan(y * width * Channels));
        }

        return new Picture(width, height, Channels, part);
    }

    /// <summary>This picture on a larger canvas, its first pixel at a place of it.</summary>
    internal Picture PadAt(int left, int top, int width, int height, ReadOnlySpan<byte> colour)
    {
        byte[] canvas = new byte[width * height * Channels];
        for (int i = 0; i < canvas.Length; i++)
        {
            canvas[i] = colour[i % Channels];
        }

        for (int y = 0; y < Height; y++)
        {
            _pixels.AsSpan(y * Width * Channels, Width * Channels).CopyTo(canvas.AsSpan(((top + y) * width + left) * Channels));
        }

        return new Picture(width, height, Channels, canvas);
    }

    /// <summary>This picture with a colour wherever a mask is not set.</summary>
    internal Picture Cover(bool[] mask, ReadOnlySpan<byte> colour)
    {
        byte[] covered = [.. _pixels];
        for (int i = 0; i < mask.Length; i++)
        {
            if (!mask[i])
            {
                colour.CopyTo(covered.AsSpan(i * Channels));
            }
        }

        return new Picture(Width, Height, Channels, covered);
    }
}
