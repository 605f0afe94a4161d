using Weft.Cli.Rendering;
using Weft.Data;
using Weft.Imaging;

namespace Weft.Cli.Pages;

/// <summary>Small pictures for a page, no more of them than it may weigh.</summary>
/// <param name="pictures">The data set they are of.</param>
/// <param name="room">How many characters they may take together.</param>
internal sealed class Thumbnails(ImageDataset pictures, int room)
{
    // Larger ones become JPEG.
    private const int Longest = 72;

    private readonly Dictionary<int, string> _made = [];
    private int _left = room;

    /// <summary>A picture as an address; null where there is no room left.</summary>
    public string? Of(int index)
    {
        if (!_made.TryGetValue(index, out string? uri))
        {
            uri = _made[index] = PictureDataUri.Of(Shrink(SamplePictures.PictureAt(pictures, index), Longest));
        }

        if (uri.Length > _left)
        {
            return null;
        }

        _left -= uri.Length;
        return uri;
    }

    /// <summary>A picture whose longer edge is at most so long.</summary>
    public static Picture Shrink(Picture picture, int longest)
    {
        double scale = Math.Min(1, (double)longest / Math.Max(picture.Width, picture.Height));
        return picture.Resize(Math.Max(1, (int)(picture.Width * scale)), Math.Max(1, (int)(picture.Height * scale)));
    }
}
