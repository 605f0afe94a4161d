namespace Weft.Data;

/// <summary>Arrays of numbers in a file, by name: their shapes at once, their values when they are asked for.</summary>
internal abstract class NamedArrays : IDisposable
{
    private readonly OrderedDictionary<string, Shape> _shapes = new(StringComparer.Ordinal);

    /// <summary>Names and shapes, in the file's order.</summary>
    public IReadOnlyDictionary<string, Shape> Shapes => _shapes;

    /// <summary>What the file is, for errors: <c>a file of safetensors</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>The values of an array as floats, in C order.</summary>
    /// <param name="name">One of the names.</param>
    /// <exception cref="ModelFileException">The file is damaged.</exception>
    public abstract float[] Read(string name);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>Takes the next array's name and shape in.</summary>
    /// <exception cref="ModelFileException">There is one of this name, or it has more values than a program can hold.</exception>
    protected void Add(string name, Shape shape)
    {
        decimal count = shape.Aggregate(1m, (product, extent) => Math.Min(product * extent, Array.MaxLength + 1m));
        if (count > Array.MaxLength)
        {
            throw new ModelFileException($"expected '{name}' to have at most {Array.MaxLength} values, got shape {shape}.");
        }

        if (!_shapes.TryAdd(name, shape))
        {
            throw new ModelFileException($"expected arrays of different names, got two called '{name}'. Get a fresh copy.");
        }
    }
}
