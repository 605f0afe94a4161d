using Weft.Layers;
using Weft.Onnx.Proto;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Writing;

/// <summary>Writes a model call by call, images with their channels first, so that nothing is transposed on the way.</summary>
internal sealed class ModelExport
{
    private readonly Model _model;
    private readonly OnnxWriteOptions _options;
    private readonly bool _channelsFirst;
    private readonly GraphBuilder _graph;
    private readonly LayerWriter _writer;
    private readonly LayerRules _rules;

    public ModelExport(Model model, OnnxWriteOptions options)
    {
        (_model, _options, _channelsFirst) = (model, options, options.ChannelsFirst ?? model.Metadata.ChannelsFirst);
        _graph = new GraphBuilder(options.Opset);
        _writer = new LayerWriter(_graph);
        _rules = new LayerRules(_writer);
    }

    /// <exception cref="ModelFileException">A layer has no counterpart.</exception>
    public ModelProto Run()
    {
        ModelGraph graph = _model.Graph;
        OnnxValue[] inputs = [.. graph.Inputs.Select(Begin)];
        OnnxValue[] outputs = Write(graph, inputs, "");
        for (int i = 0; i < outputs.Length; i++)
        {
            End(outputs[i], outputs.Length == 1 ? "output" : $"output_{i + 1}", i == 0);
        }

        _graph.Graph.Name = _model.Name;
        ModelProto model = new()
        {
            IrVersion = _options.Opset switch { <= 18 => 8, <= 20 => 9, _ => 10 },
            ProducerName = "Weft",
            Graph = _graph.Graph
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = _options.Opset });
        FileMetadata.Write(_model, model);
        return model;
    }

    private OnnxValue Begin(Node input)
    {
        Shape shape = input.Shape;
        OnnxValue value = new(_graph.Free(input.Layer.Name), shape, shape.Rank == 3 && _channelsFirst ? OnnxValue.ChannelsFirst
            : OnnxValue.PlainOrder(shape.Rank));
        _graph.Graph.Input.Add(Declared(value.Name, value.Dims, _options.FromBytes ? ElementType.UInt8 : ElementType.Float));
        if (!_options.FromBytes)
        {
            return value;
        }

        _graph.Stem = "pixels";
        string floats = _graph.Add("Cast", [value.Name], Attribute.Int("to", (int)ElementType.Float));
        return value with { Name = _model.PixelScale == 1 ? floats : _graph.Add("Mul", [floats, _graph.Number(_model.PixelScale)]) };
    }

    private void End(OnnxValue value, string name, bool isFirst)
    {
        _graph.Stem = name;
        int rank = value.Shape.Rank;
        value = rank == 3 && _channelsFirst ? _writer.Image(value) : _writer.Plain(value);
        Activation last = _model.LastActivation;
        bool isSoftmax = last.Kind == ActivationKind.Softmax, isMore = isFirst && _options.Softmax && !isSoftmax
            && last.Kind != ActivationKind.Sigmoid;
        string made = value.Name;
        if (isFirst && _model.Metadata.Temperature is { } temperature && temperature != 1)
        {
            string logits = isSoftmax ? _graph.Add("Log", [made]) : made;
            made = _graph.Add("Div", [logits, _graph.Number((float)temperature)]);
            isMore |= isSoftmax;
        }

        made = isMore ? _graph.Add("Softmax", [made], Attribute.Int("axis", value.Place(rank - 1))) : made;
        _graph.AddAs(_graph.Free(name), "Identity", [made]);
        _graph.Graph.Output.Add(Declared(_graph.Graph.Node[^1].Output[0], value.Dims, ElementType.Float));
    }

    private OnnxValue[] Write(ModelGraph graph, IReadOnlyList<OnnxValue> inputs, string prefix)
    {
        Dictionary<Node, OnnxValue> values = [];
        for (int i = 0; i < inputs.Count; i++)
        {
            values[graph.Inputs[i]] = inputs[i];
        }

        BatchFolding folding = new(graph);
        foreach (LayerCall call in graph.Calls.Where(call => call.Inputs.Count > 0))
        {
            OnnxValue[] from = [.. call.Inputs.Select(node => values[node])];
            string name = prefix + call.Layer.Name;
            IReadOnlyList<OnnxValue> to;
            if (call.Layer.Inner is { } inner)
            {
                to = Write(inner, from, $"{name}/");
            }
            else
            {
                _graph.Stem = name;
                to = [folding.IsGone(call) ? from[0] : Named(name, call, from, folding)];
            }

            for (int i = 0; i < to.Count; i++)
            {
                values[call.Outputs[i]] = to[i];
            }
        }

        return [.. graph.Outputs.Select(output => values[output])];
    }

    private OnnxValue Named(string name, LayerCall call, OnnxValue[] from, BatchFolding folding)
    {
        try
        {
            return call.Layer.Layer is ZeroPadding2D pad
                ? ShapeWriter.Pad(_writer, pad, from[0], call.Outputs[0].Shape, folding.IsPooled(call))
                : _rules.Write(call.Layer, from, call.Outputs[0].Shape, folding.Of(call));
        }
        catch (ModelFileException error)
        {
            throw new ModelFileException($"{call.Layer.Layer.KerasName} '{name}': {error.Message} Weft cannot write it as ONNX.", error);
        }
    }

    private static ValueInfoProto Declared(string name, IReadOnlyList<int> dims, ElementType type)
    {
        TensorShapeProto shape = new();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "batch" });
        shape.Dim.AddRange(dims.Select(extent => new TensorShapeProto.Types.Dimension { DimValue = extent }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor
                {
                    ElemType = (int)type,
                    Shape = shape
                }
            }
        };
    }
}
