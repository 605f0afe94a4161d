using System.IO.Hashing;
using System.Text;

using ImageMagick;

using SkiaSharp;

using Weft.Fuzz.Mutations;

namespace Weft.Fuzz.Seeds;

/// <summary>Small pictures in the formats that Skia and ImageMagick write, with and without an orientation; the corpus has others beside them.</summary>
internal static class PictureSeeds
{
    private const int Width = 13;
    private const int Height = 9;

    public static IEnumerable<(string Reader, Seed Seed)> All()
    {
        byte[] exif = [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        byte[] png = Encode(SKEncodedImageFormat.Png, 100), jpeg = Encode(SKEncodedImageFormat.Jpeg, 80);
        yield return ("picture", new Seed("colour.png", png));
        yield return ("picture", new Seed("turned.png", [.. png[..33], .. PngMutation.Chunk("eXIf"u8, exif), .. png[33..]]));
        yield return ("picture", new Seed("colour.jpg", jpeg));
        byte[] app1 = [.. "Exif\0\0"u8, .. exif];
        yield return ("picture", new Seed("turned.jpg", [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(app1.Length + 2), .. app1, .. jpeg[2..]]));
        yield return ("picture", new Seed("lossy.webp", Encode(SKEncodedImageFormat.Webp, 70)));
        yield return ("picture", new Seed("lossless.webp", Encode(SKEncodedImageFormat.Webp, 100)));
        foreach (MagickFormat format in (MagickFormat[])[MagickFormat.Tiff, MagickFormat.Avif])
        {
            using MagickImage further = new(png);
            yield return ("picture", new Seed($"colour.{format}".ToLowerInvariant(), further.ToByteArray(format)));
        }

        yield return ("picture-cache", new Seed("entry.pictures", CacheEntry()));
        yield return ("feature-cache", new Seed("backbone.features", FeatureRecords(1, 2, 3)));
    }

    private static byte[] Encode(SKEncodedImageFormat format, int quality)
    {
        using SKBitmap bitmap = new(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                bitmap.SetPixel(x, y, new SKColor((byte)(x * 19), (byte)(y * 28), (byte)(x * y * 2), (byte)(x == y ? 100 : 255)));
            }
        }

        using SKData data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    // Three features of each picture.
    private static byte[] FeatureRecords(params int[] pictures)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(0x31_41_45_46_54_46_45_57UL);
        foreach (int picture in pictures)
        {
            float[] features = [1, 0.5f, -1];
            byte[] record = [.. BitConverter.GetBytes((ulong)picture), .. new byte[8], .. features.SelectMany(BitConverter.GetBytes)];
            writer.Write(record);
            writer.Write(XxHash3.HashToUInt64(record));
        }

        return stream.ToArray();
    }

    // Three files of which one could not be read, in pictures of 4x4 in colour.
    private static byte[] CacheEntry()
    {
        byte[] pixels = [.. Enumerable.Range(0, 2 * 48).Select(i => (byte)i)];
        using MemoryStream stream = new();
        using (BinaryWriter writer = new(stream, Encoding.UTF8))
        {
            writer.Write(0x31_58_49_50_54_46_45_57UL);
            writer.Write(1);
            writer.Write(1);
            writer.Write("bad.png: no picture");
            writer.Write(XxHash3.HashToUInt64(pixels));
            writer.Write(pixels);
        }

        return stream.ToArray();
    }
}
