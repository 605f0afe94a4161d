using Weft.Layers;
using Weft.Onnx.Layout;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>Values rounded to 8 bits and back, to measure what that costs. Half a step is rounded up here and to the even neighbour in
/// ONNX.</summary>
internal static class Quantized
{
    public static IReadOnlyList<Item> Quantize(Site site)
    {
        (Value x, double scale, double zero) = Read(site);
        site.Require(site.Inputs[2]!.Type == ElementType.UInt8, "unsigned 8 bits", site.Inputs[2]!.Type.Word());
        Node scaled = site.Network.Call(new ClipOperation(0, 255), site.Network.Call(new Rescaling(1 / scale, zero), x.Node));
        return [x.With(site.Network.Call(new UnaryOperation(UnaryFunction.Floor), site.Network.Call(new Rescaling(1, 0.5), scaled)))];
    }

    public static IReadOnlyList<Item> Dequantize(Site site)
    {
        (Value x, double scale, double zero) = Read(site);
        return [x.With(site.Network.Call(new Rescaling(scale, -zero * scale), x.Node))];
    }

    private static (Value X, double Scale, double Zero) Read(Site site)
    {
        (OnnxTensor scale, OnnxTensor zero) = (site.Constant(1), site.Constant(2));
        site.Require(scale.Count == 1 && zero.Count == 1, "one scale for all values", $"{scale}");
        return (site.Value(0), scale.At(0), zero.At(0));
    }
}
