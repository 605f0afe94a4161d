namespace Weft.Layers;

/// <summary>While training, moves values away from their channel's mean or towards it: <c>y = (x - mean) f + mean</c>, cut to the value range.</summary>
/// <remarks>
/// The mean is each channel's own over the picture; f is drawn evenly, once per picture. One factor means as far down as up, which is what Keras' documentation says; its code draws from 1 upwards,
/// and <c>(0, factor)</c> does so here.
/// </remarks>
public sealed record RandomContrast : RandomColor
{
    /// <summary>A random contrast, as far down as up: f from <c>1 - factor</c> to <c>1 + factor</c>.</summary>
    /// <param name="factor">From 0 to 1.</param>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255), as in Keras. Where bytes are scaled by the model's pixel scale it is (0, 1).</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not within 0 and 1.</exception>
    public RandomContrast(double factor, Interval? valueRange = null, int? seed = null)
        : this((factor, factor), valueRange, seed)
    {
    }

    /// <summary>A random contrast: f from <c>1 - low</c> to <c>1 + high</c>.</summary>
    /// <param name="factor">Low and high, each from 0 to 1.</param>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255).</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not within 0 and 1.</exception>
    public RandomContrast(Interval factor, Interval? valueRange = null, int? seed = null)
        : base(valueRange, seed) => Factor = Within(factor, 0, 1, nameof(RandomContrast), nameof(factor));

    /// <summary>How far below and above 1 the contrast may be.</summary>
    public Interval Factor { get; }
}
