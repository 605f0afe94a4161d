using Weft.Initializers;

namespace Weft.Layers;

/// <summary>Shifts and scales channels by a mean and a variance that are known beforehand: <c>y = (x - mean) / max(sqrt(variance), 1e-7)</c>.</summary>
/// <remarks>
/// The two are given, or measured on data by <see cref="Model.Adapt"/>, and then kept as the weights mean, variance and count, which training leaves alone.
/// Channels are the last axis.
/// </remarks>
public sealed record Normalization : Layer
{
    /// <summary>A normalisation that is adapted to data later; until then it does nothing.</summary>
    /// <param name="invert">Whether it goes back: <c>y = x max(sqrt(variance), 1e-7) + mean</c>.</param>
    public Normalization(bool invert = false) => Invert = invert;

    /// <summary>A normalisation by given values.</summary>
    /// <param name="mean">One mean per channel, or one for all.</param>
    /// <param name="variance">One variance per channel, or one for all.</param>
    /// <param name="invert">Whether it goes back.</param>
    /// <exception cref="ArgumentException">There are as many means as variances, or a variance is negative.</exception>
    public Normalization(IReadOnlyList<float> mean, IReadOnlyList<float> variance, bool invert = false)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(variance);
        if (mean.Count == 0 || mean.Count != variance.Count || variance.Any(value => !(value >= 0)))
        {
            throw new ArgumentException($"{nameof(Normalization)}: expected as many means as variances of at least 0, got [{string.Join(", ", mean)}] and [{string.Join(", ", variance)}].");
        }

        (Mean, Variance, Invert) = (mean, variance, invert);
    }

    /// <summary>The given means; null where they come from data.</summary>
    public IReadOnlyList<float>? Mean { get; }

    /// <summary>The given variances; null where they come from data.</summary>
    public IReadOnlyList<float>? Variance { get; }

    /// <summary>Whether it goes back.</summary>
    public bool Invert { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Mean is null || Mean.Count == 1 || Mean.Count == input[^1]
        ? input
        : throw new ShapeException($"{Who}: expected {input[^1]} means for {input.ToBatchString()}, got {Mean.Count}. Give one per channel, or one for all.");

    /// <inheritdoc/>
    public override IReadOnlyList<WeightSpec> Weights(Shape input) => Mean is not null ? [] :
    [
        new WeightSpec("mean", [input[^1]], new Zeros(), Trainable: false),
        new WeightSpec("variance", [input[^1]], new Ones(), Trainable: false),
        new WeightSpec("count", [], new Zeros(), Trainable: false),
    ];

    /// <summary>Whether two layers have the same values.</summary>
    public bool Equals(Normalization? other) => other is not null && Name == other.Name && Trainable == other.Trainable && Invert == other.Invert
        && (Mean ?? []).SequenceEqual(other.Mean ?? []) && (Variance ?? []).SequenceEqual(other.Variance ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Trainable, Invert, Mean?.Count);
}
