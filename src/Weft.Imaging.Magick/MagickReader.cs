using System.Diagnostics;

using ImageMagick;

namespace Weft.Imaging.Magick;

/// <summary>Decodes TIFF, HEIC, HEIF and AVIF with ImageMagick. Weft.Imaging makes one by itself when it meets such a file and the package
/// is there.</summary>
/// <remarks>
/// The first frame is taken. Colours go by the file's profile to sRGB, CMYK too; 16 bits become 8. Of ImageMagick only the reader of the
/// format that the file's first bytes say is used. It computes on one thread, for pictures are decoded side by side, and writes
/// nothing to disk: its limits of memory, disk and threads, which hold for the whole process, are set when the first such file is read.
/// </remarks>
public sealed class MagickReader : FormatReader
{
    private const ulong MemoryBytes = 1_000_000_000;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(60);

    static MagickReader()
    {
        ResourceLimits.Memory = Math.Min(ResourceLimits.Memory, MemoryBytes);
        ResourceLimits.Disk = 0;
        ResourceLimits.Thread = 1;
    }

    /// <inheritdoc/>
    public override (int Width, int Height) SizeOf(ReadOnlySpan<byte> file, FurtherFormat format, string name)
    {
        try
        {
            MagickImageInfo info = new();
            info.Read(file, Settings(format));
            return ((int)info.Width, (int)info.Height);
        }
        catch (MagickException error)
        {
            throw Damaged(format, name, error);
        }
    }

    /// <inheritdoc/>
    public override RgbaPixels Decode(ReadOnlySpan<byte> file, FurtherFormat format, string name, bool orient, int factor)
    {
        try
        {
            using MagickImage image = new();
            Stopwatch clock = Stopwatch.StartNew();
            image.Progress += (_, progress) => progress.Cancel = clock.Elapsed > MostTime;
            image.Read(file, Settings(format));
            if (factor > 1)
            {
                // Means of squares.
                image.FilterType = FilterType.Box;
                image.Resize(new MagickGeometry(Math.Max(image.Width / (uint)factor, 1), Math.Max(image.Height / (uint)factor, 1)) { IgnoreAspectRatio = true });
            }

            if (image.GetColorProfile() is not null)
            {
                image.TransformColorSpace(ColorProfiles.SRGB);
            }
            else if (image.ColorSpace is not (ColorSpace.sRGB or ColorSpace.Gray))
            {
                image.ColorSpace = ColorSpace.sRGB;
            }

            if (orient)
            {
                image.AutoOrient();
            }

            using IPixelCollection<byte> pixels = image.GetPixels();
            byte[] rgba = pixels.ToByteArray(PixelMapping.RGBA) ?? throw new DataException($"{name}: expected pixels, got none.");
            return new RgbaPixels((int)image.Width, (int)image.Height, rgba);
        }
        catch (MagickException error)
        {
            throw Damaged(format, name, error);
        }
    }

    private static MagickReadSettings Settings(FurtherFormat format) => new()
    {
        FrameIndex = 0,
        FrameCount = 1,
        Format = format switch
        {
            FurtherFormat.Tiff => MagickFormat.Tiff,
            FurtherFormat.Avif => MagickFormat.Avif,
            _ => MagickFormat.Heic,
        },
    };

    private static DataException Damaged(FurtherFormat format, string name, MagickException error) =>
        new($"{name}: expected a whole {format.ToString().ToUpperInvariant()} picture, got a damaged or incomplete one ({error.Message}). "
            + "Fetch the file again, or convert it.");
}
