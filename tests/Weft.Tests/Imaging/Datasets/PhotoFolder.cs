using SkiaSharp;

using Weft.Imaging;

namespace Weft.Tests.Imaging.Datasets;

/// <summary>A folder of pictures that are easy to learn: two classes, told by colour, of mixed sizes.</summary>
internal static class PhotoFolder
{
    private static readonly (int Width, int Height)[] Sizes = [(40, 30), (30, 50), (64, 64), (200, 120), (90, 33)];

    /// <summary>Writes numbered JPEG pictures: those of <c>blue</c> are blue, those of <c>red</c> red.</summary>
    public static string Create(string path, int count, string extension = "jpg", params string[] classes)
    {
        foreach (string label in classes is [] ? ["blue", "red"] : classes)
        {
            Directory.CreateDirectory(Path.Combine(path, label));
            for (int i = 0; i < count; i++)
            {
                File.WriteAllBytes(Path.Combine(path, label, $"{i:000}.{extension}"), Jpeg(label == "red", i));
            }
        }

        return path;
    }

    public static byte[] Jpeg(bool red, int index)
    {
        (int width, int height) = Sizes[index % Sizes.Length];
        Random random = new(index);
        using SKBitmap bitmap = new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(new SKColor((byte)(red ? 200 + random.Next(50) : random.Next(50)), (byte)random.Next(80), (byte)(red ? random.Next(50) : 200 + random.Next(50))));
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }

    public static Picture Flat(int width, int height, params byte[] colour)
    {
        byte[] pixels = new byte[width * height * colour.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = colour[i % colour.Length];
        }

        return new Picture(width, height, colour.Length, pixels);
    }
}
