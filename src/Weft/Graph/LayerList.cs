using System.Collections;

namespace Weft;

/// <summary>The layers of a model, by place and by name.</summary>
public sealed class LayerList : IReadOnlyList<BuiltLayer>
{
    private readonly string _model;
    private readonly IReadOnlyList<BuiltLayer> _layers;

    internal LayerList(string model, IReadOnlyList<BuiltLayer> layers)
    {
        (_model, _layers) = (model, layers);
    }

    /// <summary>How many layers there are.</summary>
    public int Count => _layers.Count;

    /// <summary>A layer by its place.</summary>
    public BuiltLayer this[int index] => _layers[index];

    /// <summary>A layer by its name.</summary>
    /// <exception cref="ArgumentException">No layer has it.</exception>
    public BuiltLayer this[string name] => _layers.FirstOrDefault(layer => layer.Name == name)
        ?? throw new ArgumentException($"Model '{_model}': expected the name of one of its layers, got '{name}'. They are {string.Join(", ", _layers.Select(layer => layer.Name))}.", nameof(name));

    /// <inheritdoc/>
    public IEnumerator<BuiltLayer> GetEnumerator() => _layers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
