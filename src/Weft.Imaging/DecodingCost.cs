using System.Buffers.Binary;

using SkiaSharp;

namespace Weft.Imaging;

/// <summary>How many bytes a decoder takes for a file, whatever part of the picture is wanted.</summary>
internal static class DecodingCost
{
    private const int BytesPerPixel = 4;
    private const int BytesPerCoefficient = 2;

    /// <summary>The bytes for a whole picture in memory.</summary>
    public static long Whole(SKSizeI size) => (long)size.Width * size.Height * BytesPerPixel;

    /// <summary>
    /// The bytes a format takes inside, by its nature: WebP and GIF unpack every pixel before they give any, and a progressive JPEG comes in
    /// passes over all coefficients.
    /// </summary>
    public static long Inside(ReadOnlySpan<byte> file, SKCodec codec) => codec.EncodedFormat switch
    {
        SKEncodedImageFormat.Webp or SKEncodedImageFormat.Gif => Whole(codec.Info.Size),
        SKEncodedImageFormat.Jpeg => Coefficients(file),
        _ => 0,
    };

    // ISO/IEC 10918-1, annex B: a frame's header lists the components with their sampling, a scan's those that it holds.
    private static long Coefficients(ReadOnlySpan<byte> file)
    {
        long samples = 0;
        int components = 0;
        bool isProgressive = false;
        for (ReadOnlySpan<byte> rest = file[Math.Min(2, file.Length)..]; rest.Length >= 10 && rest[0] == 0xFF;)
        {
            int marker = rest[1];
            if (marker == 0xFF)
            {
                rest = rest[1..];
                continue;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (marker == 0xDA)
            {
                return isProgressive || rest[4] < components ? samples * BytesPerCoefficient : 0;
            }

            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                components = rest[9];
                isProgressive = marker is 0xC2 or 0xC6 or 0xCA or 0xCE;
                samples = Samples(rest, components);
            }

            rest = rest[Math.Min(rest.Length, length + 2)..];
        }

        return 0;
    }

    private static long Samples(ReadOnlySpan<byte> frame, int components)
    {
        long pixels = (long)BinaryPrimitives.ReadUInt16BigEndian(frame[5..]) * BinaryPrimitives.ReadUInt16BigEndian(frame[7..]);
        int most = 0, sum = 0;
        for (int i = 0; i < components && 11 + (3 * i) < frame.Length; i++)
        {
            int sampling = frame[11 + (3 * i)];
            int blocks = (sampling >> 4) * (sampling & 15);
            (most, sum) = (Math.Max(most, blocks), sum + blocks);
        }

        return most == 0 ? 0 : pixels * sum / most;
    }
}
