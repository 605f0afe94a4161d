using System.Runtime.InteropServices;

using SkiaSharp;

using Weft.Imaging;

namespace Weft.Tests.Imaging;

/// <summary>What a photo of a garment might be like, made of a test picture: enlarged, off the middle, on a noisy background.</summary>
internal static class SyntheticPhoto
{
    private const int Width = 320;
    private const int Height = 240;

    public enum Kind
    {
        LightWall,
        DarkWall,
        TransparentPng,
        TurnedPhone,
    }

    /// <summary>The file's bytes: a JPEG, or a PNG where it is transparent.</summary>
    /// <param name="pixels">28x28, light on black.</param>
    /// <param name="kind">How it was taken.</param>
    /// <param name="seed">Where it lies, how large it is, what the noise is.</param>
    public static byte[] Create(ReadOnlySpan<byte> pixels, Kind kind, int seed)
    {
        Random random = new(seed);
        int side = random.Next(120, 215);
        ReadOnlySpan<byte> garment = new Picture(28, 28, 1, pixels).Resize(side, side).Pixels;
        (int left, int top) = (random.Next(5, Width - side - 5), random.Next(5, Height - side - 5));

        // A phone held upright stores the picture on its side and says so: orientation 6 is turned right to be seen.
        bool turned = kind == Kind.TurnedPhone;
        byte[] rgba = new byte[Width * Height * 4];
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                (int gx, int gy) = (x - left, y - top);
                int value = gx >= 0 && gy >= 0 && gx < side && gy < side ? garment[gy * side + gx] : 0;
                int place = turned ? (Width - 1 - x) * Height + y : y * Width + x;
                (byte shade, byte alpha) = Shade(value, kind, random);
                rgba.AsSpan(place * 4, 3).Fill(shade);
                rgba[place * 4 + 3] = alpha;
            }
        }

        byte[] file = Encode(rgba, turned ? (Height, Width) : (Width, Height), kind == Kind.TransparentPng);
        return turned ? JpegOrientation.Add(file, 6) : file;
    }

    // The data set is the negative of photos on almost white: what is light in it was dark.
    private static (byte Shade, byte Alpha) Shade(int value, Kind kind, Random random)
    {
        int noise = random.Next(-3, 4);
        return kind switch
        {
            Kind.DarkWall => ((byte)Math.Clamp(8 + noise + value * 240 / 255, 0, 255), 255),
            Kind.TransparentPng => ((byte)(255 - value), value > 4 ? (byte)255 : (byte)0),
            _ => ((byte)Math.Clamp(250 + noise - value * 245 / 255, 0, 255), 255),
        };
    }

    private static byte[] Encode(byte[] rgba, (int Width, int Height) size, bool transparent)
    {
        using SKBitmap bitmap = new(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, transparent ? SKAlphaType.Unpremul : SKAlphaType.Opaque));
        Marshal.Copy(rgba, 0, bitmap.GetPixels(), rgba.Length);
        using SKData data = bitmap.Encode(transparent ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, 92);
        return data.ToArray();
    }
}
