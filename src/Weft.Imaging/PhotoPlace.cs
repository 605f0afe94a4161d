namespace Weft.Imaging;

/// <summary>A part of a picture, in parts of its width and height: from 0 to 1.</summary>
/// <param name="Left">Where it begins, from the left.</param>
/// <param name="Top">Where it begins, from the top.</param>
/// <param name="Width">How wide it is.</param>
/// <param name="Height">How high it is.</param>
public readonly record struct PictureArea(double Left, double Top, double Width, double Height)
{
    /// <summary>All of a picture.</summary>
    public static PictureArea Whole => new(0, 0, 1, 1);

    internal static PictureArea Of(int left, int top, int width, int height, Picture picture) =>
        new((double)left / picture.Width, (double)top / picture.Height, (double)width / picture.Width, (double)height / picture.Height);
}

/// <summary>Which part of a photo a prepared picture shows, and where in it.</summary>
/// <param name="Photo">The part of the photo, upright.</param>
/// <param name="Prepared">Where that is in the prepared picture.</param>
public sealed record PhotoPlace(PictureArea Photo, PictureArea Prepared);
