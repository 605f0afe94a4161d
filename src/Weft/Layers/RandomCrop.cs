namespace Weft.Layers;

/// <summary>While training, cuts a window out of the picture at a random place; otherwise takes the middle.</summary>
/// <remarks>
/// Input <c>[h, w, channels]</c>, output <c>[height, width, channels]</c>. Not training, and where the picture is smaller than the window, the largest window
/// of the wanted proportions is taken from the middle and resized, with bilinear interpolation: what Keras' documentation says. Its code leaves a picture as it is when not training,
/// and takes the middle of a picture that is as large as the window one way. Every sample has a place of its own; Keras takes one for the batch.
/// </remarks>
public sealed record RandomCrop : RandomLayer
{
    /// <summary>A random crop.</summary>
    /// <param name="height">Rows of the window.</param>
    /// <param name="width">Columns of the window.</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is not positive.</exception>
    public RandomCrop(int height, int width, int? seed = null)
        : base(seed)
    {
        Height = Guard.Positive(height, nameof(RandomCrop));
        Width = Guard.Positive(width, nameof(RandomCrop));
    }

    /// <summary>Rows of the window.</summary>
    public int Height { get; }

    /// <summary>Columns of the window.</summary>
    public int Width { get; }

    internal override bool ActsInPrediction => true;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        RequireImage(input);
        return [Height, Width, input[2]];
    }
}
