namespace Weft.Layers;

/// <summary>Scales and shifts every value: <c>y = scale x + offset</c>, by one pair of numbers for all values or by one for each channel.</summary>
/// <remarks>A model that begins with this layer takes pixels as they are, 0 to 255. Channels are the last axis.</remarks>
public sealed record Rescaling : Layer
{
    /// <summary>A rescaling of all values alike.</summary>
    /// <param name="scale">The factor, such as <c>1 / 255.0</c>.</param>
    /// <param name="offset">The summand.</param>
    public Rescaling(double scale, double offset = 0) => (Scale, Offset) = ([scale], [offset]);

    /// <summary>A rescaling channel by channel.</summary>
    /// <param name="scale">A factor for each channel, or one for all.</param>
    /// <param name="offset">A summand for each channel, or one for all; null for 0.</param>
    /// <exception cref="ArgumentException">A list is empty, or the two are of different lengths and neither has one number alone.</exception>
    public Rescaling(IReadOnlyList<double> scale, IReadOnlyList<double>? offset = null)
    {
        ArgumentNullException.ThrowIfNull(scale);
        offset ??= [0];
        if (scale.Count == 0 || offset.Count == 0 || (scale.Count != offset.Count && scale.Count != 1 && offset.Count != 1))
        {
            throw new ArgumentException($"{nameof(Rescaling)}: expected one scale and one offset, or one of them per channel, got {scale.Count} scales and {offset.Count} offsets.", nameof(scale));
        }

        (Scale, Offset) = (scale, offset);
    }

    /// <summary>The factors: one per channel, or one for all.</summary>
    public IReadOnlyList<double> Scale { get; }

    /// <summary>The summands: one per channel, or one for all.</summary>
    public IReadOnlyList<double> Offset { get; }

    /// <summary>How many channels there are numbers for; 1 where one pair serves any number of channels.</summary>
    internal int Channels => Math.Max(Scale.Count, Offset.Count);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Channels == 1 || Channels == input[^1]
        ? input
        : throw new ShapeException($"{Who}: expected scales and offsets for the {input[^1]} channels of {input.ToBatchString()}, got {Channels}. Give one per channel, or one for all.");

    /// <summary>Whether two layers have the same numbers.</summary>
    public bool Equals(Rescaling? other) =>
        other is not null && Name == other.Name && Trainable == other.Trainable && Scale.SequenceEqual(other.Scale) && Offset.SequenceEqual(other.Offset);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Trainable, Scale[0], Offset[0], Channels);

    /// <summary>The factor and the summand of a channel.</summary>
    internal (double Scale, double Offset) At(int channel) => (Scale[channel % Scale.Count], Offset[channel % Offset.Count]);
}
