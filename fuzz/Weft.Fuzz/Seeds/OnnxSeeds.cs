using Google.Protobuf;

using Weft.Onnx.Proto;

namespace Weft.Fuzz.Seeds;

/// <summary>Small networks as ONNX files: numbers as raw bytes, as fields, as constants, and in a file beside the model.</summary>
internal static class OnnxSeeds
{
    private const int Float = 1, Int64 = 7;
    private const int AttributeInt = 2, AttributeTensor = 4, AttributeInts = 7, AttributeFloat = 1;

    public static IEnumerable<(string Reader, Seed Seed)> All()
    {
        yield return ("onnx", new Seed("raw.onnx", Convolutions(isExternal: false)));
        yield return ("onnx", new Seed("external.onnx", Convolutions(isExternal: true)));
        yield return ("onnx", new Seed("fields.onnx", Folded()));
    }

    private static byte[] Convolutions(bool isExternal)
    {
        GraphProto graph = new()
        {
            Name = "convolutions",
            Node =
            {
                Node("Conv", ["x", "w", "b"], "c", Ints("kernel_shape", 3, 3), Ints("pads", 1, 1, 1, 1), Int("group", 1)),
                Node("Relu", ["c"], "r"), Node("MaxPool", ["r"], "m", Ints("kernel_shape", 2, 2), Ints("strides", 2, 2)),
                Node("GlobalAveragePool", ["m"], "g"), Node("Flatten", ["g"], "f"),
                Node("Gemm", ["f", "d", "e"], "y", Int("transB", 1), new AttributeProto { Name = "alpha", F = 1, Type = AttributeFloat }),
                Node("Softmax", ["y"], "p", Int("axis", -1)),
            },
            Initializer = { Raw("w", isExternal, 2, 1, 3, 3), Raw("b", false, 2), Raw("d", false, 2, 2), Raw("e", false, 2) },
        };
        return File(graph, "p", "N", 1, 6, 6);
    }

    private static byte[] Folded()
    {
        TensorProto axis = new() { Dims = { 1 }, DataType = Int64, Int64Data = { 0 } };
        TensorProto rest = new() { Dims = { 1 }, DataType = Int64, Int64Data = { -1 } };
        GraphProto graph = new()
        {
            Name = "folded",
            Node =
            {
                Node("BatchNormalization", ["x", "s", "h", "n", "v"], "b",
                    new AttributeProto { Name = "epsilon", F = 0.001f, Type = AttributeFloat }),
                Node("Mul", ["b", "k"], "t"), Node("Add", ["t", "b"], "a"), Node("Clip", ["a", "low", "high"], "q"),
                Node("Shape", ["q"], "dims"),
                Node("Constant", [], "zero", Tensor("value", axis)), Node("Constant", [], "all", Tensor("value", rest)),
                Node("Gather", ["dims", "zero"], "first", Int("axis", 0)), Node("Concat", ["first", "all"], "target", Int("axis", 0)),
                Node("Reshape", ["q", "target"], "f"), Node("MatMul", ["f", "w"], "y"),
            },
            Initializer =
            {
                Fields("s", 1, 2), Fields("h", 0, 1), Fields("n", 0, 0), Fields("v", 1, 1),
                Scalar("k", 0.5f), Scalar("low", 0), Scalar("high", 6),
                Raw("w", false, 8, 2),
            },
        };
        return File(graph, "y", null, 2, 2, 2);
    }

    private static byte[] File(GraphProto graph, string output, string? batch, params long[] extents)
    {
        graph.Input.Add(Value("x", batch, extents));
        graph.Output.Add(Value(output, batch, [2]));
        ModelProto model = new()
        {
            IrVersion = 8,
            ProducerName = "weft",
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Version = 17 } },
            MetadataProps = { new StringStringEntryProto { Key = "names", Value = "{0: 'hat', 1: 'bag'}" } },
        };
        return model.ToByteArray();
    }

    private static ValueInfoProto Value(string name, string? batch, long[] extents)
    {
        TensorShapeProto shape = new();
        shape.Dim.Add(batch is null
            ? new TensorShapeProto.Types.Dimension { DimValue = 1 }
            : new TensorShapeProto.Types.Dimension { DimParam = batch });
        shape.Dim.AddRange(extents.Select(extent => new TensorShapeProto.Types.Dimension { DimValue = extent }));
        TypeProto.Types.Tensor tensor = new() { ElemType = Float, Shape = shape };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    private static NodeProto Node(string type, string[] inputs, string output, params AttributeProto[] attributes) =>
        new() { OpType = type, Name = $"{type}_{output}", Input = { inputs }, Output = { output }, Attribute = { attributes } };

    private static AttributeProto Int(string name, long value) => new() { Name = name, I = value, Type = AttributeInt };

    private static AttributeProto Ints(string name, params long[] values) => new() { Name = name, Ints = { values }, Type = AttributeInts };

    private static AttributeProto Tensor(string name, TensorProto value) => new() { Name = name, T = value, Type = AttributeTensor };

    private static TensorProto Fields(string name, params float[] values) =>
        new() { Name = name, DataType = Float, Dims = { values.Length }, FloatData = { values } };

    private static TensorProto Scalar(string name, float value) => new() { Name = name, DataType = Float, FloatData = { value } };

    private static TensorProto Raw(string name, bool isExternal, params long[] extents)
    {
        TensorProto tensor = new() { Name = name, DataType = Float, Dims = { extents } };
        int count = (int)extents.Aggregate(1L, (product, extent) => product * extent);
        if (isExternal)
        {
            tensor.DataLocation = 1;
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "weights.bin" });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = "4" });
        }
        else
        {
            tensor.RawData = ByteString.CopyFrom([.. Enumerable.Range(0, count).SelectMany(i => BitConverter.GetBytes((i % 7) - 3f))]);
        }

        return tensor;
    }
}
