namespace Weft.Tests.Imaging;

/// <summary>Puts an EXIF orientation into a JPEG file.</summary>
internal static class JpegOrientation
{
    // An APP1 segment with one TIFF entry, 0x0112, goes right behind the start of the file.
    public static byte[] Add(byte[] jpeg, int orientation)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0,
            (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
        ];
        return [.. jpeg.AsSpan(0, 2), .. exif, .. jpeg.AsSpan(2)];
    }
}
