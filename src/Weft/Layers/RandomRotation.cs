namespace Weft.Layers;

/// <summary>While training, turns a picture about its centre by an angle drawn evenly.</summary>
public sealed record RandomRotation : RandomResampling
{
    /// <summary>A random rotation.</summary>
    /// <param name="factor">The angle as a part of a full turn from -1 to 1, counter-clockwise; negative is clockwise. 0.1 is up to 36 degrees either way.</param>
    /// <param name="fillMode">What lies outside the picture; its mirror image by default.</param>
    /// <param name="interpolation">What lies between pixels.</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <param name="fillValue">The value outside, for <see cref="FillMode.Constant"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not within -1 and 1.</exception>
    public RandomRotation(
        Interval factor, FillMode fillMode = FillMode.Reflect, Interpolation interpolation = Interpolation.Bilinear, int? seed = null, float fillValue = 0)
        : base(fillMode, interpolation, seed, fillValue) => Factor = Within(factor, -1, 1, nameof(RandomRotation), nameof(factor));

    /// <summary>The angle as a part of a full turn.</summary>
    public Interval Factor { get; }
}
