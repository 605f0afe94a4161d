namespace Weft.Layers;

/// <summary>Rows and columns of zeros around an image.</summary>
public sealed record ZeroPadding2D : Layer
{
    /// <summary>The same padding on opposite sides.</summary>
    /// <param name="padding">Rows above and below, columns left and right; 1 by default.</param>
    public ZeroPadding2D(Size2D? padding = null)
        : this((padding ?? 1).Height, (padding ?? 1).Height, (padding ?? 1).Width, (padding ?? 1).Width)
    {
    }

    /// <summary>A padding for every side.</summary>
    /// <param name="top">Rows above.</param>
    /// <param name="bottom">Rows below.</param>
    /// <param name="left">Columns to the left.</param>
    /// <param name="right">Columns to the right.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is negative.</exception>
    public ZeroPadding2D(int top, int bottom, int left, int right)
    {
        Top = (int)Guard.NotNegative(top, nameof(ZeroPadding2D));
        Bottom = (int)Guard.NotNegative(bottom, nameof(ZeroPadding2D));
        Left = (int)Guard.NotNegative(left, nameof(ZeroPadding2D));
        Right = (int)Guard.NotNegative(right, nameof(ZeroPadding2D));
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
    public override Shape OutputShape(Shape input)
    {
        RequireImage(input);
        return [checked(input[0] + Top + Bottom), checked(input[1] + Left + Right), input[2]];
    }
}

/// <summary>Makes an image larger: every row and column becomes several.</summary>
public sealed record UpSampling2D : Layer
{
    /// <summary>An enlargement.</summary>
    /// <param name="size">Rows per row and columns per column; 2 by default.</param>
    /// <param name="interpolation">How values between pixels are found.</param>
    /// <exception cref="ArgumentOutOfRangeException">A factor is not positive.</exception>
    public UpSampling2D(Size2D? size = null, Interpolation interpolation = Interpolation.Nearest)
    {
        Size = Guard.Positive(size ?? 2, nameof(UpSampling2D));
        Interpolation = interpolation;
    }

    /// <summary>Rows per row and columns per column.</summary>
    public Size2D Size { get; }

    /// <summary>How values between pixels are found.</summary>
    public Interpolation Interpolation { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        RequireImage(input);
        return [checked(input[0] * Size.Height), checked(input[1] * Size.Width), input[2]];
    }
}

/// <summary>Gives a sample another shape, in row-major order.</summary>
public sealed record Reshape : Layer
{
    /// <summary>Another shape.</summary>
    /// <param name="targetShape">The extents without the batch; one of them may be -1: what is left.</param>
    public Reshape(params int[] targetShape) => TargetShape = new ValueList<int>(targetShape);

    /// <summary>The extents without the batch; one of them may be -1: what is left.</summary>
    public IReadOnlyList<int> TargetShape { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        long known = TargetShape.Where(extent => extent != -1).Aggregate(1L, (size, extent) => size * extent);
        int open = TargetShape.Count(extent => extent == -1);
        bool fits = TargetShape.All(extent => extent is -1 or > 0) && (open == 0 ? known == input.Size : open == 1 && input.Size % known == 0);
        return fits
            ? new Shape([.. TargetShape.Select(extent => extent == -1 ? (int)(input.Size / known) : extent)])
            : throw new ShapeException($"{Who}: expected a target shape of {input.Size} values, got [{string.Join(", ", TargetShape)}] for {input.ToBatchString()}. Extents multiply to the size; one may be -1.");
    }
}
