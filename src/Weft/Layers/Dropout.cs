namespace Weft.Layers;

/// <summary>While training, zeroes a random part of the values and scales the rest by <c>1 / (1 - rate)</c>; otherwise does nothing.</summary>
/// <remarks>Srivastava et al. 2014, in its inverted form.</remarks>
public sealed record Dropout : Layer
{
    /// <summary>A dropout.</summary>
    /// <param name="rate">The part that is zeroed, from 0 up to but not including 1.</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not in [0, 1).</exception>
    public Dropout(double rate, int? seed = null)
    {
        Rate = Guard.Fraction(rate, nameof(Dropout));
        Seed = seed;
    }

    /// <summary>The part that is zeroed.</summary>
    public double Rate { get; }

    /// <summary>A seed of its own; null takes one from the model's.</summary>
    public int? Seed { get; }

    /// <summary>
    /// Which values share a draw, as the shape of a sample: an axis of extent 1 shares one, others have the input's extent. <c>[1, 1, 1]</c> zeroes whole samples, <c>[1, 1, C]</c> whole channels;
    /// null, the default, draws for every value.
    /// </summary>
    public Shape? NoiseShape { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The noise's shape does not go with the input's.</exception>
    public override Shape OutputShape(Shape input)
    {
        if (NoiseShape is { } noise && (noise.Rank != input.Rank || noise.Where((extent, i) => extent != 1 && extent != input[i]).Any()))
        {
            throw new ShapeException($"{Who}: expected a noise shape whose extents are 1 or those of {input.ToBatchString()}, got {noise}.");
        }

        return input;
    }
}
