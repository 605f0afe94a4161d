namespace Weft;

/// <summary>The names of a model's layers: Keras' automatic ones, and what a name may be.</summary>
internal static class LayerNames
{
    /// <summary>What the function that ends a residual block is called.</summary>
    public static string EndOfBlock(BuiltLayer sum) => $"{sum.Name}_activation";

    /// <summary>The name of a layer in a model.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="others">The layers that were named before it.</param>
    /// <param name="who">The model, for errors.</param>
    /// <exception cref="ShapeException">Another layer has the name already.</exception>
    /// <exception cref="ArgumentException">Keras takes no such name.</exception>
    public static string Of(BuiltLayer layer, IReadOnlyList<BuiltLayer> others, string who)
    {
        if (layer.EndsBlock is { } sum)
        {
            return Free(EndOfBlock(sum), others, 0);
        }

        string name = layer.Layer.Name ?? Automatic(layer, others);
        Require(name, $"{who}, {layer.Layer.KerasName} '{name}'");
        return others.Any(other => other.Name == name)
            ? throw new ShapeException($"{who}: expected layer names to differ, got '{name}' twice. Give one of them another name.")
            : name;
    }

    /// <summary>The name that a layer gets where none was given: its class in snake case, counted from the second of its kind on.</summary>
    public static string Automatic(BuiltLayer layer, IReadOnlyList<BuiltLayer> others) =>
        Free(layer.Stem, others, others.Count(other => other.Stem == layer.Stem && other.Layer.Name is null));

    /// <exception cref="ArgumentException">Keras refuses to load a model with this name.</exception>
    public static void Require(string name, string who)
    {
        if (name.Length == 0 || name.Contains('/'))
        {
            throw new ArgumentException($"{who}: expected a name of at least one letter and without '/', as Keras has them, got '{name}'.", nameof(name));
        }
    }

    // Names that the user gave, or a file, may stand where the counter comes to.
    private static string Free(string stem, IReadOnlyList<BuiltLayer> others, int count)
    {
        string name;
        do
        {
            name = count == 0 ? stem : $"{stem}_{count}";
            count++;
        }
        while (others.Any(other => other.Name == name));
        return name;
    }
}
