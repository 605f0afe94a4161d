namespace Weft.Layers;

/// <summary>What global max and average pooling share: one value per channel.</summary>
public abstract record GlobalPooling2D : Layer
{
    private protected GlobalPooling2D(bool keepDims) => KeepDims = keepDims;

    /// <summary>Whether the output stays an image of 1x1: <c>[1, 1, channels]</c> instead of <c>[channels]</c>.</summary>
    public bool KeepDims { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        RequireImage(input);
        return KeepDims ? [1, 1, input[2]] : [input[2]];
    }
}

/// <summary>The mean of each channel over the whole image: <c>y[c] = mean over h, w of x[h, w, c]</c>.</summary>
public sealed record GlobalAveragePooling2D : GlobalPooling2D
{
    /// <summary>A global average pooling.</summary>
    /// <param name="keepDims">Whether the output stays an image of 1x1.</param>
    public GlobalAveragePooling2D(bool keepDims = false)
        : base(keepDims)
    {
    }
}

/// <summary>The largest value of each channel over the whole image: <c>y[c] = max over h, w of x[h, w, c]</c>.</summary>
public sealed record GlobalMaxPooling2D : GlobalPooling2D
{
    /// <summary>A global max pooling.</summary>
    /// <param name="keepDims">Whether the output stays an image of 1x1.</param>
    public GlobalMaxPooling2D(bool keepDims = false)
        : base(keepDims)
    {
    }
}
