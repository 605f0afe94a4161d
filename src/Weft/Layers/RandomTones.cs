namespace Weft.Layers;

/// <summary>While training, blurs or sharpens a picture: <c>y = s + 2 f (x - s)</c>, s being the mean of the nine pixels around with five
/// times the weight in the middle.</summary>
/// <remarks>f = 0 is blurred, 0.5 as it was, 1 sharpened; beyond the edges are zeros, as in Keras. Results are cut to the value
/// range.</remarks>
public sealed record RandomSharpness : RandomColor
{
    /// <summary>A random sharpness: f from 0 up to a number.</summary>
    /// <param name="factor">The number, from 0 to 1.</param>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255), as in Keras. Where bytes are scaled by the model's pixel scale
    /// it is (0, 1).</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not within 0 and 1.</exception>
    public RandomSharpness(double factor, Interval? valueRange = null, int? seed = null)
        : this((0, factor), valueRange, seed)
    {
    }

    /// <summary>A random sharpness.</summary>
    /// <param name="factor">What f is drawn from, within 0 and 1.</param>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255).</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not within 0 and 1.</exception>
    public RandomSharpness(Interval factor, Interval? valueRange = null, int? seed = null)
        : base(valueRange, seed) => Factor = Within(factor, 0, 1, nameof(RandomSharpness), nameof(factor));

    /// <summary>What f is drawn from.</summary>
    public Interval Factor { get; }
}

/// <summary>While training, keeps only the highest bits of values: of the 8 that they have, as bytes of the value range.</summary>
/// <remarks>A byte that was scaled to the value range counts as that byte, though the product may lie a rounding below it.</remarks>
public sealed record RandomPosterization : RandomColor
{
    /// <summary>A random number of bits: from 1 up to, and not including, a number; 1 is always 1.</summary>
    /// <param name="factor">The number, from 1 to 8.</param>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255), as in Keras. Where bytes are scaled by the model's pixel scale
    /// it is (0, 1).</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not within 1 and 8.</exception>
    public RandomPosterization(int factor, Interval? valueRange = null, int? seed = null)
        : this(1, factor, valueRange, seed)
    {
    }

    /// <summary>A random number of bits.</summary>
    /// <param name="low">The fewest.</param>
    /// <param name="high">As Keras draws, the first that is too many; as many as <paramref name="low"/> are always that many.</param>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255).</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The numbers are not within 1 and 8, or not in order.</exception>
    public RandomPosterization(int low, int high, Interval? valueRange = null, int? seed = null)
        : base(valueRange, seed)
    {
        if (low < 1 || high > 8 || low > high)
        {
            throw new ArgumentOutOfRangeException(nameof(high), $"{nameof(RandomPosterization)}: expected factor from 1 to 8, got {(low == 1 ? $"{high}" : $"{low} to {high}")}.");
        }

        (Low, High) = (low, high);
    }

    /// <summary>The fewest bits.</summary>
    public int Low { get; }

    /// <summary>The first number that is too many, or the only one.</summary>
    public int High { get; }
}

/// <summary>While training, adds to a picture and turns round what is then bright: with <c>v = x + a</c> cut to the value range, <c>y =
/// v</c> below t and <c>low + high - v</c> from there on.</summary>
/// <remarks>a and t are drawn evenly as parts of the value range. Where a factor begins above 0, Keras' code forgets to multiply this end
/// by 255; here both ends are parts.</remarks>
public sealed record Solarization : RandomColor
{
    /// <summary>A random solarisation.</summary>
    /// <param name="additionFactor">What a is drawn from, within 0 and 1; null is 0. One number f is (0, f), as Keras has it.</param>
    /// <param name="thresholdFactor">What t is drawn from, within 0 and 1; null is 0, and turns everything round. One number f is (0,
    /// f).</param>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255), as in Keras. Where bytes are scaled by the model's pixel scale
    /// it is (0, 1).</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">A factor is not within 0 and 1.</exception>
    public Solarization(Interval? additionFactor = null, Interval? thresholdFactor = null, Interval? valueRange = null, int? seed = null)
        : base(valueRange, seed)
    {
        AdditionFactor = UpTo(additionFactor ?? (0, 0), nameof(Solarization), nameof(additionFactor));
        ThresholdFactor = UpTo(thresholdFactor ?? (0, 0), nameof(Solarization), nameof(thresholdFactor));
    }

    /// <summary>What is added, as a part of the value range.</summary>
    public Interval AdditionFactor { get; }

    /// <summary>From which value on pixels are turned round, as a part of the value range.</summary>
    public Interval ThresholdFactor { get; }
}

/// <summary>While training, turns some pictures into their negatives: <c>y = low + high - x</c>.</summary>
public sealed record RandomInvert : RandomColor
{
    /// <summary>A random negative, with a probability drawn evenly from 0 to a number.</summary>
    /// <param name="factor">The number, from 0 to 1.</param>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255), as in Keras. Where bytes are scaled by the model's pixel scale
    /// it is (0, 1).</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not within 0 and 1.</exception>
    public RandomInvert(double factor = 1, Interval? valueRange = null, int? seed = null)
        : this((0, factor), valueRange, seed)
    {
    }

    /// <summary>A random negative, with a probability drawn evenly from a range; (1, 1) is always.</summary>
    /// <param name="factor">The range of the probability, from 0 to 1.</param>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255).</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not within 0 and 1.</exception>
    public RandomInvert(Interval factor, Interval? valueRange = null, int? seed = null)
        : base(valueRange, seed) => Factor = Within(factor, 0, 1, nameof(RandomInvert), nameof(factor));

    /// <summary>The range of the probability that a picture becomes its negative.</summary>
    public Interval Factor { get; }
}
