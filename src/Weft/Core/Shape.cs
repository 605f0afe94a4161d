using System.Collections;
using System.Runtime.CompilerServices;

namespace Weft;

/// <summary>The extents of an array, outermost first; images are <c>[height, width, channels]</c>, without the batch.</summary>
/// <remarks>Immutable, compared by value, and written as a collection expression: <c>Shape input = [28, 28, 1];</c></remarks>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    private readonly int[]? _extents;

    /// <summary>Makes a shape from its extents.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An extent is negative.</exception>
    public Shape(params ReadOnlySpan<int> extents)
    {
        foreach (int extent in extents)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent, nameof(extents));
        }

        _extents = extents.ToArray();
    }

    internal ReadOnlySpan<int> Extents => _extents;

    /// <summary>The number of extents: 3 for an image, 1 for a vector, 0 for a scalar.</summary>
    public int Rank => Extents.Length;

    /// <summary>The number of elements: the product of the extents.</summary>
    public int Size
    {
        get
        {
            int size = 1;
            foreach (int extent in Extents)
            {
                size = checked(size * extent);
            }

            return size;
        }
    }

    /// <summary>One extent, outermost first.</summary>
    public int this[int index] => Extents[index];

    /// <summary>One extent; <c>shape[^1]</c> is the innermost, the channels of an image.</summary>
    public int this[Index index] => Extents[index];

    int IReadOnlyCollection<int>.Count => Rank;

    /// <summary>Makes a shape from a collection expression.</summary>
    public static Shape Create(ReadOnlySpan<int> extents) => new(extents);

    /// <summary>This shape with one more extent in front, as for a batch.</summary>
    public Shape Prepend(int extent) => [extent, .. Extents];

    /// <inheritdoc/>
    public bool Equals(Shape other) => Extents.SequenceEqual(other.Extents);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int extent in Extents)
        {
            hash.Add(extent);
        }

        return hash.ToHashCode();
    }

    /// <summary>Whether two shapes have the same extents.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether two shapes differ in an extent.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>The extents in brackets: <c>[28, 28, 1]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", _extents ?? [])}]";

    /// <summary>The extents with an open batch in front: <c>[batch, 28, 28, 1]</c>.</summary>
    public string ToBatchString() => $"[{string.Join(", ", (string[])["batch", .. this.Select(extent => $"{extent}")])}]";

    /// <summary>The extents one after another.</summary>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(_extents ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
