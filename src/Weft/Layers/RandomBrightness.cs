namespace Weft.Layers;

/// <summary>While training, adds a value drawn evenly to a whole picture, <c>y = x + f (high - low)</c>, cut to the value range.</summary>
public sealed record RandomBrightness : RandomColor
{
    /// <summary>A random brightness.</summary>
    /// <param name="factor">What f is drawn from, from -1, black, to 1, white. One number stands for both directions.</param>
    /// <param name="valueRange">The range low to high that pixels lie in; null is (0, 255), as in Keras. Where bytes are scaled by the model's pixel scale it is (0, 1).</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not within -1 and 1.</exception>
    public RandomBrightness(Interval factor, Interval? valueRange = null, int? seed = null)
        : base(valueRange, seed) => Factor = Within(factor, -1, 1, nameof(RandomBrightness), nameof(factor));

    /// <summary>What is added, as a part of the value range.</summary>
    public Interval Factor { get; }
}
