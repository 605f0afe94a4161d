using System.Buffers.Binary;

namespace Weft.Imaging;

/// <summary>Reads which way is up from a PNG's eXIf chunk, which Skia does not look into.</summary>
/// <remarks>
/// PNG's third edition (2025), 11.3.4.5: the chunk is a TIFF header with the fields of EXIF; tag 0x0112 of the first directory is the
/// orientation, 1 to 8.
/// </remarks>
internal static class PngOrientation
{
    private const int OrientationTag = 0x0112;
    private const int FieldSize = 12;

    /// <summary>The orientation, 1 to 8; null where the file is no PNG or does not say.</summary>
    public static int? Of(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            return null;
        }

        // A chunk is a length, a type, so many bytes, and a sum.
        for (ReadOnlySpan<byte> rest = file[8..]; rest.Length >= 12;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - 12)
            {
                return null;
            }

            if (rest[4..8].SequenceEqual("eXIf"u8))
            {
                return OfTiff(rest.Slice(8, (int)length));
            }

            rest = rest[(12 + (int)length)..];
        }

        return null;
    }

    private static int? OfTiff(ReadOnlySpan<byte> tiff)
    {
        bool little = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 8 || (!little && !tiff.StartsWith("MM\0*"u8)))
        {
            return null;
        }

        uint directory = Four(tiff[4..]);
        if (directory > tiff.Length - 2)
        {
            return null;
        }

        int count = Two(tiff[(int)directory..]);
        ReadOnlySpan<byte> fields = tiff[((int)directory + 2)..];
        for (int i = 0; i < count && fields.Length >= FieldSize; i++, fields = fields[FieldSize..])
        {
            if (Two(fields) == OrientationTag)
            {
                return Two(fields[8..]) is >= 1 and <= 8 and var orientation ? orientation : null;
            }
        }

        return null;

        int Two(ReadOnlySpan<byte> bytes) => little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes)
            : BinaryPrimitives.ReadUInt16BigEndian(bytes);
        uint Four(ReadOnlySpan<byte> bytes) => little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes)
            : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }
}
