namespace Weft.Layers;

/// <summary>While training, cuts a part out of the picture, of a random size, shape and place, and resizes it; otherwise resizes the whole
/// picture.</summary>
/// <remarks>
/// Szegedy et al. 2014; <c>RandomResizedCrop</c> of KerasCV. Input <c>[h, w, channels]</c>, output <c>[height, width, channels]</c>. With an
/// area a and an aspect ratio r drawn evenly, the part is <c>min(1, sqrt(a / r))</c> of the picture's height and <c>min(1, sqrt(a r))</c> of
/// its width; its place is drawn evenly from all within the picture. Pixels are squares: what lies between their middles is interpolated
/// bilinearly, and larger pictures are not averaged.
/// </remarks>
public sealed record RandomResizedCrop : RandomLayer
{
    /// <summary>A random crop that is resized.</summary>
    /// <param name="height">Rows of the output.</param>
    /// <param name="width">Columns of the output.</param>
    /// <param name="cropAreaFactor">The range of the part's share of the picture's area, above 0 and up to 1; null is (0.08, 1).</param>
    /// <param name="aspectRatioFactor">The range of the part's proportions, width by height, beside the picture's; null is (3/4, 4/3).</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent or a ratio is not positive, or a share is not above 0 and up to 1.</exception>
    public RandomResizedCrop(
        int height,
        int width,
        Interval? cropAreaFactor = null,
        Interval? aspectRatioFactor = null,
        int? seed = null)
        : base(seed)
    {
        Height = Guard.Positive(height, nameof(RandomResizedCrop));
        Width = Guard.Positive(width, nameof(RandomResizedCrop));
        CropAreaFactor = Above0(Within(cropAreaFactor ?? (0.08, 1), 0, 1, nameof(RandomResizedCrop), nameof(cropAreaFactor)), nameof(cropAreaFactor));
        AspectRatioFactor = Above0(aspectRatioFactor ?? (3.0 / 4, 4.0 / 3), nameof(aspectRatioFactor));
    }

    /// <summary>Rows of the output.</summary>
    public int Height { get; }

    /// <summary>Columns of the output.</summary>
    public int Width { get; }

    /// <summary>The range of the part's share of the picture's area.</summary>
    public Interval CropAreaFactor { get; }

    /// <summary>The range of the part's proportions, width by height, beside the picture's.</summary>
    public Interval AspectRatioFactor { get; }

    internal override bool ActsInPrediction => true;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        RequireImage(input);
        return [Height, Width, input[2]];
    }

    private static Interval Above0(Interval value, string name) => value.Low > 0
        ? value
        : throw new ArgumentOutOfRangeException(name, $"{nameof(RandomResizedCrop)}: expected {name} above 0, got {value}.");
}
