using Weft.Layers;

namespace Weft;

public partial class Model
{
    /// <summary>A model with more classes: the same layers and weights, and behind the last layer's outputs new ones with first values.</summary>
    /// <remarks>
    /// The old outputs keep their weights, so that their logits are what they were; a softmax shares its probability among more.
    /// One output of a sigmoid, or its logit, becomes the two outputs <c>0</c> and <c>z</c>, whose softmax is that sigmoid.
    /// The new model is not compiled; its optimizer starts afresh.
    /// </remarks>
    /// <param name="names">The names of the new classes.</param>
    /// <param name="seed">Where the new weights get their first values; null keeps this model's seed.</param>
    /// <exception cref="ArgumentException">There is no name, one comes twice, or the model has it already.</exception>
    /// <exception cref="DataException">The model does not name the classes it has, so that nobody could tell which output is which.</exception>
    /// <exception cref="ShapeException">
    /// The model does not end in a <see cref="Dense"/> with an output per class, or in one and layers without weights behind it.
    /// </exception>
    public Model AddClasses(IReadOnlyList<string> names, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        IReadOnlyList<string> known = Metadata.ClassNames;
        if (names.Count == 0 || known.Concat(names).Distinct().Count() != known.Count + names.Count)
        {
            throw new ArgumentException(
                $"AddClasses: expected names of new classes, each once, got [{string.Join(", ", names)}] for a model of "
                + $"[{string.Join(", ", known)}]. Leave out what the model knows.", nameof(names));
        }

        int classes = Math.Max(2, OutputShape.Size);
        if (known.Count != classes)
        {
            throw new DataException(
                $"AddClasses: expected a model that names its {classes} classes, '{Name}' names {known.Count}. "
                + "Set Metadata.ClassNames to the names in the order of its outputs.");
        }

        BuiltLayer head = Head();
        int key = seed ?? Seed;
        ModelGraph graph = GraphCopy.Of(Graph, key, Graph.IsSequential, before: null, frozen: null, head, Widened((Dense)head.Layer, classes + names.Count));
        BuiltLayer wide = graph.Layers.First(layer => layer.Name == head.Name);
        foreach ((Weight own, Weight other) in wide.Weights.Zip(head.Weights))
        {
            CopyOutputs(other, own, head.OutputShape.Size);
        }

        Model wider = Like(Of(graph, key));
        wider.Metadata = Metadata with { ClassNames = [.. known, .. names] };
        return wider;
    }

    // The last layer with weights, where nothing behind it can tell how many outputs there are.
    private BuiltLayer Head()
    {
        Node node = Output;
        while (node.Call is { Layer.Weights.Count: 0, Inputs: [var before] })
        {
            node = before;
        }

        BuiltLayer head = node.Call.Layer;
        bool isOnly = Graph.CallsOf(head).Count == 1 && Graph.Calls.Count(call => call.Inputs.Contains(node)) <= 1;
        bool isAlone = node == Output;
        return head.Layer is Dense && isOnly && node.Shape == OutputShape && (isAlone || OutputShape.Size > 1)
            ? head
            : throw new ShapeException($"AddClasses: expected a model that ends in Dense with an output per class, '{Name}' ends in {head}. "
                + "Build another head and copy the other layers.");
    }

    private static Dense Widened(Dense head, int units) => head with
    {
        Units = units,
        Activation = head.Units == 1 && head.Activation.Kind == ActivationKind.Sigmoid ? Activation.Softmax : head.Activation,
    };

    // Outputs are a weight's last axis. A single one becomes the second of two, the first of which is 0.
    private static void CopyOutputs(Weight from, Weight to, int outputs)
    {
        int wide = to.Shape[^1];
        for (int row = 0; row < from.Span.Length / outputs; row++)
        {
            Span<float> target = to.Values.AsSpan(row * wide, wide);
            if (outputs == 1)
            {
                (target[0], target[1]) = (0, from.Span[row]);
            }
            else
            {
                from.Span.Slice(row * outputs, outputs).CopyTo(target);
            }
        }
    }
}
