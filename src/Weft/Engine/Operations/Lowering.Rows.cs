using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine.Operations;

/// <content>The rules of layers that normalise what lies along some axes.</content>
internal sealed partial class Lowering
{
    private Operand? LowerRows(BuiltLayer built, Operand x, Shape shape)
    {
        switch (built.Layer)
        {
            case LayerNormalization norm:
                RowNormalization kind = norm.RmsScaling ? RowNormalization.Deviation : RowNormalization.MeanAndDeviation;
                return Normalize("layer normalisation", kind, norm.Epsilon, norm.AxesOf(shape), ScaleAndOffset(built, norm.HasGamma, norm.HasBeta), x);
            case RMSNormalization norm:
                return Normalize("root mean square normalisation", RowNormalization.RootMeanSquare, norm.Epsilon, norm.AxesOf(shape), ScaleAndOffset(built, true, false), x);
            case UnitNormalization norm:
                return Normalize("unit normalisation", RowNormalization.Length, 0, norm.AxesOf(shape), (null, null), x);
            case GroupNormalization norm:
                (Weight? Gamma, Weight? Beta) weights = ScaleAndOffset(built, norm.Scale, norm.Center);
                return Along(norm.ChannelAxis(shape), x, last =>
                    Add(new RectifiedOperation("group normalisation", last.Shape, last, built.Weights, (emission, input, output, relu) =>
                        new GroupNormStep(
                            norm, weights, (emission.Bind(weights.Gamma), emission.Bind(weights.Beta)), input, output, relu, emission.Memory))));
            case Softmax softmax:
                return Step("softmax", x, shape, (emission, input, output) =>
                    new SoftmaxStep(ActivationKind.Softmax, new AxisRows(shape, softmax.AxesOf(shape)), input, output, emission.Arena));
            default:
                return null;
        }
    }

    private static (Weight? Gamma, Weight? Beta) ScaleAndOffset(BuiltLayer built, bool scale, bool center) => (scale ? built.Weights[0] : null, center ? built.Weights[^1] : null);

    private Operand Normalize(string name, RowNormalization kind, double epsilon, int[] axes, (Weight? Gamma, Weight? Beta) weights, Operand x)
    {
        Weight[] own = [.. new[] { weights.Gamma, weights.Beta }.OfType<Weight>()];
        return Step(name, x, x.Shape, (emission, input, output) =>
            new RowNormStep(kind, epsilon, new AxisRows(x.Shape, axes), weights, (emission.Bind(weights.Gamma), emission.Bind(weights.Beta)), input, output, emission.Memory), own);
    }
}
