using Google.Protobuf;

using Weft.Formats;
using Weft.Onnx.Folding;
using Weft.Onnx.Layout;
using Weft.Onnx.Operators;
using Weft.Onnx.Proto;

namespace Weft.Onnx.Reading;

/// <summary>Makes a model of Weft's of a file: what is known is computed, what a sample decides becomes layers.</summary>
internal sealed class ModelImport
{
    private readonly ModelProto _model;
    private readonly OnnxReadOptions _options;
    private readonly OnnxGraph _graph;
    private readonly Network _network = new();
    private readonly Dictionary<string, Item> _items = [];
    private readonly List<string> _notes = [];
    private readonly ConstantFolding _folding = new();
    private readonly ILookup<string, OnnxNode> _readers;

    public ModelImport(ModelProto model, string? folder, OnnxReadOptions options)
    {
        (_model, _options) = (model, options);
        if (model.Graph.Output.Count == 0)
        {
            throw new ModelFileException("expected a graph with outputs, got no outputs. The file is damaged.");
        }

        if (model.Graph.SparseInitializer.Count > 0)
        {
            throw new ModelFileException($"initializer '{model.Graph.SparseInitializer[0].Values?.Name}': expected dense numbers, got "
                + $"sparse ones. Weft does not read these.");
        }

        _graph = new OnnxGraph(model.Graph, FunctionExpansion.Nodes(model), folder);
        FoldConstants();
        _graph.Nodes = Rewriting.Run(_graph);
        _readers = _graph.Nodes.SelectMany(node => node.Inputs.Where(name => name.Length > 0).Distinct().Select(name => (name, node)))
            .ToLookup(pair => pair.name, pair => pair.node);
    }

    /// <exception cref="ModelFileException">The file is damaged, or holds what Weft does not have.</exception>
    public Model Run() => Finished(Layers(out IReadOnlyList<Node> begins, out ModelInputs inputs), begins, inputs);

    /// <summary>The model that gives values inside of it, of those names that stand for any.</summary>
    public (Model Model, string[] Names) RunFor(IReadOnlyList<string> names)
    {
        _ = Layers(out IReadOnlyList<Node> begins, out ModelInputs inputs);
        string[] known = [.. names.Where(name => _items.GetValueOrDefault(name) is Value)];
        return (Finished([.. known.Select(name => ((Value)_items[name]).Node)], begins, inputs), known);
    }

    private Node[] Layers(out IReadOnlyList<Node> inputNodes, out ModelInputs inputs)
    {
        inputs = new ModelInputs(_graph, _options);
        inputs.RequirePictures();
        OnnxNode[] unknown = [.. _graph.Nodes.Where(node => Find(node) is null
            && !(node.Domain.Length == 0 && ConstantFolding.Knows(node.Op)))];
        if (unknown.Length > 0)
        {
            throw new ModelFileException(OperatorTable.Refusal(unknown));
        }

        List<Node> begins = [];
        foreach (ModelInput input in inputs.Read())
        {
            Node node = _network.Input(input.Shape, input.Name);
            begins.Add(node);
            _items[input.Name] = input.ValueOf(node);
        }

        foreach (OnnxNode node in _graph.Nodes)
        {
            Read(node);
        }

        inputNodes = begins;
        return [.. new ModelOutputs(_graph, _network, _notes).Nodes(Find)];
    }

    private Model Finished(Node[] ends, IReadOnlyList<Node> begins, ModelInputs inputs)
    {
        ModelGraph graph = new(GraphName(), begins, ends, isSequential: true);
        new LayerBuilder($"Model '{graph.Name}'", 0, _network.WeightsOf) { NamesAreGiven = true }.Build(graph);
        return Model.FromFile(new ModelFile
        {
            Graph = graph,
            Metadata = FileMetadata.Read(_model, inputs),
            Notes = _notes,
        });
    }

    // Before there is any input: what hangs on weights alone.
    private void FoldConstants()
    {
        List<OnnxNode> left = [];
        foreach (OnnxNode node in _graph.Nodes)
        {
            if (!TryFold(node))
            {
                left.Add(node);
            }
        }

        _graph.Nodes = left;
    }

