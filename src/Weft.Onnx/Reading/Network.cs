using System.Text;

using Weft.Layers;

namespace Weft.Onnx.Reading;

/// <summary>The layers that are made of a file's nodes, with their names and weights.</summary>
internal sealed class Network
{
    private readonly Dictionary<BuiltLayer, Tensor[]> _weights = [];
    private readonly Dictionary<string, BuiltLayer> _shared = [];
    private readonly HashSet<string> _names = [];

    /// <summary>What layers are named after that are called now: the node that is read.</summary>
    public string Stem { get; set; } = "";

    /// <summary>Calls a layer without weights.</summary>
    public Node Call(Layer layer, params ReadOnlySpan<Node> inputs) => Make(layer, []).Call(inputs);

    /// <summary>Calls a layer with weights in Keras' order.</summary>
    public Node Call(Layer layer, IReadOnlyList<Tensor> weights, Node input) => Make(layer, weights).Call(input);

    /// <summary>Calls a layer whose weights may have been used before, by the same layer: it is then used again.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="weightNames">What the file calls the weights and how they were rearranged.</param>
    /// <param name="weights">Makes the weights.</param>
    /// <param name="input">What it is called on.</param>
    public Node Call(Layer layer, string weightNames, Func<IReadOnlyList<Tensor>> weights, Node input)
    {
        string key = $"{layer} {weightNames} {input.Shape[^1]}";
        if (!_shared.TryGetValue(key, out BuiltLayer? built))
        {
            _shared[key] = built = Make(layer, weights());
        }

        return built.Call(input);
    }

    /// <summary>An input of the model.</summary>
    public Node Input(Shape shape, string name) => new BuiltLayer(new Input(shape, Free(name))).CallAll()[0];

    /// <summary>The weights of a layer, for who builds the model.</summary>
    public IReadOnlyList<Tensor>? WeightsOf(BuiltLayer layer, IReadOnlyList<WeightSpec> specs)
    {
        Tensor[] weights = _weights[layer];
        return specs.Select(spec => spec.Shape).SequenceEqual(weights.Select(weight => weight.Shape))
            ? weights
            : throw new ModelFileException($"{layer.Layer.Name}: expected weights "
                + $"{string.Join(" and ", specs.Select(spec => spec.Shape))}, "
                + $"got {string.Join(" and ", weights.Select(weight => weight.Shape))}. The file is damaged.");
    }

    private BuiltLayer Make(Layer layer, IReadOnlyList<Tensor> weights)
    {
        BuiltLayer built = new(layer with { Name = Free(Stem.Length > 0 ? Stem : layer.SnakeName) });
        _weights[built] = [.. weights];
        return built;
    }

    // Keras takes no slashes, and a name but once.
    private string Free(string wish)
    {
        StringBuilder plain = new(wish.Trim('/'));
        plain.Replace('/', '_').Replace("::", "_").Replace(':', '_');
        string stem = plain.Length == 0 ? "layer" : plain.ToString(), name = stem;
        for (int i = 1; !_names.Add(name); i++)
        {
            name = $"{stem}_{i}";
        }

        return name;
    }
}
