namespace Weft.Layers;

/// <summary>While training, mirrors a picture with probability one half.</summary>
/// <remarks>Where both ways are allowed, each is drawn by itself; Keras draws once, so that it turns a picture by 180 degrees or leaves it.</remarks>
public sealed record RandomFlip : RandomLayer
{
    /// <summary>A random flip.</summary>
    /// <param name="mode">Which way; both by default, as in Keras.</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    public RandomFlip(FlipMode mode = FlipMode.HorizontalAndVertical, int? seed = null)
        : base(seed) => Mode = mode;

    /// <summary>Which way.</summary>
    public FlipMode Mode { get; }
}
