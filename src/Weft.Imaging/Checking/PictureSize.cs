using SkiaSharp;

namespace Weft.Imaging;

/// <summary>The sizes of picture files, read from their heads.</summary>
public static class PictureSize
{
    /// <summary>The size of a file's picture, upright as its EXIF orientation says; null where it is no picture that can be read.</summary>
    /// <param name="path">The file.</param>
    public static Size2D? Of(string path)
    {
        using FileStream? stream = File.Exists(path) ? File.OpenRead(path) : null;
        using SKCodec? codec = stream is null ? null : SKCodec.Create(stream);
        return codec is null ? null
            : codec.EncodedOrigin >= SKEncodedOrigin.LeftTop ? (codec.Info.Width, codec.Info.Height) : (codec.Info.Height, codec.Info.Width);
    }
}
