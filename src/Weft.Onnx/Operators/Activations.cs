using Weft.Layers;
using Weft.Onnx.Layout;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>Functions of every value.</summary>
internal static class Activations
{
    private const float SeluAlpha = 1.67326319217681884765625f;
    private const float SeluGamma = 1.05070102214813232421875f;

    public static IReadOnlyDictionary<string, Func<Site, IReadOnlyList<Item>>> Rules { get; } = new Dictionary<string, Func<Site,
        IReadOnlyList<Item>>>
    {
        ["Relu"] = site => site.Each(new ReLU(), isNotNegative: true),
        ["LeakyRelu"] = site => site.Each(new LeakyReLU(site.Node.Float("alpha", 0.01f))),
        ["ThresholdedRelu"] = site => site.Each(new ReLU(Threshold: site.Node.Float("alpha", 1)), isNotNegative: true),
        ["Elu"] = site => site.Each(new ELU(site.Node.Float("alpha", 1))),
        ["Selu"] = Selu,
        ["Celu"] = site => Function(site, Activation.Celu(site.Node.Float("alpha", 1))),
        ["Sigmoid"] = site => Function(site, Activation.Sigmoid, isNotNegative: true),
        ["HardSigmoid"] = HardSigmoid,
        ["HardSwish"] = site => Function(site, Activation.HardSilu),
        ["Softplus"] = site => Function(site, Activation.Softplus, isNotNegative: true),
        ["Softsign"] = site => Function(site, Activation.Softsign),
        ["Tanh"] = site => Function(site, Activation.Tanh),
        ["Gelu"] = site => Function(site, Activation.Gelu with { Approximate = site.Node.Text("approximate", "none") == "tanh" }),
        ["Mish"] = site => Function(site, Activation.Mish),
        ["Swish"] = Swish,
        ["Shrink"] = Shrink,
        ["Threshold"] = site => Function(site, Activation.Threshold(site.Constant(1).At(0), site.Constant(2).At(0))),
        ["Exp"] = site => Function(site, Activation.Exponential, isNotNegative: true),
        ["Abs"] = site => Unary(site, UnaryFunction.Absolute, isNotNegative: true),
        ["Sqrt"] = site => Unary(site, UnaryFunction.Sqrt, isNotNegative: true),
        ["Reciprocal"] = site => Unary(site, UnaryFunction.Reciprocal),
        ["Log"] = site => Unary(site, UnaryFunction.Log),
        ["Floor"] = site => Unary(site, UnaryFunction.Floor),
        ["Ceil"] = site => Unary(site, UnaryFunction.Ceil),
        ["Sign"] = site => Unary(site, UnaryFunction.Sign),
        ["Neg"] = site => site.Each(new Rescaling(-1)),
    };

    public static IReadOnlyList<Item> Clip(Site site)
    {
        float low = site.Optional(1)?.At(0) ?? site.Node.Float("min", float.NegativeInfinity);
        float high = site.Optional(2)?.At(0) ?? site.Node.Float("max", float.PositiveInfinity);

        // The bounds of an old file that has none are the least and the largest number.
        bool isOpenBelow = low <= float.MinValue, isOpenAbove = high >= float.MaxValue;
        return (isOpenBelow, isOpenAbove) switch
        {
            (true, true) => [site.Value(0)],
            (true, false) => site.Each(new UnaryOperation(UnaryFunction.Minimum, high)),
            (false, true) when low == 0 => site.Each(new ReLU(), isNotNegative: true),
            (false, true) => site.Each(new UnaryOperation(UnaryFunction.Maximum, low), low >= 0),
            _ when low == 0 && high >= 0 => site.Each(new ReLU(high), isNotNegative: true),
            _ => site.Each(new ClipOperation(low, high), low >= 0 && high >= 0),
        };
    }

    public static IReadOnlyList<Item> PRelu(Site site)
    {
        Value x = site.Value(0);
        OnnxTensor slope = site.Constant(1);
        Factor[] varying = Arrangement.Varying(slope, x)
            ?? throw new ModelFileException($"expected slopes that are spread over [{string.Join(", ", x.Dims)}], the same for each "
                + $"sample, got {slope}.");
        Grouping grouping = Grouping.Of(x.Node, x.Memory, factor => varying.Contains(factor));
        int[] own = grouping.AxesOf(varying.Contains);
        Tensor alpha = new(new Shape([.. grouping.Shape.Select((extent, i) => own.Contains(i + 1) ? extent : 1)]),
            Arrangement.Numbers(slope, x, varying));
        PReLU layer = new([.. Enumerable.Range(1, grouping.Shape.Rank).Except(own)]);
        return [x.With(site.Network.Call(layer, [alpha], site.Arrangement.Shaped(x.Node, grouping.Shape)))];
    }

    private static IReadOnlyList<Item> Function(Site site, Activation function, bool isNotNegative = false) =>
        site.Each(new ActivationLayer(function), isNotNegative);

    private static IReadOnlyList<Item> Unary(Site site, UnaryFunction function, bool isNotNegative = false) =>
        site.Each(new UnaryOperation(function), isNotNegative);

    private static IReadOnlyList<Item> Selu(Site site)
    {
        (float alpha, float gamma) = (site.Node.Float("alpha", SeluAlpha), site.Node.Float("gamma", SeluGamma));
        if (Math.Abs(alpha - SeluAlpha) < 1e-5f && Math.Abs(gamma - SeluGamma) < 1e-5f)
        {
            return Function(site, Activation.Selu);
        }

        Value x = site.Value(0);
        return [x.With(site.Network.Call(new Rescaling(gamma), site.Network.Call(new ELU(alpha), x.Node)))];
    }

    private static IReadOnlyList<Item> HardSigmoid(Site site)
    {
        (float alpha, float beta) = (site.Node.Float("alpha", 0.2f), site.Node.Float("beta", 0.5f));
        if (Math.Abs(alpha - (1f / 6)) < 1e-6f && beta == 0.5f)
        {
            return Function(site, Activation.HardSigmoid, isNotNegative: true);
        }

        Value x = site.Value(0);
        return [x.With(site.Network.Call(new ClipOperation(0, 1), site.Network.Call(new Rescaling(alpha, beta), x.Node)),
            isNotNegative: true)];
    }

    private static IReadOnlyList<Item> Swish(Site site)
    {
        float alpha = site.Node.Float("alpha", 1);
        site.Require(alpha == 1, "alpha = 1", $"{alpha}");
        return Function(site, Activation.Silu);
    }

    private static IReadOnlyList<Item> Shrink(Site site)
    {
        (float bias, float lambda) = (site.Node.Float("bias", 0), site.Node.Float("lambd", 0.5f));
        site.Require(bias == 0 || bias == lambda, "a bias of 0 or lambd", $"{bias} and {lambda}");
        return Function(site, bias == 0 ? Activation.HardShrink(lambda) : Activation.SoftShrink(lambda));
    }
}
