using SkiaSharp;

namespace Weft.Imaging;

/// <summary>A picture inside a web page.</summary>
public static class PictureDataUri
{
    // Small pictures keep every pixel; of larger ones a page has many.
    private const int LargestPng = 64;
    private const int Quality = 85;

    /// <summary>The picture as a <c>data:</c> address: PNG up to 64 pixels, JPEG beyond.</summary>
    /// <param name="picture">The picture.</param>
    public static string Of(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        bool isSmall = Math.Max(picture.Width, picture.Height) <= LargestPng;
        using SKBitmap bitmap = PngFile.ToBitmap(picture);
        using SKData data = bitmap.Encode(isSmall ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, isSmall ? 100 : Quality);
        return $"data:image/{(isSmall ? "png" : "jpeg")};base64,{Convert.ToBase64String(data.AsSpan())}";
    }
}
