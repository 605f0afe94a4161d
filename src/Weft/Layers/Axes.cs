namespace Weft.Layers;

/// <summary>Axes of a layer as Keras counts them, the batch being 0 and -1 the last; compared by value.</summary>
/// <param name="list">The axes as they were given.</param>
internal readonly struct Axes(IReadOnlyList<int> list) : IEquatable<Axes>
{
    private readonly IReadOnlyList<int>? _list = [.. list];

    /// <summary>The axes as they were given.</summary>
    public IReadOnlyList<int> List => _list ?? [-1];

    /// <summary>Whether they are the last axis alone, for any input.</summary>
    public bool AreLast => List is [-1];

    /// <summary>The same axes counted without the batch, in rising order.</summary>
    /// <exception cref="ShapeException">An axis is the batch, none of the input's, or named twice.</exception>
    public int[] Of(Shape input, string who)
    {
        int[] own = [.. List.Select(axis => axis < 0 ? axis + input.Rank : axis - 1).Order()];
        return own.Length > 0 && own.All(axis => axis >= 0 && axis < input.Rank) && own.Distinct().Count() == own.Length
            ? own
            : throw new ShapeException(
                $"{who}: expected different axes from 1 to {input.Rank}, or from -{input.Rank} to -1, for {input.ToBatchString()}, got [{string.Join(", ", List)}]. Axis 0 is the batch.");
    }

    /// <summary>The extents along the axes, in the order they were given: the shape of a weight for each place along them.</summary>
    public Shape Extents(Shape input) => new([.. List.Select(axis => input[axis < 0 ? axis + input.Rank : axis - 1])]);

    public bool Equals(Axes other) => List.SequenceEqual(other.List);

    public override bool Equals(object? obj) => obj is Axes other && Equals(other);

    public override int GetHashCode() => List.Aggregate(List.Count, HashCode.Combine);
}
