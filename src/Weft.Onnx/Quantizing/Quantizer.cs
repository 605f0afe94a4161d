using Google.Protobuf;

using Weft.Data;
using Weft.Onnx.Proto;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Quantizing;

/// <summary>Puts pairs of QuantizeLinear and DequantizeLinear around the layers of a file: values in 8 bits by measured ranges, weights in
/// 8 bits by channel, biases in 32.</summary>
/// <param name="file">The file in floats, which is changed.</param>
/// <param name="options">How.</param>
internal sealed class Quantizer(ModelProto file, OnnxQuantization options)
{
    private const int Most = 255;
    private const int Batch = 16;

    private static readonly HashSet<string> s_products = ["Conv", "Gemm", "MatMul"];
    private static readonly HashSet<string> s_quantized = ["Conv", "Gemm", "MatMul", "Add", "MaxPool", "AveragePool", "GlobalAveragePool"];

    private readonly Dictionary<string, TensorProto> _weights = file.Graph.Initializer.ToDictionary(tensor => tensor.Name);
    private readonly GraphProto _graph = file.Graph;
    private readonly List<NodeProto> _nodes = [];

    /// <summary>Changes the file by what the values of some data are like.</summary>
    public void Run(Dataset data, float pixelScale)
    {
        string[] tensors = [.. _graph.Node.Where(node => s_quantized.Contains(node.OpType)).SelectMany(Values).Distinct()];
        Dictionary<string, (float Low, float High)> ranges = Ranges(tensors, data, pixelScale);
        Dictionary<string, (string Name, float Scale)> quantized = [];
        foreach (NodeProto node in _graph.Node.ToArray())
        {
            if (s_quantized.Contains(node.OpType))
            {
                float scale = 1;
                foreach (string input in Values(node).Where(ranges.ContainsKey).ToArray())
                {
                    (string name, scale) = quantized.TryGetValue(input, out (string Name, float Scale) known) ? known
                        : quantized[input] = Pair(input, ranges[input]);
                    for (int i = 0; i < node.Input.Count; i++)
                    {
                        node.Input[i] = node.Input[i] == input ? name : node.Input[i];
                    }
                }

                if (s_products.Contains(node.OpType) && node.Input.Count > 1 && _weights.ContainsKey(node.Input[1])
                    && node.Input[0].EndsWith(" dequantized", StringComparison.Ordinal))
                {
                    Weights(node, scale);
                }
            }

            _nodes.Add(node);
        }

        _graph.Node.Clear();
        _graph.Node.AddRange(_nodes);
        HashSet<string> read = [.. _nodes.SelectMany(node => node.Input)];
        TensorProto[] left = [.. _graph.Initializer.Where(tensor => read.Contains(tensor.Name))];
        _graph.Initializer.Clear();
        _graph.Initializer.AddRange(left);
    }

    private IEnumerable<string> Values(NodeProto node)
    {
        string[] values = [.. node.Input.Where(input => input.Length > 0 && !_weights.ContainsKey(input))];
        return node.OpType == "Add" && values.Length < 2 ? [] : values;
    }

    // The file is read as a model that gives these values too.
    private Dictionary<string, (float Low, float High)> Ranges(string[] tensors, Dataset data, float pixelScale)
    {
        (Model model, string[] known) = new ModelImport(file.Clone(), null, new OnnxReadOptions()).RunFor(tensors);
        float[] low = new float[known.Length], high = new float[known.Length];
        model.Metadata = model.Metadata with { ChannelsFirst = false };
        int count = Math.Min(data.Count, options.Samples);
        for (int start = 0; start < count; start += Batch)
        {
            Tensor x = new(model.Inputs[0].Shape.Prepend(Math.Min(Batch, count - start)));
            for (int i = 0; i < x.Shape[0]; i++)
            {
                // Spread over the data, which may lie class by class.
                data.Read((int)((long)(start + i) * data.Count / count), x.Row(i), pixelScale);
            }

            IReadOnlyList<Tensor> values = model.PredictAll(x);
            for (int k = 0; k < known.Length; k++)
            {
                foreach (float value in values[k].Span)
                {
                    (low[k], high[k]) = (Math.Min(low[k], value), Math.Max(high[k], value));
                }
            }
        }

        return known.Index().ToDictionary(one => one.Item, one => (low[one.Index], high[one.Index]));
    }

