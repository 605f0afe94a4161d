namespace Weft;

/// <summary>A range that values are drawn from or lie in. Written as a pair, <c>(-0.2, 0.3)</c>, or as one number: 0.2 is <c>(-0.2, 0.2)</c>.</summary>
public readonly record struct Interval
{
    /// <summary>A range.</summary>
    /// <param name="low">One end.</param>
    /// <param name="high">The other; the smaller of the two becomes <see cref="Low"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An end is no finite number.</exception>
    public Interval(double low, double high)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high))
        {
            throw new ArgumentOutOfRangeException(nameof(low), $"Interval: expected two finite numbers, got {low} and {high}.");
        }

        (Low, High) = low <= high ? (low, high) : (high, low);
    }

    /// <summary>The lower end.</summary>
    public double Low { get; }

    /// <summary>The upper end.</summary>
    public double High { get; }

    /// <summary>High minus low.</summary>
    public double Length => High - Low;

    /// <summary>As far below zero as above.</summary>
    public static implicit operator Interval(double extent) => new(-extent, extent);

    /// <summary>From one end to the other.</summary>
    public static implicit operator Interval((double Low, double High) ends) => new(ends.Low, ends.High);

    /// <summary><c>-0.2 to 0.3</c>.</summary>
    public override string ToString() => $"{Low} to {High}";
}
