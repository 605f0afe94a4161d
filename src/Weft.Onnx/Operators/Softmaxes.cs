using Weft.Layers;
using Weft.Onnx.Layout;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>Softmax and LogSoftmax: over one axis, or, before opset 13, over all from an axis on together.</summary>
internal static class Softmaxes
{
    public static IReadOnlyList<Item> Run(Site site, bool isLogarithm)
    {
        Value x = site.Value(0);
        bool isOld = site.Node.Opset < 13;
        int axis = x.Axis(site.Node.Int("axis", isOld ? 1 : -1));
        Factor[] over = isOld ? [.. x.Axes.Skip(axis).SelectMany(factors => factors)] : x.Axes[axis];
        site.Require(!over.Contains(x.Batch), "an axis of each sample", "the batch");
        Activation function = isLogarithm ? Activation.LogSoftmax : Activation.Softmax;
        if (over.Length == 0)
        {
            Node one = site.Arrangement.Shaped(x.Node, [x.Node.Shape.Size, 1]);
            return [x.With(site.Network.Call(new ActivationLayer(function), one), !isLogarithm)];
        }

        bool isLast = x.Memory.TakeLast(over.Length).ToHashSet().SetEquals(over);
        if (!isLast && !isLogarithm)
        {
            Grouping grouping = Grouping.Of(x.Node, x.Memory, factor => over.Contains(factor));
            Softmax layer = new(grouping.AxesOf(over.Contains));
            return [x.With(site.Network.Call(layer, site.Arrangement.Shaped(x.Node, grouping.Shape)), isNotNegative: true)];
        }

        x = isLast ? x : site.Arrangement.InOrder(x, [.. x.Memory.Except(over), .. over]);
        int places = Factor.Product(over), before = Factor.Product(x.Memory) / places;
        Shape shape = x.Node.Shape[^1] == places ? x.Node.Shape : before == 1 ? [places] : [before, places];
        return [x.With(site.Network.Call(new ActivationLayer(function), site.Arrangement.Shaped(x.Node, shape)), !isLogarithm)];
    }
}
