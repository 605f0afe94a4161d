namespace Weft;

/// <summary>A value that an optimizer remembers for every value of a weight, or for every row of it.</summary>
/// <param name="Name">Keras' name of it: <c>momentum</c>.</param>
/// <param name="Initial">What it is before the first step.</param>
internal sealed record Slot(string Name, double Initial = 0)
{
    /// <summary>Its extents; null for the weight's own.</summary>
    public Shape? Extents { get; init; }

    /// <summary>Whether it begins as a copy of the weight.</summary>
    public bool IsCopy { get; init; }

    /// <summary>Whether it holds nothing: a number that Keras files in its place all the same.</summary>
    public bool IsPlaceholder => Extents is { Rank: 0 };

    public Shape ExtentsFor(Variable variable) => Extents ?? variable.Shape;

    /// <summary>Its values before the first step.</summary>
    public float[] Create(Variable variable, ReadOnlySpan<float> weight)
    {
        if (IsCopy)
        {
            return weight.ToArray();
        }

        float[] values = new float[ExtentsFor(variable).Size];
        if (Initial != 0)
        {
            Array.Fill(values, (float)Initial);
        }

        return values;
    }
}

/// <summary>A weight as an optimizer sees it.</summary>
/// <param name="Path">Its layer's name and its own: <c>dense/kernel</c>.</param>
/// <param name="Shape">Its extents.</param>
internal readonly record struct Variable(string Path, Shape Shape)
{
    /// <summary>Its own name: <c>kernel</c>.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>Whether it belongs to a layer of this name, or to one inside it.</summary>
    public bool IsIn(string layer) => Path.StartsWith($"{layer}/", StringComparison.Ordinal) || Path.Contains($"/{layer}/", StringComparison.Ordinal);
}
