namespace Weft.Layers;

/// <summary>While training, mixes a picture with its greys: <c>y = x + f (g - x)</c>, g = 0.2989 red + 0.587 green + 0.114 blue, cut to the
/// value range.</summary>
/// <remarks>Pictures of one channel stay as they are.</remarks>
public sealed record RandomColorDegeneration : RandomColor
{
    /// <summary>A random loss of colour.</summary>
    /// <param name="factor">What f is drawn from, within -1 and 1; 1 is grey. One number stands for both directions, as Keras' code has
    /// it.</param>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255), as in Keras. Where bytes are scaled by the model's pixel scale
    /// it is (0, 1).</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not within -1 and 1.</exception>
    public RandomColorDegeneration(Interval factor, Interval? valueRange = null, int? seed = null)
        : base(valueRange, seed) => Factor = Within(factor, -1, 1, nameof(RandomColorDegeneration), nameof(factor));

    /// <summary>What f is drawn from.</summary>
    public Interval Factor { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => RequireColorsOrGrey(input);
}

/// <summary>While training, makes some pictures grey: every channel is 0.2989 red + 0.587 green + 0.114 blue.</summary>
public sealed record RandomGrayscale : RandomLayer
{
    /// <summary>A random grey.</summary>
    /// <param name="factor">The probability, from 0 to 1.</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not within 0 and 1.</exception>
    public RandomGrayscale(double factor = 0.5, int? seed = null)
        : base(seed) => Factor = Guard.AtMostOne(factor, nameof(RandomGrayscale));

    /// <summary>The probability that a picture is made grey.</summary>
    public double Factor { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => RequireColorsOrGrey(input);
}

/// <summary>While training, changes brightness, contrast, saturation and hue, in this order: each a layer of its own, where it has a
/// factor.</summary>
public sealed record RandomColorJitter : RandomColor
{
    /// <summary>A random change of colours.</summary>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255), as in Keras. Where bytes are scaled by the model's pixel scale
    /// it is (0, 1).</param>
    /// <param name="brightnessFactor">See <see cref="RandomBrightness"/>; null leaves the brightness.</param>
    /// <param name="contrastFactor">See <see cref="RandomContrast"/>: how far below and above 1; null leaves the contrast.</param>
    /// <param name="saturationFactor">See <see cref="RandomSaturation"/>; null leaves the saturation.</param>
    /// <param name="hueFactor">See <see cref="RandomHue"/>: from and to; null leaves the hue.</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">A factor is not within what its layer takes.</exception>
    public RandomColorJitter(
        Interval? valueRange = null,
        Interval? brightnessFactor = null,
        Interval? contrastFactor = null,
        Interval? saturationFactor = null,
        Interval? hueFactor = null,
        int? seed = null)
        : base(valueRange, seed)
    {
        (BrightnessFactor, ContrastFactor, SaturationFactor, HueFactor) = (brightnessFactor, contrastFactor, saturationFactor, hueFactor);
        List<Layer> parts = [];
        Add(brightnessFactor, factor => new RandomBrightness(factor, ValueRange, seed));
        Add(contrastFactor, factor => new RandomContrast(factor, ValueRange, seed));
        Add(saturationFactor, factor => new RandomSaturation(factor, ValueRange, seed));
        Add(hueFactor, factor => new RandomHue(factor, ValueRange, seed));
        Parts = new ValueList<Layer>(parts);

        void Add(Interval? factor, Func<Interval, Layer> create)
        {
            if (factor is { } range)
            {
                parts.Add(create(range));
            }
        }
    }

    /// <summary>What is added, as a part of the value range; null leaves the brightness.</summary>
    public Interval? BrightnessFactor { get; }

    /// <summary>How far below and above 1 the contrast may be; null leaves it.</summary>
    public Interval? ContrastFactor { get; }

    /// <summary>What decides the saturation's factor; null leaves it.</summary>
    public Interval? SaturationFactor { get; }

    /// <summary>How far hues turn; null leaves them.</summary>
    public Interval? HueFactor { get; }

    internal override IReadOnlyList<Layer> Parts { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        RequireImage(input);
        return SaturationFactor is null && HueFactor is null ? input : RequireColors(input);
    }
}
