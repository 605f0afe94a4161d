using Weft.Layers;

namespace Weft.Formats;

/// <summary>A layer in the flat list that a file holds; told apart by identity.</summary>
/// <param name="ClassName">Keras' class.</param>
/// <param name="Name">Its name.</param>
/// <param name="Layer">The layer; null for an input and for an <c>Add</c>.</param>
/// <param name="Inputs">The nodes it reads; none for an input.</param>
/// <param name="Output">The shape it gives.</param>
internal sealed record GraphNode(string ClassName, string Name, StoredLayer? Layer, IReadOnlyList<GraphNode> Inputs, Shape Output);

/// <summary>A model as Keras has it: its layers in one flat list, with residual blocks taken apart into branches and an <c>Add</c>.</summary>
internal sealed class FunctionalGraph
{
    private readonly HashSet<string> _names;

    /// <summary>Takes a model apart.</summary>
    public FunctionalGraph(ModelFile model)
    {
        _names = [.. model.Layers.SelectMany(All).Select(layer => layer.Name)];
        GraphNode input = new("InputLayer", FreeName("input_layer"), null, [], model.InputShape);
        GraphNode output = Chain(model.Layers, input);
        IsSequential = !model.Layers.Any(layer => layer.Layer is Residual);
        Nodes = InKerasOrder(output);
        (Input, Output) = (input, output);
    }

    /// <summary>Whether it is a chain, which needs no graph.</summary>
    public bool IsSequential { get; }

    public GraphNode Input { get; }

    public GraphNode Output { get; }

    /// <summary>All nodes in the order Keras lists them in.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>What goes with each trainable weight of a model, brought from the model's order into the order of the file's list.</summary>
    public IEnumerable<T> InFileOrder<T>(ModelFile model, IReadOnlyList<T> perWeight)
    {
        Dictionary<StoredLayer, T[]> byLayer = new(ReferenceEqualityComparer.Instance);
        int next = 0;
        foreach (StoredLayer leaf in model.Leaves)
        {
            byLayer[leaf] = [.. leaf.TrainableSpecs.Select(_ => perWeight[next++])];
        }

        return Nodes.Where(node => node.Layer is not null && byLayer.ContainsKey(node.Layer)).SelectMany(node => byLayer[node.Layer!]);
    }

    private static IEnumerable<StoredLayer> All(StoredLayer layer) => [layer, .. layer.Body.Concat(layer.Shortcut).SelectMany(All)];

    private GraphNode Chain(IReadOnlyList<StoredLayer> layers, GraphNode from)
    {
        foreach (StoredLayer layer in layers)
        {
            from = layer.Layer is Residual residual ? Join(layer, residual, from) : Node(layer, from);
        }

        return from;
    }

    private static GraphNode Node(StoredLayer layer, GraphNode from) => new(layer.Layer.KerasName, layer.Name, layer, [from], layer.Layer.OutputShape(from.Output));

    private GraphNode Join(StoredLayer layer, Residual residual, GraphNode from)
    {
        GraphNode body = Chain(layer.Body, from), shortcut = Chain(layer.Shortcut, from);
        GraphNode sum = new("Add", layer.Name, null, [body, shortcut], body.Output);
        return residual.Activation.Kind == ActivationKind.Linear
            ? sum
            : Node(new StoredLayer(new ActivationLayer(residual.Activation), FreeName(ActivationName(layer.Name)), sum.Output, []), sum);
    }

    /// <summary>What the activation behind a block's sum is called.</summary>
    public static string ActivationName(string block) => $"{block}_activation";

    // Keras wants names to differ, so names that are made up step aside.
    private string FreeName(string wish)
    {
        string name = wish;
        for (int i = 1; !_names.Add(name); i++)
        {
            name = $"{wish}_{i}";
        }

        return name;
    }

    /// <summary>By the longest way to the output, the farthest first; among equals by when a walk back from the output, first inputs first, comes by.</summary>
    private static List<GraphNode> InKerasOrder(GraphNode output)
    {
        List<GraphNode> met = [], left = [];
        Walk(output, new HashSet<GraphNode>(ReferenceEqualityComparer.Instance), met, left);
        Dictionary<GraphNode, int> depths = met.ToDictionary(node => node, _ => 0, (IEqualityComparer<GraphNode>)ReferenceEqualityComparer.Instance);
        foreach (GraphNode node in left.AsEnumerable().Reverse())
        {
            foreach (GraphNode input in node.Inputs)
            {
                depths[input] = Math.Max(depths[input], depths[node] + 1);
            }
        }

        return [.. met.OrderByDescending(node => depths[node])];
    }

    // A node is left once everything before it is, so that backwards every node comes before its inputs.
    private static void Walk(GraphNode node, HashSet<GraphNode> seen, List<GraphNode> met, List<GraphNode> left)
    {
        if (!seen.Add(node))
        {
            return;
        }

        met.Add(node);
        foreach (GraphNode input in node.Inputs)
        {
            Walk(input, seen, met, left);
        }

        left.Add(node);
    }
}
