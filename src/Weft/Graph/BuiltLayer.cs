using Weft.Layers;

namespace Weft;

/// <summary>A layer in its place in a model: with its name, its shapes and its weights' values.</summary>
public sealed class BuiltLayer
{
    private readonly List<LayerCall> _calls = [];
    private string? _name;
    private IReadOnlyList<Weight>? _weights;

    internal BuiltLayer(Layer layer)
    {
        Layer = layer;
    }

    /// <summary>The description.</summary>
    public Layer Layer { get; private set; }

    /// <summary>The name, unique in the model; before there is a model, the name that was given, or the class's.</summary>
    public string Name => _name ?? ProposedName ?? Layer.Name ?? Stem;

    /// <summary>The shape of one input sample: the first one's, where there are several.</summary>
    public Shape InputShape => Inputs.Count == 0 ? OutputShape : Inputs[0].Shape;

    /// <summary>The shape of one output sample.</summary>
    public Shape OutputShape => _calls[0].Outputs[0].Shape;

    /// <summary>What the layer was called on first.</summary>
    public IReadOnlyList<Node> Inputs => _calls[0].Inputs;

    /// <summary>What the layer gives.</summary>
    /// <exception cref="InvalidOperationException">It was called more than once, or gives several tensors: <see cref="Outputs"/> has them.</exception>
    public Node Output => Outputs is [var only]
        ? only
        : throw new InvalidOperationException($"{this}: expected a layer with one output, got {Outputs.Count}. Use Outputs.");

    /// <summary>What the layer gives, call by call.</summary>
    public IReadOnlyList<Node> Outputs => [.. _calls.SelectMany(call => call.Outputs)];

    /// <summary>The weights in Keras' order; those of a nested model, layer by layer. Empty until a model is made of the layer.</summary>
    public IReadOnlyList<Weight> Weights => Inner is { } inner ? [.. inner.Weights] : _weights ?? [];

    /// <summary>Whether training changes the layer's weights. Setting it counts from the next <see cref="Model.Compile"/> on; for a nested model, it sets all layers inside, as in Keras.</summary>
    public bool Trainable
    {
        get => Layer.Trainable;
        set
        {
            Layer = Layer with { Trainable = value };
            foreach (BuiltLayer layer in Inner?.Layers ?? [])
            {
                layer.Trainable = value;
            }
        }
    }

    /// <summary>The number of weight values.</summary>
    public int ParameterCount => Weights.Sum(weight => weight.Shape.Size);

    /// <summary>Copies of the layer's weights, in Keras' order: a kernel, then its bias.</summary>
    public IReadOnlyList<Tensor> GetWeights() => [.. Weights.Select(weight => new Tensor(weight.Shape, weight.Span.ToArray()))];

    /// <summary>Gives the layer's weights these values: <c>model.Layers["dense"].SetWeights(kernel, bias)</c>.</summary>
    /// <param name="weights">A tensor for each of <see cref="Weights"/>, in order; values are copied.</param>
    /// <exception cref="ShapeException">There are more or fewer than weights, or one has another shape; nothing is changed.</exception>
    public void SetWeights(params IReadOnlyList<Tensor> weights) =>
        WeightNames.SetAll([.. Weights.Select(weight => (weight.Name, weight))], weights, $"SetWeights: {this}");

    /// <summary>The graph of a nested model; null for other layers.</summary>
    internal ModelGraph? Inner => (Layer as NestedModel)?.Graph;

    internal IReadOnlyList<LayerCall> Calls => _calls;

    /// <summary>The name it will have if it fits, for errors.</summary>
    internal string? ProposedName { get; set; }

    /// <summary>The automatic name without its counter.</summary>
    internal string Stem { get => field ?? Layer.SnakeName; init; }

    /// <summary>The sum of a residual block whose function this layer is; its name is made from that.</summary>
    internal BuiltLayer? EndsBlock { get; init; }

    /// <summary>Whether the layer has its final name and its weights.</summary>
    internal bool IsBuilt => _name is not null;

    /// <summary>Gives the layer its name and its weights, once.</summary>
    internal void Build(string name, IReadOnlyList<Weight> weights) => (_name, _weights) = (name, weights);

    /// <summary>Counts the layer among those without a given name.</summary>
    internal void TakeNameAsAutomatic() => Layer = Layer with { Name = null };

    /// <summary>Calls the layer: on other tensors than before, it is used there with the same weights.</summary>
    /// <exception cref="ShapeException">It does not fit, or its weights do not fit this input.</exception>
    public Node Call(params ReadOnlySpan<Node> inputs) => CallAll(inputs) is [var only]
        ? only
        : throw new ShapeException($"{this}: expected a layer with one output, got several. Use the model's CallAll.");

    internal IReadOnlyList<Node> CallAll(params ReadOnlySpan<Node> inputs)
    {
        LayerCall call = CallApart(inputs);
        _calls.Add(call);
        return call.Outputs;
    }

    /// <summary>A call that is no result of the layer's own: that of a model which begins inside another.</summary>
    internal LayerCall CallApart(params ReadOnlySpan<Node> inputs)
    {
        Shape[] shapes = new Shape[inputs.Length];
        for (int i = 0; i < shapes.Length; i++)
        {
            shapes[i] = inputs[i].Shape;
        }

        Layer named = Layer with { Name = Name };
        Shape[] outputs = named is NestedModel model ? model.OutputShapes(shapes) : [named.OutputShape(shapes)];
        RequireSameWeights(named, shapes);
        return new LayerCall(this, [.. inputs], outputs, _calls.Count);
    }

    // A layer's weights have the shapes of its first call.
    private void RequireSameWeights(Layer named, Shape[] inputs)
    {
        if (_calls.Count == 0 || inputs.Length == 0)
        {
            return;
        }

        IEnumerable<Shape> own = named.Weights(InputShape).Select(spec => spec.Shape), other = named.Weights(inputs[0]).Select(spec => spec.Shape);
        if (!own.SequenceEqual(other))
        {
            throw new ShapeException(
                $"{this}: expected an input like {InputShape.ToBatchString()}, which it was called on before, for its weights are the same; got {inputs[0].ToBatchString()}. Use another layer there.");
        }
    }

    /// <summary><c>Dense 'dense_1'</c>, as errors name it.</summary>
    public override string ToString() => $"{Layer.KerasName} '{Name}'";
}
