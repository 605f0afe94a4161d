namespace Weft.Imaging;

/// <summary>A format that Weft.Imaging knows by its first bytes and a further package decodes.</summary>
public enum FurtherFormat
{
    /// <summary>TIFF, of scanners and cameras.</summary>
    Tiff,

    /// <summary>HEIC and HEIF, what phones make.</summary>
    Heif,

    /// <summary>AVIF, of the web.</summary>
    Avif,
}

/// <summary>Pixels of four bytes, red, green, blue and alpha, not multiplied with it, row by row.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Bytes">The pixels.</param>
public readonly record struct RgbaPixels(int Width, int Height, byte[] Bytes);

/// <summary>Decodes what Weft.Imaging itself cannot: the one place where a package, Weft.Imaging.Magick, adds formats.</summary>
public abstract class FormatReader
{
    /// <summary>The extents that a file says it has; no pixel is unpacked for it.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="format">What its first bytes say.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="DataException">The file is damaged.</exception>
    public abstract (int Width, int Height) SizeOf(ReadOnlySpan<byte> file, FurtherFormat format, string name);

    /// <summary>Decodes the first picture of a file.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="format">What its first bytes say.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="orient">Whether it is turned upright, as the file says, once.</param>
    /// <param name="factor">By how much both extents shrink, to means over squares; 1 for not at all.</param>
    /// <exception cref="DataException">The file is damaged, or takes too much memory or time.</exception>
    public abstract RgbaPixels Decode(ReadOnlySpan<byte> file, FurtherFormat format, string name, bool orient, int factor);
}
