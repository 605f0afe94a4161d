using Weft.Layers;
using Weft.Onnx;
using Weft.Onnx.Proto;

namespace Weft.Tests.Onnx;

/// <summary>Products of two tensors, as attention has them: the answers of ONNX Runtime, by matrix products, and gradients.</summary>
public sealed class OnnxProductTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // ViT-B's attention takes 30 million multiplications for each of its two products.
    [Theory]
    [InlineData(7, 2, 3)]
    [InlineData(50, 4, 16)]
    [InlineData(197, 12, 64)]
    public void Load_Attention_AnswersAsOnnxRuntime(int places, int heads, int width)
    {
        GraphProto graph = Graph([places, heads * width], [places, heads * width]);
        Reshape(graph, "x", "cut", [0, places, heads, width]);
        Node(graph, "Transpose", ["cut"], "q", ("perm", [0, 2, 1, 3]));
        Node(graph, "Transpose", ["cut"], "k", ("perm", [0, 2, 3, 1]));
        Node(graph, "MatMul", ["q", "k"], "scores");
        Node(graph, "Softmax", ["scores"], "shares");
        Node(graph, "MatMul", ["shares", "q"], "mixed");
        Node(graph, "Transpose", ["mixed"], "turned", ("perm", [0, 2, 1, 3]));
        Reshape(graph, "turned", "y", [0, places, heads * width]);

        Model model = Check(graph);

        Assert.Equal(2, model.Layers.Count(layer => layer.Layer is ProductOperation));
    }

    // Where an axis is 1 on one side, it goes with the other side's rows or columns.
    [Theory]
    [InlineData(new[] { 1, 4, 5 }, new[] { 3, 5, 2 })]
    [InlineData(new[] { 3, 4, 5 }, new[] { 1, 5, 2 })]
    [InlineData(new[] { 3, 4, 5 }, new[] { 3, 5, 2 })]
    [InlineData(new[] { 3, 1, 5 }, new[] { 3, 5, 1 })]
    [InlineData(new[] { 3, 4, 1 }, new[] { 3, 1, 2 })]
    [InlineData(new[] { 2, 1, 4, 5 }, new[] { 1, 3, 5, 2 })]
    public void Load_Broadcast_AnswersAsOnnxRuntime(int[] left, int[] right)
    {
        int first = left.Aggregate(1, (size, extent) => size * extent), second = right.Aggregate(1, (size, extent) => size * extent);
        int[] output = [.. left.SkipLast(2).Zip(right, Math.Max), left[^2], right[^1]];
        GraphProto graph = Graph([first + second], output);
        graph.Node.Add(new NodeProto { OpType = "Split", Name = "parts", Attribute = { new AttributeProto { Name = "axis", Type = 2, I = 1 } }, Input = { "x", Numbers(graph, [first, second]) }, Output = { "a", "b" } });
        Reshape(graph, "a", "left", [0, .. left]);
        Reshape(graph, "b", "right", [0, .. right]);
        Node(graph, "MatMul", ["left", "right"], "y");

        Check(graph);
    }

    [Fact]
    public void Load_ProductThatIsTooLarge_IsRefusedByName()
    {
        GraphProto graph = Graph([5000, 1], [5000, 5000]);
        Reshape(graph, "x", "row", [0, 1, 5000]);
        Node(graph, "MatMul", ["x", "row"], "y");

        string message = Assert.Throws<ModelFileException>(() => OnnxModel.Load(Save(graph))).Message;
        Assert.Contains("MatMul", message, StringComparison.Ordinal);
        Assert.Contains("25000000", message, StringComparison.Ordinal);
    }

    private Model Check(GraphProto graph)
    {
        string path = Save(graph);
        Model model = OnnxModel.Load(path);
        Random random = new(5);
        Tensor x = new(model.InputShape.Prepend(2));
        foreach (ref float value in x.Span)
        {
            value = (float)((random.NextDouble() * 2) - 1);
        }

        Tensor expected = OrtRun.Of(path, x)[0], actual = model.Predict(x);
        Assert.Equal(expected.Shape, actual.Shape);
        double largest = expected.Span.ToArray().Max(Math.Abs);
        Assert.InRange(expected.Span.ToArray().Zip(actual.Span.ToArray(), (one, other) => Math.Abs(one - other)).Max(), 0, 1e-5 * largest);
        model.Save(_folder.File("again.keras"));
        Assert.Equal(actual.Span, Model.Load(_folder.File("again.keras")).Predict(x).Span);
        return model;
    }

    private string Save(GraphProto graph)
    {
        ModelProto model = new() { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        string path = _folder.File("product.onnx");
        using FileStream stream = File.Create(path);
        Google.Protobuf.MessageExtensions.WriteTo(model, stream);
        return path;
    }

    private static GraphProto Graph(int[] input, int[] output)
    {
        GraphProto graph = new() { Name = "product" };
        graph.Input.Add(Info("x", input));
        graph.Output.Add(Info("y", output));
        return graph;
    }

    private static ValueInfoProto Info(string name, int[] shape)
    {
        TensorShapeProto dims = new();
        dims.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "N" });
        dims.Dim.AddRange(shape.Select(extent => new TensorShapeProto.Types.Dimension { DimValue = extent }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = dims } } };
    }

    private static void Reshape(GraphProto graph, string from, string to, int[] shape) => Node(graph, "Reshape", [from, Numbers(graph, shape)], to);

    private static string Numbers(GraphProto graph, int[] values)
    {
        TensorProto tensor = new() { Name = $"numbers{graph.Initializer.Count}", DataType = 7 };
        tensor.Dims.Add(values.Length);
        tensor.Int64Data.AddRange(values.Select(value => (long)value));
        graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private static void Node(GraphProto graph, string op, string[] inputs, string output, params (string Name, long[] Values)[] attributes)
    {
        NodeProto node = new() { OpType = op, Name = output, Output = { output }, Input = { inputs } };
        node.Attribute.AddRange(attributes.Select(attribute => new AttributeProto { Name = attribute.Name, Type = 7, Ints = { attribute.Values } }));
        graph.Node.Add(node);
    }
}
