namespace Weft.Layers;
/// <summary>t</summary>
public sealed record Cropping2D : Layer
{
    /// <summary>The same on opposite sides.</summary>
    /// <param name="cropping">Rows above and below, columns left and right; 0 by default.</param>
    public Cropping2D(Size2D? cropping = null)
        : this((cropping ?? 0).Height, (cropping ?? 0).Height, (cropping ?? 0).Width, (cropping ?? 0).Width)
    {
    }

    /// <summary>A cropping for every side.</summary>
    /// <param name="top">Rows above.</param>
    /// <param name="bottom">Rows below.</param>
    /// <param name="left">Columns to the left.</param>
    /// <param name="right">Columns to the right.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is negative.</exception>
    public Cropping2D(int top, int bottom, int left, int right)
    {
        Top = (int)Guard.NotNegative(top, nameof(Cropping2D));
        Bottom = (int)Guard.NotNegative(bottom, nameof(Cropping2D));
        Left = (int)Guard.NotNegative(left, nameof(Cropping2D));
        Right = (int)Guard.NotNegative(right, nameof(Cropping2D));
    }

    /// <summary>Rows above.</summary>
    public int Top { get; }

    /// <summary>Rows below.</summary>
    public int Bottom { get; }

    /// <summary>Columns to the left.</summary>
    public int Left { get; }

    /// <summary>Columns to the right.</summary>
    public int Right { get; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">Nothing is left.</exception>
    public override Shape OutputShape(Shape input)
    {
        RequireImage(input);
        (long height, long width) = ((long)input[0] - Top - Bottom, (long)input[1] - Left - Right);
        return height > 0 && width > 0
            ? [(int)height, (int)width, input[2]]
            : throw new ShapeException($"{Who}: expected an image of more than {(long)Top + Bottom} rows and {(long)Left + Right} columns, got {input.ToBatchString()}. Crop less.");
    }
}
