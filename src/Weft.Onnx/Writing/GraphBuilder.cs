using System.Buffers.Binary;
using System.Runtime.InteropServices;

using Google.Protobuf;

using Weft.Onnx.Proto;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Writing;

/// <summary>The graph that is written: nodes in order, and the numbers they read.</summary>
/// <param name="opset">The version of its operators.</param>
internal sealed class GraphBuilder(int opset)
{
    private readonly HashSet<string> _names = [];
    private readonly Dictionary<string, string> _numbers = [];

    public GraphProto Graph { get; } = new();

    public int Opset { get; } = opset;

    /// <summary>What nodes are named after.</summary>
    public string Stem { get; set; } = "";

    /// <summary>A node with one output, which has the node's name.</summary>
    public string Add(string op, IReadOnlyList<string> inputs, params IReadOnlyList<AttributeProto> attributes) =>
        AddAs(Free(Stem.Length > 0 ? Stem : op), op, inputs, attributes);

    /// <summary>A node whose output has a name of its own.</summary>
    public string AddAs(string output, string op, IReadOnlyList<string> inputs, params IReadOnlyList<AttributeProto> attributes)
    {
        NodeProto node = new() { OpType = op, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        Graph.Node.Add(node);
        return output;
    }

    /// <summary>A name that nothing in the graph has.</summary>
    public string Free(string wish)
    {
        string name = wish;
        for (int i = 1; !_names.Add(name); i++)
        {
            name = $"{wish}_{i}";
        }

        return name;
    }

    /// <summary>Floats as an initializer.</summary>
    public string Floats(string name, IReadOnlyList<int> dims, ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[values.Length * sizeof(float)];
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values).CopyTo(bytes);
        }
        else
        {
            for (int i = 0; i < values.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
            }
        }

        return Initializer(name, ElementType.Float, dims, bytes);
    }

    /// <summary>One number as an initializer; equal ones are one.</summary>
    public string Number(float value)
    {
        string key = $"f{BitConverter.SingleToInt32Bits(value)}";
        return _numbers.TryGetValue(key, out string? known) ? known : _numbers[key] = Floats("number", [], [value]);
    }

    /// <summary>Whole numbers as an initializer; equal ones are one.</summary>
    public string Integers(params IReadOnlyList<long> values)
    {
        string key = $"i{string.Join(",", values)}";
        if (_numbers.TryGetValue(key, out string? known))
        {
            return known;
        }

        byte[] bytes = new byte[values.Count * sizeof(long)];
        for (int i = 0; i < values.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        }

        return _numbers[key] = Initializer("numbers", ElementType.Int64, [values.Count], bytes);
    }

    /// <summary>Numbers of any type as an initializer, as the bytes they have in a file.</summary>
    public string Initializer(string name, ElementType type, IReadOnlyList<int> dims, byte[] bytes)
    {
        TensorProto tensor = new() { Name = Free(name), DataType = (int)type, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };
        tensor.Dims.AddRange(dims.Select(extent => (long)extent));
        Graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>A reduction over some of the file's axes, as this version has it.</summary>
    public string Reduce(string op, string input, IReadOnlyList<int> axes, bool keepDims)
    {
        AttributeProto keeps = Attribute.Int("keepdims", keepDims ? 1 : 0);
        long[] list = [.. axes.Select(axis => (long)axis)];
        return op == "ReduceSum" || Opset >= 18 ? Add(op, [input, Integers(list)], keeps)
            : Add(op, [input], Attribute.Ints("axes", list), keeps);
    }
}

/// <summary>Attributes of nodes.</summary>
internal static class Attribute
{
    public static AttributeProto Int(string name, long value) => new() { Name = name, Type = 2, I = value };

    public static AttributeProto Float(string name, float value) => new() { Name = name, Type = 1, F = value };

    public static AttributeProto Text(string name, string value) => new() { Name = name, Type = 3, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Ints(string name, params IReadOnlyList<long> values)
    {
        AttributeProto attribute = new() { Name = name, Type = 7 };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    public static AttributeProto Ints(string name, Size2D size) => Ints(name, size.Height, size.Width);
}
