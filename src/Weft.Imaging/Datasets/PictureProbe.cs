namespace Weft.Imaging;

/// <summary>Finds the shape to give a data set's pictures by looking at some of them.</summary>
public static class PictureProbe
{
    /// <summary>The edge of pictures of mixed or large sizes, in pixels.</summary>
    public const int UsualSize = 64;

    private const int Looks = 32;

    // Grey that went through a colour JPEG is off by a few steps.
    private const int GreyTolerance = 12;

    /// <summary>The shape asked for, completed by what the pictures are.</summary>
    /// <remarks>
    /// 32 pictures spread over the training part are looked at. Where all are of one size and no edge is above <see cref="UsualSize"/>, they keep it; others become
    /// <see cref="UsualSize"/> square. Where all are grey they get 1 channel, otherwise 3. Unreadable ones have no say.
    /// </remarks>
    /// <param name="list">The files.</param>
    /// <param name="size">The size asked for; null leaves it to the pictures.</param>
    /// <param name="channels">The channels asked for, 1 or 3; null leaves it to the pictures.</param>
    public static Shape ShapeOf(PictureList list, Size2D? size = null, int? channels = null)
    {
        ArgumentNullException.ThrowIfNull(list);
        if (size is { } known && channels is { } both)
        {
            return [known.Height, known.Width, both];
        }

        int count = Math.Min(Looks, list.Train.Count);
        Look[] looks = [.. Enumerable.Range(0, count).AsParallel().AsOrdered().Select(i => LookAt(list.Train[(int)((long)i * list.Train.Count / count)])).OfType<Look>()];
        Size2D wanted = size ?? (looks.Length > 0 && looks.All(look => look.Size == looks[0].Size) && Math.Max(looks[0].Size.Height, looks[0].Size.Width) <= UsualSize ? looks[0].Size : UsualSize);
        return [wanted.Height, wanted.Width, channels ?? (looks.Length > 0 && looks.All(look => look.IsGrey) ? 1 : 3)];
    }

    private static Look? LookAt(PictureFile file)
    {
        try
        {
            Picture picture = file.Decode(3, new DecodingOptions(AtLeast: UsualSize + 1));
            return new Look((picture.Height, picture.Width), IsGrey(picture));
        }
        catch (DataException)
        {
            return null;
        }
    }

    private static bool IsGrey(Picture picture)
    {
        ReadOnlySpan<byte> pixels = picture.Pixels;
        for (int i = 0; i < pixels.Length; i += 3)
        {
            int most = Math.Max(pixels[i], Math.Max(pixels[i + 1], pixels[i + 2]));
            int least = Math.Min(pixels[i], Math.Min(pixels[i + 1], pixels[i + 2]));
            if (most - least > GreyTolerance)
            {
                return false;
            }
        }

        return true;
    }

    private sealed record Look(Size2D Size, bool IsGrey);
}
