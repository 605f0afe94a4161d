using Weft.Layers;

namespace Weft.Explain;

/// <summary>What a layer gives, with its name and the names of the models it is in: <c>resnet18/conv5</c>.</summary>
internal sealed record LayerValue(string Name, Node Node)
{
    private bool IsSpatial => Node.Shape.Rank == 3 && Node.Shape[0] * Node.Shape[1] > 1;

    /// <summary>The layer of a name, of the model or of one in it.</summary>
    /// <exception cref="ArgumentException">There is none, or models inside have several.</exception>
    public static LayerValue Named(Model model, string name)
    {
        // Of a layer that is called several times, what it gives last.
        LayerValue[] all = [.. All(model.Graph, prefix: "").GroupBy(value => value.Name).Select(same => same.Last())];
        LayerValue[] exact = [.. all.Where(value => value.Name == name)];
        LayerValue[] found = exact.Length > 0 ? exact : [.. all.Where(value => value.Name.EndsWith($"/{name}", StringComparison.Ordinal))];
        return found switch
        {
            [var only] => only,
            [] => throw new ArgumentException(
                $"Model '{model.Name}': expected the name of one of its layers, got '{name}'. They are {Listed(all)}.", nameof(name)),
            _ => throw new ArgumentException($"Model '{model.Name}': expected the name of one layer, got '{name}', which is that of "
                + $"{Listed(found)}. Name the model in front.", nameof(name)),
        };
    }

    /// <summary>The layer of a name, which gives values over a picture.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    /// <exception cref="ShapeException">It gives no <c>[height, width, channels]</c> of more than one place.</exception>
    public static LayerValue Spatial(Model model, string name)
    {
        LayerValue found = Named(model, name);
        return found.IsSpatial
            ? found
            : throw new ShapeException($"Model '{model.Name}': expected a layer that gives [height, width, channels] over the picture, got "
                + $"{found.Name}, which gives {found.Node.Shape}. Such are "
                + $"{Listed([.. All(model.Graph, prefix: "").Where(value => value.IsSpatial)])}.");
    }

    /// <summary>The last layer that gives values over a picture.</summary>
    /// <exception cref="ShapeException">There is none behind a layer with weights.</exception>
    public static LayerValue LastSpatial(Model model) =>
        Back(model).FirstOrDefault(value => value.IsSpatial && Computes(value.Node) && IsLearned(model, value)) ?? throw new ShapeException(
            $"Model '{model.Name}': expected a layer that gives [height, width, channels] over the picture, got none. Ask another way: "
                + $"integrated gradients or occlusion need no such layer.");

    /// <summary>What the last layer with weights is given: the features that the model tells classes by.</summary>
    /// <exception cref="ShapeException">No layer has weights.</exception>
    public static LayerValue LastHidden(Model model)
    {
        // Every way back ends in the input.
        LayerValue head = Back(model).FirstOrDefault(value => value.Node.Layer.Weights.Count > 0)
            ?? throw new ShapeException($"Model '{model.Name}': expected a layer with weights, got none. It has no features of its own.");
        return Back(model, head).Skip(1).First(value => value.Node.Inputs.Count == 0 || !IsIdle(value.Node.Layer.Layer));
    }

    /// <summary>Every layer's value, those of models inside behind their own.</summary>
    public static IEnumerable<LayerValue> All(ModelGraph graph, string prefix)
    {
        foreach (LayerCall call in graph.Calls)
        {
            string name = prefix + call.Layer.Name;
            yield return new LayerValue(name, call.Outputs[0]);
            foreach (LayerValue inner in call.Layer.Inner is { } model ? All(model, $"{name}/") : [])
            {
                yield return inner;
            }
        }
    }

    // What gives its values on, or is the input, is no layer to look at.
    private static bool Computes(Node node) =>
        node.Inputs.Count > 0 && !IsIdle(node.Layer.Layer) && node.Layer.Layer is not (Flatten or Reshape);

    // What does nothing in prediction.
    private static bool IsIdle(Layer layer) =>
        layer is Dropout or SpatialDropout2D or StochasticDepth or GaussianNoise or GaussianDropout or AlphaDropout
            or ActivityRegularization or Identity;

    private static bool IsLearned(Model model, LayerValue value) =>
        Back(model, value).Any(before => before.Node.Layer is { Layer: not Normalization, Weights.Count: > 0 });

    private static string Listed(IReadOnlyCollection<LayerValue> values) => string.Join(", ", values.Select(value => value.Name));

    // From a value back, nearest first, into models and out of them again.
    private static IEnumerable<LayerValue> Back(Model model, LayerValue? from = null)
    {
        Dictionary<Node, LayerValue> outside = [];
        HashSet<BuiltLayer> shared = [];
        Enter(model.Graph, prefix: "", outside, shared);
        HashSet<Node> seen = [];
        Queue<LayerValue> open = new([from ?? Of(model.Output, prefix: "")]);
        while (open.TryDequeue(out LayerValue? at))
        {
            if (!seen.Add(at.Node))
            {
                continue;
            }

            if (at.Node.Layer.Inner is { } inner && !shared.Contains(at.Node.Layer))
            {
                open.Enqueue(Of(inner.Outputs[at.Node.Index], $"{at.Name}/"));
            }
            else if (outside.TryGetValue(at.Node, out LayerValue? given))
            {
                open.Enqueue(given);
            }
            else
            {
                yield return at;
                foreach (Node input in at.Node.Inputs)
                {
                    open.Enqueue(Of(input, at.Name[..(at.Name.LastIndexOf('/') + 1)]));
                }
            }
        }
    }

    // What the inputs of models inside are given. A value of a model that is used several times is no one value: such models count as
    // layers.
    private static void Enter(ModelGraph graph, string prefix, Dictionary<Node, LayerValue> outside, HashSet<BuiltLayer> shared)
    {
        foreach (LayerCall call in graph.Calls)
        {
            if (call.Layer.Inner is not { } inner)
            {
                continue;
            }

            if (graph.CallsOf(call.Layer).Count > 1)
            {
                shared.Add(call.Layer);
                continue;
            }

            foreach ((Node input, Node given) in inner.Inputs.Zip(call.Inputs))
            {
                outside.TryAdd(input, Of(given, prefix));
            }

            Enter(inner, $"{prefix}{call.Layer.Name}/", outside, shared);
        }
    }

    private static LayerValue Of(Node node, string prefix) => new(prefix + node.Layer.Name, node);
}
