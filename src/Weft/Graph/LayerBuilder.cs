using Weft.Layers;

namespace Weft;

/// <summary>The values that the weights of a layer begin with, where they are not drawn: from a file, or another model.</summary>
/// <param name="layer">The layer.</param>
/// <param name="specs">What its weights are.</param>
/// <returns>A tensor for each, in order, whose values the model takes over; null where they are drawn after all.</returns>
internal delegate IReadOnlyList<Tensor>? WeightSource(BuiltLayer layer, IReadOnlyList<WeightSpec> specs);

/// <summary>Gives the layers of a model their names and their weights, in the order in which they are called.</summary>
/// <param name="who">The model, for errors.</param>
/// <param name="seed">What keys the weights' first values.</param>
/// <param name="source">Where the weights' values come from; null draws them.</param>
internal sealed class LayerBuilder(string who, int seed, WeightSource? source = null)
{
    private readonly LayerNames _names = new(who);
    private int _position;

    /// <summary>Whether all names are given, as in files and copies. One that the layer would get by itself then counts as automatic, so
    /// that layers put in front of a copy are counted with the others.</summary>
    public bool NamesAreGiven { get; init; }

    /// <summary>Names the layers of a whole graph and makes their weights; takes in those that another model has made.</summary>
    /// <exception cref="ShapeException">Two layers have one name.</exception>
    public void Build(ModelGraph graph)
    {
        foreach (BuiltLayer layer in graph.Layers.Where(layer => layer.IsBuilt))
        {
            _names.Add(layer);
        }

        foreach (LayerCall call in graph.Calls)
        {
            Build(call);
        }
    }

    /// <summary>The name a layer gets if it is built next.</summary>
    /// <exception cref="ShapeException">Another layer has its name.</exception>
    public string NameOf(BuiltLayer layer) => _names.Of(layer);

    /// <summary>Names the layer of a call and makes its weights, unless it has them.</summary>
    /// <exception cref="ShapeException">Another layer has its name.</exception>
    public void Build(LayerCall call)
    {
        BuiltLayer layer = call.Layer;
        if (!layer.IsBuilt)
        {
            string name = NameOf(layer);
            if (NamesAreGiven && _names.Automatic(layer) == name)
            {
                layer.TakeNameAsAutomatic();
            }

            if (layer.Inner is { } inner && inner.Layers.Any(part => !part.IsBuilt))
            {
                new LayerBuilder($"Model '{name}'", seed, source) { NamesAreGiven = NamesAreGiven, _position = _position }.Build(inner);
            }

            Layer named = layer.Layer with { Name = name };
            IReadOnlyList<WeightSpec> specs = call.Inputs.Count == 0 || layer.Inner is not null ? [] : named.Weights(call.Inputs[0].Shape);
            foreach (WeightSpec spec in specs)
            {
                spec.Check($"{name}/{spec.Name}");
            }

            IReadOnlyList<Tensor>? values = specs.Count == 0 ? null : source?.Invoke(layer, specs);
            layer.Build(name, [.. specs.Select((spec, i) => Make(spec, layer, name, values?[i].Values ?? Drawn(spec, i)))]);
            _names.Add(layer);
        }

        _position += call.Positions;
    }

    private static Weight Make(WeightSpec spec, BuiltLayer layer, string name, float[] values) => new($"{name}/{spec.Name}", spec.Shape, spec.Trainable, values, layer)
    {
        Regularizer = spec.Regularizer,
        Constraint = spec.Constraint,
    };

    private float[] Drawn(WeightSpec spec, int index)
    {
        Generator random = new((ulong)seed, (ulong)RandomPurpose.Weights, (ulong)_position, (ulong)index);
        float[] values = new float[spec.Shape.Size];
        spec.Initializer.Fill(values, spec.Shape, ref random);
        return values;
    }
}
