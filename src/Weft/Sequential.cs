using System.Collections;

using Weft.Layers;

namespace Weft;

/// <summary>A stack of layers: built with a collection initializer, compiled with an optimizer and a loss, then fitted.</summary>
/// <remarks>
/// Shapes are inferred as layers are added, so a layer that does not fit is an error at once.
/// Names, defaults and semantics are Keras 3's. For a model with branches, see <see cref="Node"/> and <see cref="Model"/>.
/// </remarks>
public sealed class Sequential : Model, IEnumerable<BuiltLayer>
{
    private readonly LayerBuilder _builder;
    private readonly Node _input;
    private Node _output;
    private ModelGraph? _row;

    /// <summary>An empty model.</summary>
    /// <param name="inputShape">The shape of one sample: <c>[28, 28, 1]</c>.</param>
    /// <param name="seed">Where weights, shuffling, dropout and random layers get their randomness; null draws one, kept in <see cref="Model.Seed"/>.</param>
    /// <param name="name">The model's name.</param>
    public Sequential(Shape inputShape, int? seed = null, string name = "sequential")
        : base(seed, name)
    {
        if (inputShape.Rank == 0 || inputShape.Contains(0))
        {
            throw new ShapeException($"Sequential '{name}': expected an input shape of positive extents such as [28, 28, 1], got {inputShape}.");
        }

        _builder = new LayerBuilder($"Sequential '{name}'", Seed);
        _output = _input = new Input(inputShape);
        _input.Layer.Build(_input.Layer.Stem, []);
    }

    /// <summary>The model of a graph, with one input and one output, whose layers have their weights.</summary>
    internal Sequential(ModelGraph graph, int? seed)
        : base(seed, graph.Name)
    {
        (_input, _output) = (graph.Inputs[0], graph.Outputs[0]);
        _builder = new LayerBuilder($"Sequential '{Name}'", Seed);
        _builder.Build(graph);
        _row = graph;
    }

    /// <summary>The layers with their names, shapes and weights, without the input; also by name: <c>model.Layers["conv2d"]</c>.</summary>
    public override LayerList Layers => new(Name, [.. Graph.Layers.Where(layer => layer != _input.Layer)]);

    internal override ModelGraph Graph => _row ??= new ModelGraph(Name, [_input], [_output], isSequential: true);

    /// <summary>Adds a layer, infers its shape and gives its weights their first values. A <see cref="Residual"/> adds its layers.</summary>
    /// <remarks>A description that is added twice, or to two models, is two layers. A model that was compiled is to be compiled again.</remarks>
    /// <exception cref="ShapeException">The layer does not fit the one before it; the message shows the shapes so far.</exception>
    public void Add(Layer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        RequireNotNested();
        try
        {
            _output = layer is Residual block ? ResidualBlock.Expand(block, _output, Call) : Call(new BuiltLayer(layer), [_output]);
        }
        catch (ShapeException error)
        {
            throw new ShapeException($"{error.Message}\n{ShapeTrail()}");
        }

        _row = null;
        Rebuilt();
    }

    /// <summary>Adds a model as a layer; its weights are shared.</summary>
    /// <exception cref="ShapeException">The model does not fit the layer before it.</exception>
    public void Add(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        RequireNotNested();
        _output = model.Call(_output);
        _builder.Build(_output.Call);
        _row = null;
        Rebuilt();
    }

    /// <summary>Reads a model that is one row of layers from a Keras 3 file, by Weft or by Keras.</summary>
    /// <inheritdoc cref="Model.Load(string)"/>
    /// <exception cref="ModelFileException">The file is damaged, holds what Weft does not have, or holds a functional model.</exception>
    public static new Sequential Load(string path) => Row(Model.Load(path), path);

    /// <summary>Reads a model that is one row of layers from the content of a Keras 3 file.</summary>
    /// <inheritdoc cref="Model.Load(Stream)"/>
    /// <exception cref="ModelFileException">The content is damaged, holds what Weft does not have, or holds a functional model.</exception>
    public static new Sequential Load(Stream stream) => Row(Model.Load(stream), "the model");

    /// <inheritdoc/>
    public override Sequential Copy(int? seed = null, IEnumerable<Layer>? before = null, Func<BuiltLayer, bool>? frozen = null)
    {
        int key = seed ?? Seed;
        return Like(new Sequential(GraphCopy.Of(Graph, key, isSequential: true, before, frozen), key));
    }

    private static Sequential Row(Model model, string file) => model as Sequential
        ?? throw new ModelFileException($"{file}: expected a Sequential model, got a functional one. Use Model.Load.");

    private Node Call(BuiltLayer layer, ReadOnlySpan<Node> inputs)
    {
        layer.ProposedName = _builder.NameOf(layer);
        Node output = layer.Call(inputs);
        _builder.Build(output.Call);
        return output;
    }

    private string ShapeTrail() =>
        $"Shapes so far: {InputShape.ToBatchString()}{string.Concat(Layers.Select(layer => $" -> {layer.Name} {layer.OutputShape.ToBatchString()}"))}";

    /// <summary>The layers one after another.</summary>
    public IEnumerator<BuiltLayer> GetEnumerator() => Layers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
