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

    /// <summary>Where a share lies with 95 % confidence, as far as that many samples can say: Wilson's interval.</summary>
    /// <remarks><c>(p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)</c>, z = 1.96.</remarks>
    /// <param name="share">The share that was counted, from 0 to 1.</param>
    /// <param name="count">Among how many samples it was.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is none, or there are no samples.</exception>
    public static Interval OfShare(double share, int count)
    {
        if (share is not (>= 0 and <= 1) || count < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(share), $"Interval: expected a share from 0 to 1 of at least 1 sample, got {share} of {count}.");
        }

        const double z = 1.959963984540054;
        double n = count, middle = share + (z * z / (2 * n)), reach = z * Math.Sqrt((share * (1 - share) / n) + (z * z / (4 * n * n))), scale = 1 + (z * z / n);
        return new Interval(Math.Max(0, (middle - reach) / scale), Math.Min(1, (middle + reach) / scale));
    }

    /// <summary>As far below zero as above.</summary>
    public static implicit operator Interval(double extent) => new(-extent, extent);

    /// <summary>From one end to the other.</summary>
    public static implicit operator Interval((double Low, double High) ends) => new(ends.Low, ends.High);

    /// <summary><c>-0.2 to 0.3</c>.</summary>
    public override string ToString() => $"{Low} to {High}";
}
