using System.Runtime.InteropServices;

using SkiaSharp;

namespace Weft.Imaging;

/// <summary>Writes PNG files so that a reader never sees half of one: into a temporary file beside the target, which then takes its name.</summary>
internal static class PngFile
{
    public static void Write(string path, Picture picture)
    {
        using SKBitmap bitmap = ToBitmap(picture);
        Write(path, bitmap);
    }

    public static void Write(string path, SKBitmap bitmap)
    {
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        Write(path, data.AsSpan());
    }

    public static void Write(string path, ReadOnlySpan<byte> png)
    {
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string temporary = $"{full}.{Path.GetRandomFileName()}.tmp";
        try
        {
            File.WriteAllBytes(temporary, png);
            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public static SKBitmap ToBitmap(Picture picture)
    {
        SKBitmap bitmap = new(new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        byte[] rgba = new byte[picture.Width * picture.Height * 4];
        ReadOnlySpan<byte> pixels = picture.Pixels;
        for (int i = 0; i < picture.Width * picture.Height; i++)
        {
            for (int c = 0; c < 3; c++)
            {
                rgba[i * 4 + c] = pixels[picture.Channels == 1 ? i : i * 3 + c];
            }

            rgba[i * 4 + 3] = 255;
        }

        Marshal.Copy(rgba, 0, bitmap.GetPixels(), rgba.Length);
        return bitmap;
    }
}
