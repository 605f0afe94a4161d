using Weft.Layers;
using Weft.Onnx.Layout;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>Arithmetic of two tensors, value by value: with known numbers a rescaling, otherwise a layer of two inputs.</summary>
internal sealed class Merge
{
    // More numbers than that in a layer's configuration are brought to the last axis instead.
    private const int Most = 1 << 14;

    private readonly Func<MergeLayer> _layer;
    private readonly Func<float[], bool, (double[] Scale, double[] Offset)?> _scale;

    private Merge(Func<MergeLayer> layer, Func<float[], bool, (double[] Scale, double[] Offset)?> scale) =>
        (_layer, _scale) = (layer, scale);

    public static Merge Add { get; } = new(() => new Add(), (c, _) => ([1], Doubles(c)));

    public static Merge Subtract { get; } = new(() => new Subtract(), (c, isLeft) => isLeft ? ([-1], Doubles(c))
        : ([1], [.. c.Select(value => -(double)value)]));

    public static Merge Multiply { get; } = new(() => new Multiply(), (c, _) => (Doubles(c), [0]));

    public static Merge Divide { get; } = new(() => new DivideOperation(), (c, isLeft) => isLeft ? null
        : ([.. c.Select(value => 1 / (double)value)], [0]));

    public static Merge Maximum { get; } = new(() => new Maximum(), (_, _) => null);

    public static Merge Minimum { get; } = new(() => new Minimum(), (_, _) => null);

    /// <summary>The result for two tensors of which one at least is decided by a sample.</summary>
    public Value Of(Site site, Item left, Item right) => (left, right) switch
    {
        (Value x, OnnxTensor c) => With(site, x, c),
        (OnnxTensor c, Value x) => With(site, x, c, isLeft: true),
        _ => Together(site, (Value)left, (Value)right),
    };

    /// <summary>The result with known numbers.</summary>
    /// <param name="site">The node.</param>
    /// <param name="x">The values.</param>
    /// <param name="c">The numbers, spread over the values from the right.</param>
    /// <param name="isLeft">Whether the numbers stand on the left.</param>
    /// <exception cref="ModelFileException">The numbers have larger extents than the values.</exception>
    public Value With(Site site, Value x, OnnxTensor c, bool isLeft = false)
    {
        if (c.Dims.Length > x.Rank && c.Dims.Take(c.Dims.Length - x.Rank).All(extent => extent == 1))
        {
            c = c.Reshaped([.. c.Dims.Skip(c.Dims.Length - x.Rank)]);
        }

        x = Spreading.To(site, x, c.Dims);
        Factor[] varying = Arrangement.Varying(c, x)
            ?? throw new ModelFileException($"expected known numbers that are spread over [{string.Join(", ", x.Dims)}], the same for "
                + $"each sample, got {c}. Weft has no layer for that.");
        if (varying.Length == 0)
        {
            return One(site, x, c.At(0), isLeft);
        }

        Factor[] last = [.. x.Memory.SkipWhile(factor => !varying.Contains(factor))];
        if (Factor.Product(last) > Most && last.Length > varying.Length)
        {
            x = site.Arrangement.InOrder(x, [.. x.Memory.Except(varying), .. varying]);
            last = varying;
        }

        float[] numbers = Arrangement.Numbers(c, x, last);
        ConvolutionLimits.Require(numbers.Length);
        int before = Factor.Product(x.Memory) / numbers.Length;
        Shape shape = x.Node.Shape[^1] == numbers.Length ? x.Node.Shape : before == 1 ? [numbers.Length] : [before, numbers.Length];
        return x.With(Scaled(site, site.Arrangement.Shaped(x.Node, shape), numbers, isLeft), IsPositive(x, numbers));
    }

    private Value One(Site site, Value x, float number, bool isLeft)
    {
        Layer layer = this == Maximum ? number == 0 ? new ReLU() : new UnaryOperation(UnaryFunction.Maximum, number)
            : this == Minimum ? new UnaryOperation(UnaryFunction.Minimum, number)
            : _scale([number], isLeft) is { } scale ? new Rescaling(scale.Scale[0], scale.Offset[0])
            : new UnaryOperation(UnaryFunction.TrueDivide, number);
        return x.With(site.Network.Call(layer, x.Node), IsPositive(x, [number]) || (this == Maximum && number >= 0));
    }

    private Node Scaled(Site site, Node node, float[] numbers, bool isLeft)
    {
        if (_scale(numbers, isLeft) is { } scale)
        {
            return site.Network.Call(new Rescaling(scale.Scale, scale.Offset), node);
        }

        if (this == Divide)
        {
            return site.Network.Call(new Rescaling(Doubles(numbers)),
                site.Network.Call(new UnaryOperation(UnaryFunction.Reciprocal), node));
        }

        // max(x, c) = max(x - c, 0) + c
        int sign = this == Maximum ? 1 : -1;
        Node above = site.Network.Call(new ReLU(), site.Network.Call(new Rescaling([sign],
            [.. numbers.Select(number => -sign * (double)number)]), node));
        return site.Network.Call(new Rescaling([sign], Doubles(numbers)), above);
    }

    private Value Together(Site site, Value left, Value right)
    {
        (Value a, Value b) = Alignment.Of(site, left, right);
        Factor[] all = a.Memory.Length >= b.Memory.Length ? a.Memory : b.Memory;
        all = [.. all, .. a.Memory.Concat(b.Memory).Except(all)];
        a = site.Arrangement.InOrder(a, [.. all.Where(a.Memory.Contains)]);
        b = site.Arrangement.InOrder(b, [.. all.Where(b.Memory.Contains)]);
        Node? like = a.Memory.Length == all.Length ? a.Node : b.Memory.Length == all.Length ? b.Node : null;
        Grouping grouping = Grouping.Of(like, all, factor => (a.Memory.Contains(factor), b.Memory.Contains(factor)));
        Node made = site.Network.Call(_layer(), In(a), In(b));
        Factor[][] axes = [.. a.Axes.Zip(b.Axes, (one, other) => one.Length > 0 ? one : other)];
        bool isNotNegative = a.IsNotNegative && b.IsNotNegative && this != Subtract;
        return new Value(made, axes, all, a.Batch)
        {
            IsNotNegative = isNotNegative
            || (this == Maximum && (a.IsNotNegative || b.IsNotNegative))
        };

        Node In(Value x) => site.Arrangement.Shaped(x.Node,
            new Shape([.. grouping.Factors.Index().Select(axis => axis.Item.Length == 0 || x.Memory.Contains(axis.Item[0])
                ? grouping.Shape[axis.Index] : 1)]));
    }

    private bool IsPositive(Value x, float[] numbers) => x.IsNotNegative && this != Subtract
        && Array.TrueForAll(numbers, number => number >= 0);

    private static double[] Doubles(float[] numbers) => [.. numbers.Select(number => (double)number)];
}
