namespace Weft.Layers;

/// <summary>While training, turns the hue of a whole picture: by <c>f / 2</c> of the colour circle, one way or the other, with f drawn evenly.</summary>
/// <remarks>Pictures have the three channels red, green and blue.</remarks>
public sealed record RandomHue : RandomColor
{
    /// <summary>A random hue: f from 0 up to a number.</summary>
    /// <param name="factor">The number, from 0, no change, to 1, half of the circle either way.</param>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255), as in Keras. Where bytes are scaled by the model's pixel scale it is (0, 1).</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not within 0 and 1.</exception>
    public RandomHue(double factor, Interval? valueRange = null, int? seed = null)
        : this((0, factor), valueRange, seed)
    {
    }

    /// <summary>A random hue.</summary>
    /// <param name="factor">What f is drawn from, within 0 and 1.</param>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255).</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not within 0 and 1.</exception>
    public RandomHue(Interval factor, Interval? valueRange = null, int? seed = null)
        : base(valueRange, seed) => Factor = Within(factor, 0, 1, nameof(RandomHue), nameof(factor));

    /// <summary>What f is drawn from.</summary>
    public Interval Factor { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => RequireColors(input);
}

/// <summary>While training, multiplies the saturation of a whole picture by <c>f / (1 - f)</c>, cut to 0 and 1, with f drawn evenly.</summary>
/// <remarks>0.5 changes nothing, 0 and below give greys, 1 the purest colours. Pictures have the three channels red, green and blue.</remarks>
public sealed record RandomSaturation : RandomColor
{
    /// <summary>A random saturation.</summary>
    /// <param name="factor">What f is drawn from, within -1 and 1. One number stands for both directions, as Keras has it.</param>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255), as in Keras. Where bytes are scaled by the model's pixel scale it is (0, 1).</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not within -1 and 1.</exception>
    public RandomSaturation(Interval factor, Interval? valueRange = null, int? seed = null)
        : base(valueRange, seed) => Factor = Within(factor, -1, 1, nameof(RandomSaturation), nameof(factor));

    /// <summary>What f is drawn from.</summary>
    public Interval Factor { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => RequireColors(input);
}
