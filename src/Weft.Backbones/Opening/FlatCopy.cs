using Weft.Layers;

namespace Weft.Backbones.Opening;

/// <summary>Copies the part of a model that leads to one value: models inside it laid flat, so that every layer can be named.</summary>
/// <remarks>Layers have weights of their own that begin with the same values. Random layers, which act in training alone, are left out:
/// whoever trains on the features changes pictures himself.</remarks>
internal sealed class FlatCopy
{
    private readonly Dictionary<BuiltLayer, BuiltLayer> _copies = [];
    private readonly Dictionary<BuiltLayer, BuiltLayer> _originals = [];
    private readonly Dictionary<Node, Node> _nodes = [];
    private readonly HashSet<string> _names;
    private readonly Node _last;

    private FlatCopy(Node last, IEnumerable<string> taken) => (_last, _names) = (last, new(taken, StringComparer.Ordinal));

    /// <summary>The copy.</summary>
    /// <param name="model">The model, of one input.</param>
    /// <param name="last">What the copy gives: a value in the model, or in a model inside it.</param>
    /// <param name="input">The shape of its pictures, which may be others than the model's.</param>
    /// <param name="before">Layers to put behind the input, each with a name.</param>
    /// <param name="after">Layers to put behind the last value, each with a name.</param>
    /// <param name="name">The copy's name.</param>
    /// <exception cref="ShapeException">The shape does not fit the layers.</exception>
    public static Model Of(Model model, Node last, Shape input, IReadOnlyList<Layer> before, IReadOnlyList<Layer> after, string name)
    {
        FlatCopy copy = new(last, [.. before.Select(layer => layer.Name!), .. after.Select(layer => layer.Name!)]);
        Node begin = new Input(input) { Name = copy.Unused(model.Input.Layer.Name, "") }.Call();
        copy._nodes[model.Input] = begin.Then([.. before]);
        copy.Lay(model.Graph, "");
        ModelGraph graph = new(name, [begin], [copy._nodes[last].Then([.. after])], isSequential: false);
        new LayerBuilder($"Model '{name}'", model.Seed, copy.Values) { NamesAreGiven = true }.Build(graph);
        return new Model(graph, model.Seed);
    }

    private void Lay(ModelGraph graph, string prefix)
    {
        // What comes behind the last value may not take pictures of another size.
        foreach (LayerCall call in graph.Calls.Where(call => call.Inputs.Count > 0).TakeWhile(_ => !_nodes.ContainsKey(_last)))
        {
            Node[] inputs = [.. call.Inputs.Select(input => _nodes[input])];
            foreach ((Node original, Node output) in call.Outputs.Zip(Outputs(call.Layer, inputs, prefix)))
            {
                _nodes[original] = output;
            }
        }
    }

    private IReadOnlyList<Node> Outputs(BuiltLayer layer, Node[] inputs, string prefix)
    {
        if (layer.Layer is RandomLayer)
        {
            return inputs;
        }

        if (layer.Inner is not { } inner)
        {
            return Copied(layer, prefix).CallAll(inputs);
        }

        foreach ((Node begin, Node given) in inner.Inputs.Zip(inputs))
        {
            _nodes[begin] = given;
        }

        Lay(inner, $"{prefix}{layer.Name}_");
        return _nodes.ContainsKey(_last) ? [] : [.. inner.Outputs.Select(output => _nodes[output])];
    }

    private BuiltLayer Copied(BuiltLayer layer, string prefix)
    {
        if (!_copies.TryGetValue(layer, out BuiltLayer? copy))
        {
            copy = new BuiltLayer(layer.Layer with { Name = Unused(layer.Name, prefix), Trainable = true }) { Stem = layer.Stem };
            (_copies[layer], _originals[copy]) = (copy, layer);
        }

        return copy;
    }

    // Two models inside one may each have a 'dense'.
    private string Unused(string name, string prefix)
    {
        string unused = name;
        for (int i = 1; !_names.Add(unused); i++)
        {
            unused = i == 1 && prefix.Length > 0 ? prefix + name : $"{prefix}{name}_{i}";
        }

        return unused;
    }

    private IReadOnlyList<Tensor>? Values(BuiltLayer copy, IReadOnlyList<WeightSpec> specs)
    {
        if (!_originals.TryGetValue(copy, out BuiltLayer? original))
        {
            return null;
        }

        return original.Weights.Select(weight => weight.Shape).SequenceEqual(specs.Select(spec => spec.Shape))
            ? [.. original.Weights.Select(weight => new Tensor(weight.Shape, [.. weight.Values]))]
            : throw new ShapeException($"{original}: expected an input like {original.InputShape.ToBatchString()}, for which it has its "
                + $"weights, got {copy.InputShape.ToBatchString()}. Take pictures of the size that the network was made for, or features "
                + "before this layer.");
    }
}