    private bool TryFold(OnnxNode node)
    {
        return Told(node, () =>
        {
            if (node.Domain.Length > 0 || !ConstantFolding.Knows(node.Op) || node.Inputs.Any(name => name.Length > 0 && !IsKnown(name)))
            {
                return false;
            }

            Know(node, _folding.Run(node, [.. node.Inputs.Select(name => name.Length == 0 ? null : _graph.Constant(name))], _graph.Read));
            return true;
        });

        bool IsKnown(string name) => _graph.Constant(name) is not null;
    }

    private void Read(OnnxNode node) => Told(node, () =>
    {
        Item?[] inputs = [.. node.Inputs.Select(name => name.Length == 0 ? null : Find(name))];
        if (node.Domain.Length == 0 && ShapeOf(node, inputs) is { } shape)
        {
            Know(node, [shape]);
            return true;
        }

        if (node.Domain.Length == 0 && (SampleIndices.Of(node, inputs) is { } samples ? [samples]
            : Array.Exists(inputs, input => input is SampleIndices) ? SampleIndices.Run(Visit(node, inputs)) : null) is { } indices)
        {
            _items[node.Outputs[0]] = indices[0];
            return true;
        }

        if (node.Domain.Length == 0 && ConstantFolding.Knows(node.Op) && Array.TrueForAll(inputs, input => input is null or OnnxTensor))
        {
            Know(node, _folding.Run(node, [.. inputs.Select(input => input as OnnxTensor)], _graph.Read));
            return true;
        }

        if (Find(node) is not { } rule)
        {
            throw new ModelFileException("Weft has no layer for this operator where a sample decides what goes in.");
        }

        IReadOnlyList<Item> outputs = rule(Visit(node, inputs));
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            if (i < outputs.Count && outputs[i] is Value value)
            {
                _items[node.Outputs[i]] = value;
            }
            else if (i < outputs.Count && outputs[i] is OnnxTensor constant)
            {
                _graph.Know(node.Outputs[i], constant);
            }
            else if (node.Outputs[i].Length > 0 && (_readers[node.Outputs[i]].Any()
                || _graph.Outputs.Any(output => output.Name == node.Outputs[i])))
            {
                throw new ModelFileException($"Weft does not compute output {i + 1}, '{node.Outputs[i]}'.");
            }
        }

        return true;
    });

    private Site Visit(OnnxNode node, Item?[] inputs)
    {
        _network.Stem = node.Name.Length > 0 ? node.Name : node.Outputs[0];
        return new Site(node, inputs, _network, name => [.. _readers[name]]);
    }

    private static OnnxTensor? ShapeOf(OnnxNode node, Item?[] inputs)
    {
        if (node.Op is not ("Shape" or "Size") || inputs is not [Value value])
        {
            return null;
        }

        int[] dims = value.Dims;
        return node.Op == "Size" ? OnnxTensor.Of([], [dims.Aggregate(1L, (size, extent) => checked(size * extent))])
            : Shaping.ShapeOf(node, dims);
    }

    private void Know(OnnxNode node, IReadOnlyList<OnnxTensor> constants)
    {
        if (node.Outputs.Count > constants.Count)
        {
            throw new ModelFileException($"expected {constants.Count} outputs, got {node.Outputs.Count}. The file is damaged.");
        }

        for (int i = 0; i < node.Outputs.Count; i++)
        {
            _graph.Know(node.Outputs[i], constants[i]);
        }
    }

    private Func<Site, IReadOnlyList<Item>>? Find(OnnxNode node) => (_options.RoundsValues, node.Op) switch
    {
        (true, "QuantizeLinear") => Quantized.Quantize,
        (true, "DequantizeLinear") => Quantized.Dequantize,
        _ => OperatorTable.TryFind(node, out Func<Site, IReadOnlyList<Item>>? rule) ? rule : null,
    };

    private Item Find(string name) => _items.TryGetValue(name, out Item? item) ? item
        : _graph.Constant(name) ?? throw new ModelFileException($"Weft does not know what '{name}' is.");

    private string GraphName()
    {
        string name = _model.Graph.Name.Replace('/', '_').Trim();
        return name.Length == 0 ? "onnx" : name;
    }

    // What goes wrong is said of the node.
    private static bool Told(OnnxNode node, Func<bool> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is WeftException or ArgumentException or OverflowException or IndexOutOfRangeException
            or InvalidProtocolBufferException or DivideByZeroException or InvalidOperationException)
        {
            throw new ModelFileException($"{node.Who}: {error.Message}", error);
        }
    }
}
