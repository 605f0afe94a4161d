namespace Weft;

/// <summary>The names of a model's layers: Keras' automatic ones, and what a name may be.</summary>
/// <param name="who">The model, for errors.</param>
internal sealed class LayerNames(string who)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _automatic = new(StringComparer.Ordinal);

    /// <summary>What the function that ends a residual block is called.</summary>
    public static string EndOfBlock(BuiltLayer sum) => $"{sum.Name}_activation";

    /// <exception cref="ArgumentException">Keras refuses to load a model with this name.</exception>
    public static void Require(string name, string who)
    {
        if (name.Length == 0 || name.Contains('/'))
        {
            throw new ArgumentException($"{who}: expected a name of at least one letter and without '/', as Keras has them, got '{name}'.", nameof(name));
        }
    }

    /// <summary>Takes in a layer that has its name.</summary>
    /// <exception cref="ShapeException">Another layer has the name, so that one of them comes from another model.</exception>
    public void Add(BuiltLayer layer)
    {
        if (!_names.Add(layer.Name))
        {
            throw new ShapeException($"{who}: expected layer names to differ, got '{layer.Name}' twice, from two models. Call one of the "
                + "models as a layer: model.Call(x).");
        }

        if (layer.Layer.Name is null)
        {
            _automatic[layer.Stem] = _automatic.GetValueOrDefault(layer.Stem) + 1;
        }
    }

    /// <summary>The name of a layer that comes next.</summary>
    /// <exception cref="ShapeException">Another layer has the name already.</exception>
    /// <exception cref="ArgumentException">Keras takes no such name.</exception>
    public string Of(BuiltLayer layer)
    {
        if (layer.EndsBlock is { } sum)
        {
            return Free(EndOfBlock(sum), 0);
        }

        string name = layer.Layer.Name ?? Automatic(layer);
        Require(name, $"{who}, {layer.Layer.KerasName} '{name}'");
        return _names.Contains(name)
            ? throw new ShapeException($"{who}: expected layer names to differ, got '{name}' twice. Give one of them another name.")
            : name;
    }

    /// <summary>The name that a layer gets where none was given: its class in snake case, counted from the second of its kind on.</summary>
    public string Automatic(BuiltLayer layer) => Free(layer.Stem, _automatic.GetValueOrDefault(layer.Stem));

    // Names that the user gave, or a file, may stand where the counter comes to.
    private string Free(string stem, int count)
    {
        string name;
        do
        {
            name = count == 0 ? stem : $"{stem}_{count}";
            count++;
        }
        while (_names.Contains(name));
        return name;
    }
}
