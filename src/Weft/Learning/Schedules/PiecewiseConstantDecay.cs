namespace Weft.Schedules;

/// <summary>A rate that changes at given steps and stays between them.</summary>
/// <remarks>Value i holds up to and including boundary i, the last value after the last boundary, as in Keras.</remarks>
public sealed record PiecewiseConstantDecay : Schedule
{
    /// <summary>Rates between boundaries.</summary>
    /// <param name="boundaries">Steps in ascending order.</param>
    /// <param name="values">Rates, one more than boundaries.</param>
    public PiecewiseConstantDecay(IReadOnlyList<double> boundaries, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(boundaries);
        ArgumentNullException.ThrowIfNull(values);
        if (boundaries.Count != values.Count - 1 || boundaries.Zip(boundaries.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            throw new ArgumentException(
                $"PiecewiseConstantDecay: expected ascending boundaries and one value more, got boundaries [{string.Join(", ", boundaries)}] and values [{string.Join(", ", values)}].",
                nameof(boundaries));
        }

        (Boundaries, Values) = ([.. boundaries], [.. values]);
    }

    /// <summary>Steps in ascending order.</summary>
    public IReadOnlyList<double> Boundaries { get; }

    /// <summary>Rates, one more than boundaries.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <inheritdoc/>
    public override double At(long step) => Values[Boundaries.Count(boundary => step > boundary)];

    /// <summary>Whether boundaries and values are the same.</summary>
    public bool Equals(PiecewiseConstantDecay? other) => other is not null && Boundaries.SequenceEqual(other.Boundaries) && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => Values.Concat(Boundaries).Aggregate(0, HashCode.Combine);
}
