using Weft.Layers;
using Weft.Onnx.Layout;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>Normalisations by stored averages, and by those of each sample.</summary>
internal static class Normalizations
{
    /// <summary>Whether a BatchNormalization is to normalise by the batch and to keep averages.</summary>
    private static bool IsTraining(OnnxNode node) => node.Opset >= 14 ? node.Int("training_mode", 0) != 0
        : node.Outputs.Count(output => output.Length > 0) > 1;

    public static IReadOnlyList<Item> Batch(Site site)
    {
        Value x = site.Value(0);
        OnnxTensor[] weights = [.. Enumerable.Range(1, 4).Select(site.Constant)];
        site.Require(x.Rank >= 2 && x.BatchAxis == 0, "samples of channels", $"{x.Rank} axes");
        if (IsTraining(site.Node))
        {
            throw new ModelFileException("expected a model for predictions, got one that normalises by the batch (training mode). Export "
                + "it again for inference, model.eval() in PyTorch.");
        }

        site.Require(site.Node.Opset >= 9 || site.Node.Int("spatial", 1) != 0, "spatial averages, one for each channel", "spatial = 0");
        int channels = Factor.Product(x.Axes[1]);
        site.Require(weights.All(weight => weight.Count == channels), $"{channels} scales, biases, means and variances",
            string.Join(" and ", weights.AsEnumerable()));
        (Value last, Node node) = ChannelsLast(site, x);
        BatchNormalization layer = new(site.Node.Float("momentum", 0.9f), site.Node.Float("epsilon", 1e-5f));
        return [last.With(site.Network.Call(layer, Names(site, 4), () => [.. weights.Select(Weight)], node))];
    }

    public static IReadOnlyList<Item> Instance(Site site)
    {
        Value x = site.Value(0);
        (OnnxTensor scale, OnnxTensor bias) = (site.Constant(1), site.Constant(2));
        int channels = Factor.Product(x.Axes[1]);
        site.Require(x.Rank >= 3 && x.BatchAxis == 0 && scale.Count == channels && bias.Count == channels, $"{channels} scales and biases",
            $"{scale} and {bias}");
        return [Grouped(site, x, channels, 1, scale, bias, site.Node.Float("epsilon", 1e-5f))];
    }

    public static IReadOnlyList<Item> Group(Site site)
    {
        Value x = site.Value(0);
        (OnnxTensor scale, OnnxTensor bias) = (site.Constant(1), site.Constant(2));
        int channels = Factor.Product(x.Axes[1]), groups = (int)site.Node.Int("num_groups", 0);
        site.Require(x.Rank >= 3 && x.BatchAxis == 0 && groups > 0 && channels % groups == 0, $"groups of {channels} channels",
            $"{groups}");
        int each = channels / groups;
        site.Require(scale.Count == bias.Count && (scale.Count == channels || scale.Count == groups),
            $"{channels} or {groups} scales and biases", $"{scale} and {bias}");
        bool isPerGroup = scale.Count == groups && site.Node.Opset < 21;
        site.Require(isPerGroup || scale.Count == channels, $"{channels} scales", $"{scale}");
        return [Grouped(site, x, groups, each, isPerGroup ? Repeated(scale, each) : scale, isPerGroup ? Repeated(bias, each) : bias,
            site.Node.Float("epsilon", 1e-5f))];
    }

    public static IReadOnlyList<Item> Layer(Site site)
    {
        Value x = site.Value(0);
        int axis = x.Axis(site.Node.Int("axis", -1));
        (OnnxTensor scale, OnnxTensor? bias) = (site.Constant(1), site.Optional(2));
        Factor[] over = [.. x.Axes.Skip(axis).SelectMany(factors => factors)];
        site.Require(!over.Contains(x.Batch) && over.Length > 0, "axes of each sample", "the batch, or one place");
        Grouping grouping = Grouping.Of(x.Node, x.Memory, factor => over.Contains(factor));
        int[] axes = grouping.AxesOf(over.Contains);
        Factor[] order = [.. x.Memory.Where(over.Contains)];
        LayerNormalization layer = axes is [var only] && only == grouping.Shape.Rank
            ? new LayerNormalization(site.Node.Float("epsilon", 1e-5f), center: bias is not null)
            : new LayerNormalization(axes, site.Node.Float("epsilon", 1e-5f), center: bias is not null);
        Shape extents = new([.. axes.Select(one => grouping.Shape[one - 1])]);
        Tensor[] weights = [.. new[] { scale, bias }.OfType<OnnxTensor>().Select(weight => new Tensor(extents, Numbers(weight)))];
        return [x.With(site.Network.Call(layer, weights, site.Arrangement.Shaped(x.Node, grouping.Shape)))];

        float[] Numbers(OnnxTensor weight)
        {
            Factor[] varying = Arrangement.Varying(weight,
                x) ?? throw new ModelFileException($"expected scales for [{string.Join(", ", x.Dims)}] from axis {axis} on, got {weight}.");
            site.Require(varying.All(over.Contains), "scales for the axes that are normalised", $"{weight}");
            return Arrangement.Numbers(weight, x, order);
        }
    }

