namespace Weft.Layers;

/// <summary>While training, zeroes a random part of the values and scales the rest by <c>1 / (1 - rate)</c>; otherwise does nothing.</summary>
/// <remarks>Srivastava et al. 2014, in its inverted form.</remarks>
public sealed record Dropout : Layer
{
    /// <summary>A dropout.</summary>
    /// <param name="rate">The part that is zeroed, from 0 to 1, where all of it is.</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not in [0, 1].</exception>
    public Dropout(double rate, int? seed = null)
    {
        Rate = Guard.AtMostOne(rate, nameof(Dropout));
        Seed = seed;
    }

    /// <summary>The part that is zeroed.</summary>
    public double Rate { get; }

    /// <summary>A seed of its own; null takes one from the model's.</summary>
    public int? Seed { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;
}
