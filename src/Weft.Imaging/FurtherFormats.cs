using System.Buffers.Binary;

namespace Weft.Imaging;

/// <summary>Tells the formats that a further package decodes by their first bytes, and finds that package when such a file is met and not
/// before: it brings a native library of its own.</summary>
internal static class FurtherFormats
{
    private const string Package = "Weft.Imaging.Magick";

    private static readonly Lazy<FormatReader?> s_reader = new(() =>
        Type.GetType($"{Package}.MagickReader, {Package}") is { } type ? (FormatReader)Activator.CreateInstance(type)! : null);

    /// <summary>What a file is; null for something else.</summary>
    public static FurtherFormat? Of(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8) || file.StartsWith("II+\0"u8) || file.StartsWith("MM\0+"u8))
        {
            return FurtherFormat.Tiff;
        }

        // ISO/IEC 14496-12: the first box lists the brands that a file is, the main one first, then a version and the others.
        if (file.Length < 16 || !file[4..].StartsWith("ftyp"u8))
        {
            return null;
        }

        int end = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(file), (uint)file.Length);
        bool isHeif = false;
        for (int at = 8; at + 4 <= end; at += 4)
        {
            ReadOnlySpan<byte> brand = file.Slice(at, 4);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
            {
                return FurtherFormat.Avif;
            }

            isHeif |= brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8);
        }

        return isHeif ? FurtherFormat.Heif : null;
    }

    /// <summary>The package's reader.</summary>
    /// <exception cref="DataException">The package is not there.</exception>
    public static FormatReader Reader(FurtherFormat format, string name) => s_reader.Value
        ?? throw new DataException($"{name}: expected a picture (JPEG, PNG, WebP, GIF, BMP or ICO), got {Name(format)}, which takes a further "
            + $"package. Add it to the project, 'dotnet add package {Package}', or convert the picture.");

    private static string Name(FurtherFormat format) => format switch
    {
        FurtherFormat.Tiff => "a TIFF",
        FurtherFormat.Heif => "a HEIC or HEIF",
        _ => "an AVIF",
    };
}
