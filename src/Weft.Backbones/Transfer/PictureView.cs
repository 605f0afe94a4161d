using System.IO.Hashing;

using Weft.Imaging;

namespace Weft.Backbones;

/// <summary>The views in which a backbone sees a picture: as it is, mirrored, and parts of it, mirrored by turns.</summary>
/// <remarks>A part has half of the picture's area or more, in proportions from 3:4 to 4:3 of its own (Szegedy et al. 2014, with larger parts). Which part follows from the picture
/// and the view's number alone, so that the same data gives the same views, and caches find them.</remarks>
internal static class PictureView
{
    private const double LeastArea = 0.5;

    /// <summary>A view of a picture, in the picture's own size.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="number">0 for the picture itself, 1 for its mirror image, further ones for parts.</param>
    public static Picture Of(Picture picture, int number)
    {
        Picture seen = number < 2 ? picture : Part(picture, number);
        return number % 2 == 0 ? seen : Mirrored(seen);
    }

    private static Picture Part(Picture picture, int number)
    {
        Random random = new(unchecked((int)XxHash3.HashToUInt64(picture.Pixels, number)));
        double area = LeastArea + ((1 - LeastArea) * random.NextDouble());
        double stretch = Math.Pow(4.0 / 3, random.NextDouble() - 0.5);
        int width = Math.Clamp((int)Math.Round(picture.Width * Math.Sqrt(area) * stretch), 1, picture.Width);
        int height = Math.Clamp((int)Math.Round(picture.Height * Math.Sqrt(area) / stretch), 1, picture.Height);
        int left = random.Next(picture.Width - width + 1), top = random.Next(picture.Height - height + 1);
        return picture.Crop(left, top, width, height).Resize(picture.Width, picture.Height);
    }

    private static Picture Mirrored(Picture picture)
    {
        int channels = picture.Channels, row = picture.Width * channels;
        byte[] mirrored = new byte[picture.Pixels.Length];
        for (int at = 0; at < mirrored.Length; at += channels)
        {
            int start = at / row * row;
            picture.Pixels.Slice(at, channels).CopyTo(mirrored.AsSpan(start + row - channels - (at - start)));
        }

        return new Picture(picture.Width, picture.Height, channels, mirrored);
    }
}
