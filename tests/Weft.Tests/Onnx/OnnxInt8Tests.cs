using Weft.Data;
using Weft.Layers;
using Weft.Onnx;
using Weft.Onnx.Proto;

namespace Weft.Tests.Onnx;

/// <summary>Models in 8 bits: near the float model, weights as small as promised, and right in ONNX Runtime.</summary>
public sealed class OnnxInt8Tests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, 63)]
    [InlineData(true, 127)]
    public void SaveInt8_Weights_FillTheirRangeByChannel(bool fullRange, int most)
    {
        ModelProto file = Written(out _, out _, fullRange);
        TensorProto[] weights = [.. file.Graph.Initializer.Where(tensor => tensor.DataType == 3 && tensor.Dims.Count > 1)];
        Assert.Equal(3, weights.Length);
        Assert.All(weights, weight => Assert.Equal(most, weight.RawData.Max(value => Math.Abs((int)(sbyte)value))));
        Assert.Contains(file.Graph.Node, node => node.OpType == "DequantizeLinear"
            && node.Attribute.Any(attribute => attribute is { Name: "axis", I: 0 }));
    }

    [Fact]
    public void SaveInt8_InOnnxRuntime_IsNearTheFloatModelAndItsOwnEstimate()
    {
        Written(out Model model, out Model rounded, fullRange: false);
        Tensor x = Pictures(5).X;
        float[] exact = model.Predict(x).Span.ToArray(), estimate = rounded.Predict(x).Span.ToArray(),
            eight = OrtRun.Of(_folder.File("int8.onnx"), x)[0].Span.ToArray();
        float largest = exact.Max(Math.Abs);
        Assert.InRange(Distance(exact, eight) / largest, 1e-6, 0.08);
        Assert.InRange(Distance(estimate, eight) / largest, 0, 0.03);
    }

    private ModelProto Written(out Model model, out Model rounded, bool fullRange)
    {
        model = new Sequential([12, 10, 3], seed: 4)
        {
            new Conv2D(8, 3, Activation.Relu), new MaxPooling2D(2), new Conv2D(12, 3, padding: Padding.Same), new BatchNormalization(),
                new ReLU(),
            new Flatten(), new Dense(5),
        };
        string path = _folder.File("int8.onnx");
        rounded = OnnxModel.SaveInt8(model, path, new TensorDataset(Pictures(40).X, new int[40]),
            new OnnxQuantization { FullRange = fullRange });
        return ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
    }

    private static (Tensor X, int Count) Pictures(int count)
    {
        Random random = new(count);
        Tensor x = new([count, 12, 10, 3]);
        foreach (ref float value in x.Span)
        {
            value = (float)random.NextDouble();
        }

        return (x, count);
    }

    private static double Distance(float[] one, float[] other) => one.Zip(other, (a, b) => Math.Abs((double)a - b)).Max();
}
