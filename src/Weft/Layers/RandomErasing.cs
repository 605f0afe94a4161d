namespace Weft.Layers;

/// <summary>While training, overwrites a random box of a picture with one value or with noise.</summary>
/// <remarks>
/// Zhong et al. 2017. The box takes <c>sqrt(a)</c> of the height and <c>sqrt(b)</c> of the width, a and b drawn evenly from the scale, so about that part of the picture: the pixels whose middle it covers.
/// Noise is a standard normal times the upper end of the value range, cut to the range, for every value of the box by itself.
/// </remarks>
public sealed record RandomErasing : RandomColor
{
    private static readonly Interval s_scale = (0.02, 0.33);

    /// <summary>A random erasing with a probability drawn evenly from 0 to <paramref name="factor"/>.</summary>
    /// <param name="factor">The highest probability, from 0 to 1.</param>
    /// <param name="scale">What part of the picture is erased, from 0 to 1; null is (0.02, 0.33).</param>
    /// <param name="fillValue">What is written; null is noise.</param>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255), as in Keras. Where bytes are scaled by the model's pixel scale it is (0, 1).</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">Factor or scale is not within 0 and 1.</exception>
    public RandomErasing(double factor = 1, Interval? scale = null, float? fillValue = null, Interval? valueRange = null, int? seed = null)
        : this((0, factor), scale, fillValue, valueRange, seed)
    {
    }

    /// <summary>A random erasing with a probability drawn evenly from a range; (1, 1) erases always.</summary>
    /// <param name="factor">The range of the probability, from 0 to 1.</param>
    /// <param name="scale">What part of the picture is erased, from 0 to 1; null is (0.02, 0.33).</param>
    /// <param name="fillValue">What is written; null is noise.</param>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255).</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">Factor or scale is not within 0 and 1.</exception>
    public RandomErasing(Interval factor, Interval? scale = null, float? fillValue = null, Interval? valueRange = null, int? seed = null)
        : base(valueRange, seed)
    {
        Factor = Within(factor, 0, 1, nameof(RandomErasing), nameof(factor));
        Scale = Within(scale ?? s_scale, 0, 1, nameof(RandomErasing), nameof(scale));
        FillValue = fillValue;
    }

    /// <summary>The range of the probability that a picture is erased.</summary>
    public Interval Factor { get; }

    /// <summary>What part of the picture is erased.</summary>
    public Interval Scale { get; }

    /// <summary>What is written; null is noise.</summary>
    public float? FillValue { get; }
}
