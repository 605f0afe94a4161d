namespace Weft.Layers;

/// <summary>While training, shears a picture about its upper left corner: <c>y[r, c] = x[r + sy c, c + sx r]</c>, with sx and sy drawn evenly.</summary>
public sealed record RandomShear : RandomResampling
{
    /// <summary>A random shear.</summary>
    /// <param name="xFactor">How many columns a row lies further than the one above it, from -1 to 1. One number stands for both directions.</param>
    /// <param name="yFactor">How many rows a column lies further than the one left of it, from -1 to 1. One number stands for both directions.</param>
    /// <param name="fillMode">What lies outside the picture; its mirror image by default.</param>
    /// <param name="interpolation">What lies between pixels.</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <param name="fillValue">The value outside, for <see cref="FillMode.Constant"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A factor is not within -1 and 1.</exception>
    public RandomShear(
        Interval xFactor, Interval yFactor, FillMode fillMode = FillMode.Reflect, Interpolation interpolation = Interpolation.Bilinear, int? seed = null, float fillValue = 0)
        : base(fillMode, interpolation, seed, fillValue)
    {
        XFactor = Within(xFactor, -1, 1, nameof(RandomShear), nameof(xFactor));
        YFactor = Within(yFactor, -1, 1, nameof(RandomShear), nameof(yFactor));
    }

    /// <summary>How many columns a row lies further than the one above it.</summary>
    public Interval XFactor { get; }

    /// <summary>How many rows a column lies further than the one left of it.</summary>
    public Interval YFactor { get; }
}
