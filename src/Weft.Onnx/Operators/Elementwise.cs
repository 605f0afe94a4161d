using Weft.Layers;
using Weft.Onnx.Folding;
using Weft.Onnx.Layout;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>Arithmetic of tensors, value by value.</summary>
internal static class Elementwise
{
    public static IReadOnlyList<Item> Two(Site site, Merge merge)
    {
        (Item left, Item right) = (site.Inputs[0]!, site.Inputs[1]!);
        if (site.Node.Opset < 7 && left is Value x && site.Node.Int("broadcast", 0) != 0)
        {
            // Old files say at which axis the second tensor begins.
            right = right switch
            {
                OnnxTensor c => Arithmetic.Aligned(site.Node, x.Rank, c),
                Value y when site.Node.Has("axis") => y.Seen([.. y.Axes,
                    .. Enumerable.Repeat(Array.Empty<Factor>(), x.Rank - x.Axis(site.Node.Int("axis", 0)) - y.Rank)]),
                _ => right,
            };
        }

        return [merge.Of(site, left, right)];
    }

    public static IReadOnlyList<Item> Many(Site site, Merge merge) =>
        [site.Inputs.Skip(1).Aggregate(site.Inputs[0]!, (result, next) => result is OnnxTensor && next is OnnxTensor
            ? Folded(site, result, next) : merge.Of(site, result, next!))];

    public static IReadOnlyList<Item> Mean(Site site)
    {
        Value sum = (Value)Many(site, Merge.Add)[0];
        return [sum.With(site.Network.Call(new Rescaling(1.0 / site.Inputs.Count), sum.Node))];
    }

    public static IReadOnlyList<Item> Power(Site site)
    {
        OnnxTensor exponent = site.Constant(1);
        site.Require(exponent.Count > 0 && exponent.ToFloats().All(value => value == exponent.At(0)), "one exponent for all values",
            $"{exponent}");
        float power = exponent.At(0);
        Layer layer = power switch
        {
            2 => new UnaryOperation(UnaryFunction.Square),
            0.5f => new UnaryOperation(UnaryFunction.Sqrt),
            1 => new Identity(),
            _ => new UnaryOperation(UnaryFunction.Power, power),
        };
        return site.Each(layer, isNotNegative: power == 2);
    }

    private static OnnxTensor Folded(Site site, Item left, Item right) =>
        Arithmetic.Run(site.Node, site.Node.Op, [(OnnxTensor)left, (OnnxTensor)right]);
}
