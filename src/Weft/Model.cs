namespace Weft;

/// <summary>Layers between inputs and outputs, any graph of them: compiled with an optimizer and a loss, then fitted.</summary>
/// <remarks>
/// <code>
/// Node input = new Input([28, 28, 1]);
/// Node x = input.Then(new Conv2D(32, 3, Activation.Relu), new MaxPooling2D(2));
/// Model model = new(input, x.Then(new Flatten(), new Dense(10, Activation.Softmax)));
/// </code>
/// <see cref="Sequential"/> is the model of a row of layers. Names, defaults and semantics are Keras 3's.
/// A model may be read (<see cref="Predict(Tensor)"/>) from several threads; training needs it alone. Training takes one input and one output.
/// </remarks>
public partial class Model
{
    private readonly ModelGraph? _graph;
    private BuiltLayer? _asLayer;

    /// <summary>A model from an input to an output.</summary>
    /// <param name="input">Where it begins; where that is inside another model, the rest of it, sharing its layers.</param>
    /// <param name="output">What it gives. Layers that another model has made bring their weights along: both models then share them.</param>
    /// <param name="seed">Where new weights, shuffling, dropout and random layers get their randomness; null draws one, kept in <see cref="Seed"/>.</param>
    /// <param name="name">The model's name.</param>
    /// <exception cref="ShapeException">The output depends on another input, or two layers have one name.</exception>
    public Model(Node input, Node output, int? seed = null, string name = "functional")
        : this([input], [output], seed, name)
    {
    }

    /// <summary>A model from several inputs, or to several outputs.</summary>
    /// <param name="inputs">Where it begins; where that is inside another model, the rest of it, sharing its layers.</param>
    /// <param name="outputs">What it gives.</param>
    /// <param name="seed">Where new weights, shuffling, dropout and random layers get their randomness; null draws one, kept in <see cref="Seed"/>.</param>
    /// <param name="name">The model's name.</param>
    /// <exception cref="ShapeException">An output depends on another input, or two layers have one name.</exception>
    public Model(IReadOnlyList<Node> inputs, IReadOnlyList<Node> outputs, int? seed = null, string name = "functional")
        : this(seed, name)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        if (inputs.Count == 0 || outputs.Count == 0)
        {
            throw new ShapeException($"Model '{name}': expected at least one input and one output, got {inputs.Count} inputs and {outputs.Count} outputs.");
        }

        (inputs, outputs) = GraphCut.Of(inputs, outputs);
        _graph = new ModelGraph(name, inputs, outputs, isSequential: false);
        new LayerBuilder($"Model '{name}'", Seed).Build(_graph);
    }

    /// <summary>The model of a graph whose layers have their weights.</summary>
    internal Model(ModelGraph graph, int? seed)
        : this(seed, graph.Name)
    {
        _graph = graph;
    }

    private protected Model(int? seed, string name)
    {
        LayerNames.Require(name, $"Model '{name}'");
        (Seed, Name) = (seed ?? Random.Shared.Next(), name);
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>Where the model begins, if it has one input.</summary>
    public Node Input => Single(Graph.Inputs, "input");

    /// <summary>What the model gives, if it has one output.</summary>
    public Node Output => Single(Graph.Outputs, "output");

    /// <summary>Where the model begins.</summary>
    public IReadOnlyList<Node> Inputs => Graph.Inputs;

    /// <summary>What the model gives.</summary>
    public IReadOnlyList<Node> Outputs => Graph.Outputs;

    /// <summary>
    /// The function at the model's end: that of its last layer, or of the one before where a layer gives values in another shape, of the addends of an <see cref="Weft.Layers.Average"/>,
    /// of the end of a model inside; linear where there is none.
    /// </summary>
    public Activation LastActivation => Outputs[0].LastActivation;

    /// <summary>The shape of one input sample.</summary>
    public Shape InputShape => Input.Shape;

    /// <summary>The shape of one output sample.</summary>
    public Shape OutputShape => Output.Shape;

    /// <summary>Where weights, shuffling, dropout and random layers get their randomness.</summary>
    public int Seed { get; }

    /// <summary>The layers with their names, shapes and weights, in Keras' order, inputs among them; also by name: <c>model.Layers["conv2d"]</c>.</summary>
    public virtual LayerList Layers => new(Name, Graph.Layers);

    /// <summary>Whether training changes the weights. Setting it sets all layers, as in Keras: a frozen base of another model, say, whose batch normalisations then keep their averages.</summary>
    public bool Trainable
    {
        get => AsLayer.Trainable;
        set => AsLayer.Trainable = value;
    }

    /// <summary>Class names, pixel scale and origin, kept in the model's file.</summary>
    public ModelMetadata Metadata { get; set; } = new();

    /// <summary>How many threads train and predict; all processors by default. Results do not depend on it.</summary>
    public int Threads
    {
        get;
        set => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), $"Model: expected at least 1 thread, got {value}.");
    }
    = Environment.ProcessorCount;

    /// <summary>All weights, layer by layer.</summary>
    public IEnumerable<Weight> Weights => Graph.Weights;

    /// <summary>The number of weight values.</summary>
    public int ParameterCount => Weights.Sum(weight => weight.Shape.Size);

    internal virtual ModelGraph Graph => _graph!;

    private BuiltLayer AsLayer => _asLayer ??= new BuiltLayer(new NestedModel(Graph) { Name = Name });

    /// <exception cref="InvalidOperationException">Another model has this one as a layer.</exception>
    private protected void RequireNotNested()
    {
        if (_asLayer is { Calls.Count: > 0 })
        {
            throw new InvalidOperationException($"Model '{Name}': expected to add layers before another model uses this one, got one after. Add them first.");
        }

        _asLayer = null;
    }

    /// <summary>Calls the model as a layer: its weights are shared.</summary>
    /// <exception cref="ShapeException">The model takes other inputs, or has several outputs.</exception>
    public Node Call(params ReadOnlySpan<Node> inputs) => AsLayer.Call(inputs);

    /// <summary>Calls a model of several outputs as a layer.</summary>
    /// <exception cref="ShapeException">The model takes other inputs.</exception>
    public IReadOnlyList<Node> CallAll(params ReadOnlySpan<Node> inputs) => AsLayer.CallAll(inputs);

    private Node Single(IReadOnlyList<Node> nodes, string what) => nodes.Count == 1
        ? nodes[0]
        : throw new InvalidOperationException($"Model '{Name}': expected one {what}, got {nodes.Count}. Use {char.ToUpperInvariant(what[0])}{what[1..]}s.");
}