    private (string Name, float Scale) Pair(string input, (float Low, float High) range)
    {
        float scale = Math.Max(range.High - range.Low, 1e-8f) / Most;
        byte zero = (byte)Math.Clamp(MathF.Round(-range.Low / scale), 0, Most);
        string scaleName = Add($"{input} scale", ElementType.Float, [], BitConverter.GetBytes(scale)),
            zeroName = Add($"{input} zero", ElementType.UInt8, [], [zero]);
        Node("QuantizeLinear", $"{input} quantized", [input, scaleName, zeroName]);
        Node("DequantizeLinear", $"{input} dequantized", [$"{input} quantized", scaleName, zeroName]);
        return ($"{input} dequantized", scale);
    }

    // A convolution has its channels first, a matrix last.
    private void Weights(NodeProto node, float inputScale)
    {
        TensorProto weight = _weights[node.Input[1]];
        OnnxTensor values = new TensorReader(null).Read(weight);
        int axis = node.OpType == "Conv" ? 0 : values.Dims.Length - 1, channels = values.Dims[axis],
            stride = OnnxTensor.Strides(values.Dims)[axis];
        int most = options.FullRange ? 127 : 63;
        float[] scales = new float[channels];
        for (int i = 0; i < values.Count; i++)
        {
            ref float scale = ref scales[i / stride % channels];
            scale = Math.Max(scale, Math.Abs(values.At(i)) / most);
        }

        byte[] bytes = new byte[values.Count];
        for (int i = 0; i < bytes.Length; i++)
        {
            float scale = scales[i / stride % channels];
            bytes[i] = (byte)(sbyte)(scale == 0 ? 0 : Math.Clamp(MathF.Round(values.At(i) / scale), -most, most));
        }

        scales = [.. scales.Select(scale => scale == 0 ? 1e-8f : scale)];
        node.Input[1] = Stored(node, weight.Name, ElementType.Int8, values.Dims, bytes, scales, axis);
        if (node.Input.Count > 2 && _weights.TryGetValue(node.Input[2], out TensorProto? bias))
        {
            OnnxTensor numbers = new TensorReader(null).Read(bias);
            float[] steps = [.. scales.Select(scale => scale * inputScale)];
            int[] whole = [.. numbers.ToFloats().Select((value, i) =>
                (int)Math.Clamp(Math.Round((double)value / steps[i]), int.MinValue, int.MaxValue))];
            node.Input[2] = Stored(node, bias.Name, ElementType.Int32, numbers.Dims, [.. whole.SelectMany(BitConverter.GetBytes)], steps,
                0);
        }
    }

    private string Stored(NodeProto node, string name, ElementType type, int[] dims, byte[] bytes, float[] scales, int axis)
    {
        // One weight may be read by several, each with its own step for the bias.
        string stem = $"{name} for {node.Name}";
        string stored = Add(stem, type, dims, bytes);
        string scale = Add($"{stem} scale", ElementType.Float, [scales.Length], [.. scales.SelectMany(BitConverter.GetBytes)]);
        string zero = Add($"{stem} zero", type, [scales.Length], new byte[scales.Length * type.Bytes()]);
        Node("DequantizeLinear", $"{stem} dequantized", [stored, scale, zero], Writing.Attribute.Int("axis", axis));
        return $"{stem} dequantized";
    }

    private string Add(string name, ElementType type, int[] dims, byte[] bytes)
    {
        TensorProto tensor = new() { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(bytes) };
        tensor.Dims.AddRange(dims.Select(extent => (long)extent));
        _graph.Initializer.Add(tensor);
        return name;
    }

    private void Node(string op, string output, string[] inputs, params AttributeProto[] attributes)
    {
        NodeProto node = new() { OpType = op, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        _nodes.Add(node);
    }
}
