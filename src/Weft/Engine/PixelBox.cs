using Weft.Kernels;

namespace Weft.Engine;

/// <summary>A box of whole pixels; bottom and right are the first outside.</summary>
internal readonly record struct PixelBox(int Top, int Left, int Bottom, int Right)
{
    public int Area => Math.Max(0, Bottom - Top) * Math.Max(0, Right - Left);

    /// <summary>A box of a part of the height and a part of the width, anywhere in a picture: the pixels whose corner it covers.</summary>
    public static PixelBox Draw(ref Generator random, double height, double width, PictureSize size)
    {
        double left = random.NextDouble() * (size.Width - (width * size.Width));
        double top = random.NextDouble() * (size.Height - (height * size.Height));
        return new PixelBox(
            (int)Math.Ceiling(top),
            (int)Math.Ceiling(left),
            Math.Min(size.Height, (int)Math.Ceiling(top + (height * size.Height))),
            Math.Min(size.Width, (int)Math.Ceiling(left + (width * size.Width))));
    }

    /// <summary>The box's part of one row of a picture.</summary>
    public Span<float> Row(Span<float> picture, int row, PictureSize size) =>
        picture.Slice(Start(row, size), Length(size));

    /// <summary>The box's part of one row of a picture.</summary>
    public ReadOnlySpan<float> Row(ReadOnlySpan<float> picture, int row, PictureSize size) => picture.Slice(Start(row, size), Length(size));

    private int Length(PictureSize size) => Math.Max(0, Right - Left) * size.Channels;

    private int Start(int row, PictureSize size) => ((row * size.Width) + Left) * size.Channels;
}
