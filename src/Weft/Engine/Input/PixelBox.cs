using Weft.Kernels;

namespace Weft.Engine;

/// <summary>A box of whole pixels; bottom and right are the first outside.</summary>
internal readonly record struct PixelBox(int Top, int Left, int Bottom, int Right)
{
    public int Area => Math.Max(0, Bottom - Top) * Math.Max(0, Right - Left);

    /// <summary>A box of a part of the height and a part of the width, anywhere in a picture: the pixels whose middle it covers.</summary>
    public static PixelBox Draw(ref Generator random, double height, double width, PictureSize size)
    {
        (double tall, double wide) = (height * size.Height, width * size.Width);
        double left = random.NextDouble() * (size.Width - wide), top = random.NextDouble() * (size.Height - tall);
        return new PixelBox(First(top), First(left), First(top + tall), First(left + wide));
    }

    // The first pixel whose middle lies at or behind a place.
    private static int First(double place) => (int)Math.Ceiling(place - 0.5);

    /// <summary>The box's part of one row of a picture.</summary>
    public Span<float> Row(Span<float> picture, int row, PictureSize size) =>
        picture.Slice(Start(row, size), Length(size));

    /// <summary>The box's part of one row of a picture.</summary>
    public ReadOnlySpan<float> Row(ReadOnlySpan<float> picture, int row, PictureSize size) => picture.Slice(Start(row, size), Length(size));

    private int Length(PictureSize size) => Math.Max(0, Right - Left) * size.Channels;

    private int Start(int row, PictureSize size) => ((row * size.Width) + Left) * size.Channels;
}
