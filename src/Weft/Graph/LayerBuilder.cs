using Weft.Initializers;
using Weft.Layers;

namespace Weft;

/// <summary>Gives the layers of a model their names and their weights, in the order in which they are called.</summary>
/// <param name="who">The model, for errors.</param>
/// <param name="seed">What keys the weights' first values.</param>
internal sealed class LayerBuilder(string who, int seed)
{
    private readonly List<BuiltLayer> _built = [];
    private int _position;

    /// <summary>The layers that have their names.</summary>
    public IReadOnlyList<BuiltLayer> Built => _built;

    /// <summary>Takes in a layer that another model has made.</summary>
    /// <exception cref="ShapeException">Another layer has its name.</exception>
    public void Take(BuiltLayer layer)
    {
        if (_built.Exists(other => other.Name == layer.Name))
        {
            throw new ShapeException($"{who}: expected layer names to differ, got '{layer.Name}' twice, from two models. Call one of the models as a layer: model.Call(x).");
        }

        _built.Add(layer);
    }

    /// <summary>The name a layer gets if it is built next.</summary>
    /// <exception cref="ShapeException">Another layer has its name.</exception>
    public string NameOf(BuiltLayer layer) => LayerNames.Of(layer, _built, who);

    /// <summary>Names the layer of a call and makes its weights, unless it has them.</summary>
    /// <exception cref="ShapeException">Another layer has its name.</exception>
    public void Build(LayerCall call)
    {
        BuiltLayer layer = call.Layer;
        if (!layer.IsBuilt)
        {
            string name = NameOf(layer);
            Layer named = layer.Layer with { Name = name };
            IReadOnlyList<WeightSpec> specs = call.Inputs.Count == 0 || layer.Inner is not null ? [] : named.Weights(call.Inputs[0].Shape);
            layer.Build(name, [.. specs.Select((spec, i) => Create(spec, layer, name, i))]);
            _built.Add(layer);
        }

        _position += call.Positions;
    }

    private Weight Create(WeightSpec spec, BuiltLayer layer, string name, int index)
    {
        Generator random = new((ulong)seed, (ulong)RandomPurpose.Weights, (ulong)_position, (ulong)index);
        float[] values = new float[spec.Shape.Size];
        spec.Initializer.Fill(values, Fans.Of(spec.Shape), ref random);
        return new Weight($"{name}/{spec.Name}", spec.Shape, spec.Trainable, values, layer);
    }
}
