namespace Weft;

/// <summary>What a model is: calls of layers between its inputs and its outputs. Files, summaries, freezing and the engine walk it.</summary>
internal sealed class ModelGraph
{
    private ILookup<BuiltLayer, LayerCall>? _callsOf;

    /// <param name="name">The model's name.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="outputs">Its outputs.</param>
    /// <param name="isSequential">Whether it was written as a row of layers, and is filed as one where it is one.</param>
    /// <exception cref="ShapeException">An output depends on an input that is not given, or an input is given twice.</exception>
    public ModelGraph(string name, IReadOnlyList<Node> inputs, IReadOnlyList<Node> outputs, bool isSequential)
    {
        if (inputs.GroupBy(input => input).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new ShapeException($"Model '{name}': expected inputs that differ, got {twice.Key.Layer} twice. Give it once.");
        }

        (Name, Inputs, Outputs) = (name, inputs, outputs);
        GraphOrder order = new(inputs, outputs, $"Model '{name}'");
        (Calls, Layers) = (order.Calls, order.Layers);
        IsSequential = isSequential && IsRow && !Layers.Any(layer => layer.Layer.IsOperation);
    }

    /// <summary>A graph that computes nothing.</summary>
    public static ModelGraph Empty(Shape shape)
    {
        Node input = new Layers.Input(shape);
        return new ModelGraph("empty", [input], [input], isSequential: true);
    }

    public string Name { get; }

    public IReadOnlyList<Node> Inputs { get; }

    public IReadOnlyList<Node> Outputs { get; }

    /// <summary>The calls, each behind those it reads from: a walk back from the outputs, first inputs first.</summary>
    public IReadOnlyList<LayerCall> Calls { get; }

    /// <summary>The layers in Keras' order, inputs among them.</summary>
    public IReadOnlyList<BuiltLayer> Layers { get; }

    /// <summary>Whether the model is a <c>Sequential</c> to Keras.</summary>
    public bool IsSequential { get; }

    /// <summary>The layers without inputs, those of nested models in the place of the model; each once.</summary>
    public IEnumerable<BuiltLayer> Leaves => Layers.SelectMany(layer => layer.Inner?.Leaves ?? (layer.Inputs.Count == 0 ? [] : [layer])).Distinct();

    /// <summary>The calls of the leaves in their order, those of a nested model in the place of its call.</summary>
    public IEnumerable<LayerCall> LeafCalls => Calls.SelectMany(call => call.Layer.Inner?.LeafCalls ?? (call.Inputs.Count == 0 ? [] : [call]));

    /// <summary>All weights, layer by layer, each once.</summary>
    public IEnumerable<Weight> Weights => Leaves.SelectMany(layer => layer.Weights);

    /// <summary>The calls of a layer in this model, in their order; it may have others in other models.</summary>
    public List<LayerCall> CallsOf(BuiltLayer layer) => [.. (_callsOf ??= Calls.OrderBy(call => call.Index).ToLookup(call => call.Layer))[layer]];

    /// <summary>How many keys of random numbers the model's calls take.</summary>
    public int Positions => Calls.Sum(call => call.Positions);

    /// <summary>Whether one layer stands after another, none of them used twice.</summary>
    public bool IsRow
    {
        get
        {
            bool isRow = Inputs.Count == 1 && Outputs.Count == 1 && Calls.Count == Layers.Count && Calls[0].Inputs.Count <= 1;
            for (int i = 1; i < Calls.Count && isRow; i++)
            {
                isRow = Calls[i].Inputs.Count == 1 && Calls[i].Inputs[0].Call == Calls[i - 1];
            }

            return isRow;
        }
    }
}
