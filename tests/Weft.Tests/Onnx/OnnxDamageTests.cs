using Google.Protobuf;

using Weft.Onnx;
using Weft.Onnx.Proto;

namespace Weft.Tests.Onnx;

/// <summary>Files that are damaged or mean harm: an error that says so, in little memory.</summary>
public sealed class OnnxDamageTests
{
    private const int Float = 1;

    [Fact]
    public void Load_CutShortAnywhere_IsRefused()
    {
        byte[] bytes = Small().ToByteArray();
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<ModelFileException>(() => OnnxModel.Load(new MemoryStream(bytes, 0, length)));
        }
    }

    [Fact]
    public void Load_BytesChanged_IsReadOrRefused()
    {
        byte[] bytes = Small().ToByteArray();
        Random random = new(17);
        for (int i = 0; i < 5000; i++)
        {
            byte[] changed = [.. bytes];
            for (int k = 0; k < 1 + (i % 4); k++)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            try
            {
                OnnxModel.Load(new MemoryStream(changed));
            }
            catch (ModelFileException)
            {
                // Named, as it should be.
            }
        }
    }

    [Fact]
    public void Load_LengthThatLies_TakesNoMemory()
    {
        // A graph of two gigabytes, in nine bytes.
        byte[] bytes = [0x08, 0x08, 0x3a, 0xff, 0xff, 0xff, 0xff, 0x07, 0x00];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ModelFileException>(() => OnnxModel.Load(new MemoryStream(bytes)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Load_TensorThatIsLargerThanItsData_IsRefusedWithoutMemory()
    {
        ModelProto model = Small();
        model.Graph.Initializer[0].Dims.Clear();
        model.Graph.Initializer[0].Dims.AddRange([1 << 15, 1 << 15]);
        AssertRefused(model, "'w'", 1 << 20);
    }

    [Theory]
    [InlineData("ConstantOfShape")]
    [InlineData("Expand")]
    [InlineData("Tile")]
    public void Load_ConstantThatGrows_IsRefusedWithoutMemory(string op)
    {
        ModelProto model = Small();
        TensorProto shape = new() { Name = "shape", DataType = 7 };
        shape.Dims.Add(2);
        shape.Int64Data.AddRange([1 << 20, 1 << 20]);
        model.Graph.Initializer.Add(shape);
        NodeProto node = new() { OpType = op, Name = "grow" };
        node.Input.AddRange(op == "ConstantOfShape" ? ["shape"] : ["w", "shape"]);
        node.Output.Add("large");
        model.Graph.Node.Add(node);
        model.Graph.Node[0].Input[1] = "large";
        AssertRefused(model, "grow", 1 << 20);
    }

    [Fact]
    public void Load_FunctionsThatDoubleEachOther_AreRefusedSoon()
    {
        ModelProto model = Small();
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "own", Version = 1 });
        for (int i = 0; i < 30; i++)
        {
            FunctionProto function = new() { Name = $"f{i}", Domain = "own" };
            function.Input.Add("a");
            function.Output.Add("c");
            function.OpsetImport.Add([new OperatorSetIdProto { Version = 13 }, new OperatorSetIdProto { Domain = "own", Version = 1 }]);
            function.Node.Add(Call(i, "a", "b"));
            function.Node.Add(Call(i, "b", "c"));
            model.Functions.Add(function);
        }

        model.Graph.Node.Add(Call(30, "x", "deep"));
        model.Graph.Node[0].Input[0] = "deep";
        AssertRefused(model, "nodes", 1 << 28);

        static NodeProto Call(int level, string from, string to)
        {
            NodeProto node = new() { OpType = level == 0 ? "Relu" : $"f{level - 1}", Domain = level == 0 ? "" : "own" };
            node.Input.Add(from);
            node.Output.Add(to);
            return node;
        }
    }

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../secret.bin")]
    [InlineData("")]
    [InlineData("link.bin")]
    public void Load_ExternalDataOutsideTheFolder_IsNotRead(string place)
    {
        using TemporaryFolder outer = new();
        string folder = Directory.CreateDirectory(Path.Combine(outer.Path, "model")).FullName;
        File.WriteAllBytes(Path.Combine(outer.Path, "secret.bin"), new byte[64]);
        File.CreateSymbolicLink(Path.Combine(folder, "link.bin"), Path.Combine(outer.Path, "secret.bin"));
        ModelProto model = Small();
        TensorProto weight = model.Graph.Initializer[0];
        weight.RawData = ByteString.Empty;
        weight.DataLocation = 1;
        weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = place });
        string path = Path.Combine(folder, "model.onnx");
        File.WriteAllBytes(path, model.ToByteArray());
        Assert.Contains("outside", Assert.Throws<ModelFileException>(() => OnnxModel.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IsOnnx_KnowsItsOwnAlone()
    {
        Assert.True(OnnxModel.IsOnnx(new MemoryStream(Small().ToByteArray())));
        Assert.False(OnnxModel.IsOnnx(new MemoryStream()));
        Assert.False(OnnxModel.IsOnnx(new MemoryStream("PK\u0003\u0004 and more"u8.ToArray())));
        Assert.False(OnnxModel.IsOnnx(new MemoryStream("\u0089HDF\r\n\u001a\n"u8.ToArray())));
        Assert.False(OnnxModel.IsOnnx(new MemoryStream("{\"class_name\": \"Sequential\"}"u8.ToArray())));
    }

    private static void AssertRefused(ModelProto model, string naming, long memory)
    {
        byte[] bytes = model.ToByteArray();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(naming, Assert.Throws<ModelFileException>(() => OnnxModel.Load(new MemoryStream(bytes))).Message,
            StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, memory);
    }

    // One product: [batch, 4] times [4, 3].
    private static ModelProto Small()
    {
        ModelProto model = new() { IrVersion = 8, Graph = new GraphProto { Name = "small" } };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 13 });
        model.Graph.Input.Add(Tensor("x", 4));
        model.Graph.Output.Add(Tensor("y", 3));
        TensorProto weight = new() { Name = "w", DataType = Float, RawData = ByteString.CopyFrom(new byte[48]) };
        weight.Dims.AddRange([4, 3]);
        model.Graph.Initializer.Add(weight);
        NodeProto node = new() { OpType = "MatMul", Name = "product" };
        node.Input.AddRange(["x", "w"]);
        node.Output.Add("y");
        model.Graph.Node.Add(node);
        return model;
    }

    private static ValueInfoProto Tensor(string name, int extent)
    {
        TensorShapeProto shape = new();
        shape.Dim.Add([new TensorShapeProto.Types.Dimension { DimParam = "N" },
            new TensorShapeProto.Types.Dimension { DimValue = extent }]);
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor
                {
                    ElemType = Float,
                    Shape = shape
                }
            }
        };
    }
}
