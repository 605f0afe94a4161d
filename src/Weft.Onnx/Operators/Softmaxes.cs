using Weft.Layers;
using Weft.Onnx.Layout;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>Softmax and its kin: over one axis, or, before opset 13, over all from an axis on together.</summary>
internal static class Softmaxes
{
    /// <summary>What <see cref="SparsemaxForm"/> has found.</summary>
    public static IReadOnlyList<Item> Sparsemax(Site site)
    {
        Value x = site.Value(0);
        int extent = x.Dims[x.Axis(site.Node.Int("axis", -1))];
        site.Require(site.Constant(1).At(0) == extent, $"all {extent} values to be sorted", $"{site.Constant(1).At(0)}");
        return Run(site, Activation.Sparsemax);
    }

    public static IReadOnlyList<Item> Run(Site site, Activation function)
    {
        Value x = site.Value(0);
        bool isOld = site.Node.Opset < 13;
        int axis = x.Axis(site.Node.Int("axis", isOld ? 1 : -1));
        Factor[] over = isOld ? [.. x.Axes.Skip(axis).SelectMany(factors => factors)] : x.Axes[axis];
        site.Require(!over.Contains(x.Batch), "an axis of each sample", "the batch");
        bool isNotNegative = function.Kind != ActivationKind.LogSoftmax;
        if (over.Length == 0)
        {
            Node one = site.Arrangement.Shaped(x.Node, [x.Node.Shape.Size, 1]);
            return [x.With(site.Network.Call(new ActivationLayer(function), one), isNotNegative)];
        }

        bool isLast = x.Memory.TakeLast(over.Length).ToHashSet().SetEquals(over);
        if (!isLast && function.Kind == ActivationKind.Softmax)
        {
            Grouping grouping = Grouping.Of(x.Node, x.Memory, factor => over.Contains(factor));
            Softmax layer = new(grouping.AxesOf(over.Contains));
            return [x.With(site.Network.Call(layer, site.Arrangement.Shaped(x.Node, grouping.Shape)), isNotNegative: true)];
        }

        x = isLast ? x : site.Arrangement.InOrder(x, [.. x.Memory.Except(over), .. over]);
        int places = Factor.Product(over), before = Factor.Product(x.Memory) / places;
        Shape shape = x.Node.Shape[^1] == places ? x.Node.Shape : before == 1 ? [places] : [before, places];
        return [x.With(site.Network.Call(new ActivationLayer(function), site.Arrangement.Shaped(x.Node, shape)), isNotNegative)];
    }
}