    public static IReadOnlyList<Item> MeanVariance(Site site)
    {
        Value x = site.Value(0);
        long[] asked = site.Node.Ints("axes") ?? [0, 2, 3];
        Factor[] over = [.. asked.Select(x.Axis).SelectMany(axis => x.Axes[axis])];
        site.Require(!over.Contains(x.Batch), "axes of each sample", "the batch");
        Grouping grouping = Grouping.Of(x.Node, x.Memory, factor => over.Contains(factor));
        LayerNormalization layer = new(grouping.AxesOf(over.Contains), 1e-9, center: false, scale: false);
        return [x.With(site.Network.Call(layer, site.Arrangement.Shaped(x.Node, grouping.Shape)))];
    }

    public static IReadOnlyList<Item> Length(Site site)
    {
        Value x = site.Value(0);
        Factor[] over = x.Axes[x.Axis(site.Node.Int("axis", -1))];
        site.Require(site.Node.Int("p", 2) == 2, "p = 2", $"{site.Node.Int("p", 2)}");
        site.Require(!over.Contains(x.Batch) && over.Length > 0, "an axis of each sample", "the batch, or one place");
        Grouping grouping = Grouping.Of(x.Node, x.Memory, factor => over.Contains(factor));
        return [x.With(site.Network.Call(new UnitNormalization(grouping.AxesOf(over.Contains)),
            site.Arrangement.Shaped(x.Node, grouping.Shape)))];
    }

    // x (bias + alpha / size times the sum of squares of the channels around) ^ -beta: the sum is a product with a band.
    public static IReadOnlyList<Item> Local(Site site)
    {
        Image image = Image.Of(site);
        int size = (int)Math.Clamp(site.Node.Int("size", 0), 0, int.MaxValue), channels = image.Channels;
        (float alpha, float beta, float bias) = (site.Node.Float("alpha", 1e-4f), site.Node.Float("beta", 0.75f),
            site.Node.Float("bias", 1));
        site.Require(size % 2 == 1, "an odd size", $"{size}");
        ConvolutionLimits.Require((long)channels * channels);
        Tensor band = new([channels, channels]);
        for (int to = 0; to < channels; to++)
        {
            for (int from = Math.Max(to - ((size - 1) / 2), 0); from <= Math.Min((long)to + (size / 2), channels - 1); from++)
            {
                band[from, to] = alpha / size;
            }
        }

        Tensor biases = new([channels]);
        biases.Span.Fill(bias);
        Node squares = site.Network.Call(new UnaryOperation(UnaryFunction.Square), image.Node);
        Node sums = site.Network.Call(new Dense(channels) { Trainable = false }, [band, biases], squares);
        Node factors = site.Network.Call(new UnaryOperation(UnaryFunction.Power, -beta), sums);
        return [image.Source.With(site.Network.Call(new Multiply(), image.Node, factors), image.Source.IsNotNegative)];
    }

    // Each group together with all of its places. What one group holds of the channels may have been cut into an axis of its own before.
    private static Value Grouped(Site site, Value x, int groups, int each, OnnxTensor scale, OnnxTensor bias, float epsilon)
    {
        Factor[] inner = [.. x.Axes.Skip(2).SelectMany(axis => axis)];
        Factor[] behind = [.. x.Memory.Reverse().TakeWhile(inner.Contains).Reverse()];
        bool isCut = each == 1 && behind.Length > 0 && x.Memory.SkipLast(behind.Length).TakeLast(x.Axes[1].Length).SequenceEqual(x.Axes[1]);
        int places = isCut ? Factor.Product(behind) : 1;
        (Value last, Node node) = isCut ? (x, site.Arrangement.Shaped(x.Node, WithLast(x, groups * places))) : ChannelsLast(site, x);
        GroupNormalization layer = new(groups, epsilon: epsilon);
        Tensor[] weights = [Weight(isCut ? Repeated(scale, places) : scale), Weight(isCut ? Repeated(bias, places) : bias)];
        return last.With(site.Network.Call(layer, weights, node));
    }

    private static Shape WithLast(Value x, int channels)
    {
        int before = Factor.Product(x.Memory) / channels;
        return x.Node.Shape[^1] == channels ? x.Node.Shape : before == 1 ? [channels] : [before, channels];
    }

    private static (Value Value, Node Node) ChannelsLast(Site site, Value x)
    {
        Factor[] channels = x.Axes[1];
        Value last = site.Arrangement.InOrder(x, [.. x.Memory.Except(channels), .. channels]);
        return (last, site.Arrangement.Shaped(last.Node, WithLast(last, Factor.Product(channels))));
    }

    private static OnnxTensor Repeated(OnnxTensor numbers, int times) =>
        OnnxTensor.Of([checked(numbers.Count * times)], [.. numbers.ToFloats().SelectMany(number => Enumerable.Repeat(number, times))]);

    private static Tensor Weight(OnnxTensor numbers) => new([numbers.Count], [.. numbers.ToFloats()]);

    private static string Names(Site site, int count) => string.Join(" ", site.Node.Inputs.Skip(1).Take(count));
}
