namespace Weft;

/// <summary>How fast a layer learns beside the others: see <see cref="Optimizer.LayerRates"/>.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Factor">What the learning rate is multiplied with, at least 0.</param>
public sealed record LayerRate(string Layer, double Factor)
{
    /// <summary>What the learning rate is multiplied with.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or no number.</exception>
    public double Factor { get; init; } = Factor is >= 0 and < double.PositiveInfinity
        ? Factor
        : throw new ArgumentOutOfRangeException(nameof(Factor), $"LayerRate: expected a factor of at least 0 for '{Layer}', got {Factor}.");
}
