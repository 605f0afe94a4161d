namespace Weft.Layers;

/// <summary>
/// While training, zeroes a random part of the values and scales the rest by <c>1 / (1 - rate)</c>; otherwise does nothing.
/// </summary>
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

    /// <summary>
    /// Which values share a draw: for each axis of a sample the number of draws along it, which is 1 or the input's extent, or -1 for the
    /// latter. <c>[1, 1, 1]</c> zeroes whole samples,
    /// <c>[1, 1, -1]</c> whole channels; null, the default, draws for every value.
    /// </summary>
    public IReadOnlyList<int>? NoiseShape
    {
        get;
        init => field = value is null ? null : new ValueList<int>(value);
    }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The draws do not go with the input.</exception>
    public override Shape OutputShape(Shape input)
    {
        bool fits = NoiseShape is not { } noise
            || (noise.Count == input.Rank && noise.Select((extent, i) => extent is 1 or -1 || extent == input[i]).All(isRight => isRight));
        if (!fits)
        {
            string got = string.Join(", ", NoiseShape!);
            throw new ShapeException(
                $"{Who}: expected a noise shape of {input.Rank} extents, each 1, -1 or that of {input.ToBatchString()}, got [{got}]. Change it.");
        }

        return input;
    }
}
