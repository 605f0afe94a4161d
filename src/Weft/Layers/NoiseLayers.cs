namespace Weft.Layers;

/// <summary>A dropout of whole channels: while training, a random part of an image's channels becomes zero and the rest is scaled by <c>1 / (1 - rate)</c>.</summary>
/// <remarks>Tompson et al. 2015.</remarks>
public sealed record SpatialDropout2D : Layer
{
    /// <summary>A dropout of channels.</summary>
    /// <param name="rate">The part that is zeroed, from 0 to 1, where all of it is.</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not in [0, 1].</exception>
    public SpatialDropout2D(double rate, int? seed = null)
    {
        Rate = Guard.AtMostOne(rate, nameof(SpatialDropout2D));
        Seed = seed;
    }

    /// <summary>The part that is zeroed.</summary>
    public double Rate { get; }

    /// <summary>A seed of its own; null takes one from the model's.</summary>
    public int? Seed { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        RequireImage(input);
        return input;
    }
}

/// <summary>While training, adds normally distributed noise of mean 0: <c>y = x + stddev n</c>; otherwise does nothing.</summary>
public sealed record GaussianNoise : Layer
{
    /// <summary>A noise.</summary>
    /// <param name="standardDeviation">The noise's standard deviation, from 0 to 1.</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is not in [0, 1]: Keras takes no other.</exception>
    public GaussianNoise(double standardDeviation, int? seed = null)
    {
        StandardDeviation = Guard.AtMostOne(standardDeviation, nameof(GaussianNoise));
        Seed = seed;
    }

    /// <summary>The noise's standard deviation.</summary>
    public double StandardDeviation { get; }

    /// <summary>A seed of its own; null takes one from the model's.</summary>
    public int? Seed { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;
}
