namespace Weft.Layers;

/// <summary>Changes the order of a sample's axes: the axis <c>dims[i]</c> comes to place <c>i + 1</c>.</summary>
public sealed record Permute : Layer
{
    private readonly Axes _dims;

    /// <summary>Another order of axes.</summary>
    /// <param name="dims">All axes in their new order, counted from 1, without the batch: <c>new Permute(2, 1, 3)</c> turns an image over its diagonal.</param>
    public Permute(params int[] dims) => _dims = new(dims);

    /// <summary>All axes in their new order, counted from 1.</summary>
    public IReadOnlyList<int> Dims => _dims.List;

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The axes are not those of the input.</exception>
    public override Shape OutputShape(Shape input) => Dims.Order().SequenceEqual(Enumerable.Range(1, input.Rank))
        ? new([.. Dims.Select(axis => input[axis - 1])])
        : throw new ShapeException($"{Who}: expected every axis from 1 to {input.Rank} of {input.ToBatchString()} once, got [{string.Join(", ", Dims)}].");
}

/// <summary>Says a vector several times over: <c>[features]</c> becomes <c>[n, features]</c>.</summary>
public sealed record RepeatVector : Layer
{
    /// <summary>A repetition.</summary>
    /// <param name="n">How many times.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public RepeatVector(int n) => N = Guard.Positive(n, nameof(RepeatVector));

    /// <summary>How many times.</summary>
    public int N { get; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The input is no vector.</exception>
    public override Shape OutputShape(Shape input) => input.Rank == 1
        ? [N, input[0]]
        : throw new ShapeException($"{Who}: expected input [batch, features], got {input.ToBatchString()}. Add Flatten before it.");
}

/// <summary>Does nothing: <c>y = x</c>.</summary>
public sealed record Identity : Layer
{
    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;
}

/// <summary>Takes rows and columns away from an image's sides.</summary>
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
