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

/// <summary>While training, multiplies by normally distributed noise of mean 1: <c>y = x (1 + n sqrt(rate / (1 - rate)))</c>; otherwise does nothing.</summary>
/// <remarks>The noise varies as much as a <see cref="Dropout"/> of the same rate. Srivastava et al. 2014.</remarks>
public sealed record GaussianDropout : Layer
{
    /// <summary>A multiplicative noise.</summary>
    /// <param name="rate">The rate of the dropout it stands for, from 0 up to but not including 1.</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not in [0, 1).</exception>
    public GaussianDropout(double rate, int? seed = null)
    {
        Rate = Guard.Fraction(rate, nameof(GaussianDropout));
        Seed = seed;
    }

    /// <summary>The rate of the dropout it stands for.</summary>
    public double Rate { get; }

    /// <summary>A seed of its own; null takes one from the model's.</summary>
    public int? Seed { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;
}

/// <summary>A dropout for <c>selu</c>: while training, a random part of the values becomes the function's lowest, and all are scaled and shifted so that mean and variance stay 0 and 1.</summary>
/// <remarks>
/// <c>y = a x + b</c> for what stays and <c>a s + b</c> for the rest, with <c>s = -1.7580993408473766</c>, <c>a = 1 / sqrt((1 - rate) (1 + rate s^2))</c> and <c>b = -a s rate</c>.
/// Klambauer et al. 2017.
/// </remarks>
public sealed record AlphaDropout : Layer
{
    /// <summary>A dropout for selu.</summary>
    /// <param name="rate">The part that is dropped, from 0 up to but not including 1.</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not in [0, 1).</exception>
    public AlphaDropout(double rate, int? seed = null)
    {
        Rate = Guard.Fraction(rate, nameof(AlphaDropout));
        Seed = seed;
    }

    /// <summary>The part that is dropped.</summary>
    public double Rate { get; }

    /// <summary>A seed of its own; null takes one from the model's.</summary>
    public int? Seed { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;
}
