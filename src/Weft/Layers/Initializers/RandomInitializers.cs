using Weft.Layers;

namespace Weft.Initializers;

/// <summary>Normal values.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="StandardDeviation">Their standard deviation, at least 0; Keras calls it <c>stddev</c>.</param>
public sealed record RandomNormal(double Mean = 0, double StandardDeviation = 0.05) : RandomInitializer
{
    /// <summary>Their standard deviation.</summary>
    public double StandardDeviation { get; } = Guard.NotNegative(StandardDeviation, nameof(RandomNormal));

    private protected override void Draw(Span<float> values, Shape shape, ref Generator random) =>
        RandomValues.Normal(values, Mean, StandardDeviation, ref random);
}

/// <summary>Normal values, drawn again while they lie more than two standard deviations from the mean.</summary>
/// <remarks>What is left has 0.88 times the deviation.</remarks>
/// <param name="Mean">Their mean.</param>
/// <param name="StandardDeviation">The standard deviation before the cut, at least 0; Keras calls it <c>stddev</c>.</param>
public sealed record TruncatedNormal(double Mean = 0, double StandardDeviation = 0.05) : RandomInitializer
{
    /// <summary>The standard deviation before the cut.</summary>
    public double StandardDeviation { get; } = Guard.NotNegative(StandardDeviation, nameof(TruncatedNormal));

    private protected override void Draw(Span<float> values, Shape shape, ref Generator random) =>
        RandomValues.TruncatedNormal(values, Mean, StandardDeviation, ref random);
}

/// <summary>Values spread evenly between two limits.</summary>
/// <param name="Minimum">The lower limit; Keras calls it <c>minval</c>.</param>
/// <param name="Maximum">The upper limit, which is not reached; Keras calls it <c>maxval</c>.</param>
public sealed record RandomUniform(double Minimum = -0.05, double Maximum = 0.05) : RandomInitializer
{
    private protected override void Draw(Span<float> values, Shape shape, ref Generator random) =>
        RandomValues.Uniform(values, Minimum, Maximum, ref random);
}
