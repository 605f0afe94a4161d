namespace Weft.Layers;

/// <summary>While training, shifts a picture: <c>y[r, c] = x[r - dy, c - dx]</c>, with dy and dx drawn evenly.</summary>
public sealed record RandomTranslation : RandomResampling
{
    /// <summary>A random translation.</summary>
    /// <param name="heightFactor">The shift down, as a part of the height from -1 to 1; negative is up. One number stands for both directions.</param>
    /// <param name="widthFactor">The shift to the right, as a part of the width from -1 to 1; negative is left.</param>
    /// <param name="fillMode">What lies outside the picture; its mirror image by default.</param>
    /// <param name="interpolation">What lies between pixels. With <see cref="Interpolation.Nearest"/> pictures are shifted by whole pixels and keep their values.</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <param name="fillValue">The value outside, for <see cref="FillMode.Constant"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A factor is not within -1 and 1.</exception>
    public RandomTranslation(
        Interval heightFactor,
        Interval widthFactor,
        FillMode fillMode = FillMode.Reflect,
        Interpolation interpolation = Interpolation.Bilinear,
        int? seed = null,
        float fillValue = 0)
        : base(fillMode, interpolation, seed, fillValue)
    {
        HeightFactor = Within(heightFactor, -1, 1, nameof(RandomTranslation), nameof(heightFactor));
        WidthFactor = Within(widthFactor, -1, 1, nameof(RandomTranslation), nameof(widthFactor));
    }

    /// <summary>The shift down, as a part of the height.</summary>
    public Interval HeightFactor { get; }

    /// <summary>The shift to the right, as a part of the width.</summary>
    public Interval WidthFactor { get; }
}
