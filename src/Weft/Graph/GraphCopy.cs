using Weft.Layers;

namespace Weft;

/// <summary>Copies a graph: the same calls of new layers, with weights of their own that begin with the same values.</summary>
internal sealed class GraphCopy
{
    private readonly Dictionary<BuiltLayer, BuiltLayer> _copies = [];
    private readonly Dictionary<BuiltLayer, BuiltLayer> _originals = [];

    private readonly BuiltLayer? _replaced;
    private readonly Layer? _replacement;

    private GraphCopy(BuiltLayer? replaced, Layer? replacement) => (_replaced, _replacement) = (replaced, replacement);

    /// <summary>The copy, with names and weights.</summary>
    /// <param name="graph">What is copied.</param>
    /// <param name="seed">What keys the first values of weights in front.</param>
    /// <param name="isSequential">Whether the copy is filed as a row where it is one.</param>
    /// <param name="before">Layers to put behind the input.</param>
    /// <param name="frozen">Which of the layers keep their weights in training; null leaves each as it is.</param>
    /// <param name="replaced">A layer that becomes another one, with first values; null where all stay.</param>
    /// <param name="replacement">What it becomes.</param>
    /// <exception cref="ShapeException">The layers in front change the shape, or the model has several inputs for them.</exception>
    public static ModelGraph Of(
        ModelGraph graph,
        int seed,
        bool isSequential,
        IEnumerable<Layer>? before,
        Func<BuiltLayer, bool>? frozen,
        BuiltLayer? replaced = null,
        Layer? replacement = null)
    {
        Layer[] front = [.. before ?? []];
        if (front.Length > 0 && graph.Inputs.Count != 1)
        {
            throw new ShapeException($"Model '{graph.Name}': expected one input to put layers behind, got {graph.Inputs.Count}. Copy it "
                + $"without.");
        }

        GraphCopy copy = new(replaced, replacement);
        ModelGraph result = copy.Graph(graph, isSequential, front, frozen);
        new LayerBuilder($"Model '{graph.Name}'", seed, copy.Values) { NamesAreGiven = true }.Build(result);
        return result;
    }

    private ModelGraph Graph(ModelGraph graph, bool isSequential, IReadOnlyList<Layer> front, Func<BuiltLayer, bool>? frozen)
    {
        Dictionary<Node, Node> inputs = [], nodes = [];
        foreach (LayerCall call in graph.Calls)
        {
            IReadOnlyList<Node> outputs = Copied(call.Layer, frozen).CallAll([.. call.Inputs.Select(input => nodes[input])]);
            foreach ((Node original, Node output) in call.Outputs.Zip(outputs))
            {
                (inputs[original], nodes[original]) = (output, call.Inputs.Count == 0 ? Behind(output, front) : output);
            }
        }

        return new ModelGraph(graph.Name, [.. graph.Inputs.Select(input => inputs[input])],
            [.. graph.Outputs.Select(output => nodes[output])], isSequential);
    }

    private static Node Behind(Node input, IReadOnlyList<Layer> front) => front.Aggregate(input, (last, layer) => layer is Residual block
        ? ResidualBlock.Expand(block, last, (built, nodes) => built.Call(nodes))
        : new BuiltLayer(layer).Call(last));

    private BuiltLayer Copied(BuiltLayer layer, Func<BuiltLayer, bool>? frozen)
    {
        if (_copies.TryGetValue(layer, out BuiltLayer? copy))
        {
            return copy;
        }

        // The function behind a block is named after it.
        Layer kept = layer == _replaced ? _replacement! : layer.Layer;
        Layer named = layer.EndsBlock is null ? kept with { Name = layer.Name } : kept;
        copy = new BuiltLayer(named is NestedModel nested
            ? nested with { Graph = Graph(nested.Graph, nested.Graph.IsSequential, [], frozen: null) } : named)
        {
            Stem = layer.Stem,
            EndsBlock = layer.EndsBlock is { } sum ? _copies.GetValueOrDefault(sum) : null,
        };
        if (frozen?.Invoke(layer) == true)
        {
            copy.Trainable = false;
        }

        (_copies[layer], _originals[copy]) = (copy, layer);
        return copy;
    }

    private IReadOnlyList<Tensor>? Values(BuiltLayer copy, IReadOnlyList<WeightSpec> specs)
    {
        if (!_originals.TryGetValue(copy, out BuiltLayer? original) || original == _replaced)
        {
            return null;
        }

        return original.Weights.Select(weight => weight.Shape).SequenceEqual(specs.Select(spec => spec.Shape))
            ? [.. original.Weights.Select(weight => new Tensor(weight.Shape, [.. weight.Values]))]
            : throw new ShapeException($"{original}: expected an input like {original.InputShape.ToBatchString()}, for which it has its "
                + $"weights, got {copy.InputShape.ToBatchString()}. Put layers in front that keep the shape.");
    }
}
