namespace Weft.Imaging;

/// <summary>Heat over pictures, <see cref="Weft.Explain.Explanation.Heat"/> most often.</summary>
public static class HeatPicture
{
    // How much of the hottest place the colour covers.
    private const double MostCover = 0.8;

    /// <summary>A picture with heat laid over it: what is cold stays as it is, what is hot takes the colour of its heat.</summary>
    /// <param name="picture">The picture, grey or in colour; grey under the heat, so that colours mean heat alone.</param>
    /// <param name="heat">The heat, from 0 to 1, <c>[height, width]</c>, of whatever size.</param>
    /// <exception cref="ShapeException">The heat is no map.</exception>
    public static Picture Over(Picture picture, Tensor heat)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(heat);
        Require(heat);
        ReadOnlySpan<byte> under = picture.WithChannels(1).WithChannels(3).Pixels;
        byte[] pixels = new byte[under.Length];
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                double warmth = At(heat, (x + 0.5) / picture.Width, (y + 0.5) / picture.Height);
                (byte red, byte green, byte blue) = ColourMap.Inferno.At(warmth);
                // Smooth at both ends, so that what is nearly cold leaves no edges.
                double inside = Math.Clamp(warmth, 0, 1), cover = MostCover * inside * inside * (3 - (2 * inside));
                int at = ((y * picture.Width) + x) * 3;
                pixels[at] = Mixed(under[at], red, cover);
                pixels[at + 1] = Mixed(under[at + 1], green, cover);
                pixels[at + 2] = Mixed(under[at + 2], blue, cover);
            }
        }

        return new Picture(picture.Width, picture.Height, 3, pixels);
    }

    /// <summary>The heat of a prepared picture where its photo shows the same: <c>[height, width]</c> of the photo, 0 where nothing of the
    /// photo was taken.</summary>
    /// <param name="heat">The prepared picture's heat.</param>
    /// <param name="place">Which part of the photo is where in it.</param>
    /// <param name="width">The photo's columns.</param>
    /// <param name="height">The photo's rows.</param>
    /// <exception cref="ShapeException">The heat is no map.</exception>
    public static Tensor OnPhoto(Tensor heat, PhotoPlace place, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(heat);
        ArgumentNullException.ThrowIfNull(place);
        Require(heat);
        (PictureArea photo, PictureArea prepared) = (place.Photo, place.Prepared);
        Tensor result = new([height, width]);
        for (int y = 0; y < height; y++)
        {
            double down = (((y + 0.5) / height) - photo.Top) / photo.Height;
            for (int x = 0; x < width; x++)
            {
                double across = (((x + 0.5) / width) - photo.Left) / photo.Width;
                bool isInside = across is >= 0 and <= 1 && down is >= 0 and <= 1;
                result.Span[(y * width) + x] = isInside
                    ? (float)At(heat, prepared.Left + (across * prepared.Width), prepared.Top + (down * prepared.Height))
                    : 0;
            }
        }

        return result;
    }

    // Linear between the centres of the map's cells.
    private static double At(Tensor heat, double across, double down)
    {
        (int rows, int columns) = (heat.Shape[0], heat.Shape[1]);
        double x = Math.Clamp((across * columns) - 0.5, 0, columns - 1), y = Math.Clamp((down * rows) - 0.5, 0, rows - 1);
        (int left, int top) = ((int)x, (int)y);
        (int right, int bottom) = (Math.Min(left + 1, columns - 1), Math.Min(top + 1, rows - 1));
        double above = Along(heat.Span.Slice(top * columns, columns)), below = Along(heat.Span.Slice(bottom * columns, columns));
        return above + ((y - top) * (below - above));

        double Along(ReadOnlySpan<float> row) => row[left] + ((x - left) * (row[right] - row[left]));
    }

    private static byte Mixed(byte under, byte over, double cover) => (byte)Math.Round((under * (1 - cover)) + (over * cover));

    private static void Require(Tensor heat)
    {
        if (heat.Shape.Rank != 2 || heat.Size == 0)
        {
            throw new ShapeException($"HeatPicture: expected heat [height, width], got {heat.Shape}. Take it from an explanation.");
        }
    }
}
