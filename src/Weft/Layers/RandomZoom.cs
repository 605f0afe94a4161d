namespace Weft.Layers;

/// <summary>While training, zooms a picture about its centre by a factor drawn evenly: <c>y[p] = x[c + (1 + f) (p - c)]</c>.</summary>
public sealed record RandomZoom : RandomResampling
{
    /// <summary>A random zoom.</summary>
    /// <param name="heightFactor">How far to zoom out vertically, from -1 to 1; negative is in. (0.2, 0.3) shows 20 to 30 % more than the picture.</param>
    /// <param name="widthFactor">The same horizontally; null zooms both ways alike.</param>
    /// <param name="fillMode">What lies outside the picture; its mirror image by default.</param>
    /// <param name="interpolation">What lies between pixels.</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <param name="fillValue">The value outside, for <see cref="FillMode.Constant"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A factor is not within -1 and 1.</exception>
    public RandomZoom(
        Interval heightFactor,
        Interval? widthFactor = null,
        FillMode fillMode = FillMode.Reflect,
        Interpolation interpolation = Interpolation.Bilinear,
        int? seed = null,
        float fillValue = 0)
        : base(fillMode, interpolation, seed, fillValue)
    {
        HeightFactor = Within(heightFactor, -1, 1, nameof(RandomZoom), nameof(heightFactor));
        WidthFactor = widthFactor is { } width ? Within(width, -1, 1, nameof(RandomZoom), nameof(widthFactor)) : null;
    }

    /// <summary>How far to zoom out vertically.</summary>
    public Interval HeightFactor { get; }

    /// <summary>How far to zoom out horizontally; null is as vertically.</summary>
    public Interval? WidthFactor { get; }
}
