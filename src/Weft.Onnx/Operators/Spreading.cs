using Weft.Layers;
using Weft.Onnx.Layout;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>Values said several times along an axis of one place, and known numbers as values of each sample.</summary>
internal static class Spreading
{
    /// <summary>The values with larger extents where they have one place; extents of 1 ask for nothing.</summary>
    /// <exception cref="ModelFileException">The extents do not go with the values'.</exception>
    public static Value To(Site site, Value x, IReadOnlyList<int> dims)
    {
        if (dims.Count > x.Rank && dims.Take(dims.Count - x.Rank).All(extent => extent == 1))
        {
            x = x.Seen([.. Enumerable.Repeat(Array.Empty<Factor>(), dims.Count - x.Rank), .. x.Axes]);
        }

        int[] own = x.Dims;
        int[] grown = [.. Enumerable.Range(0, x.Rank).Where(axis => axis >= x.Rank - dims.Count
            && dims[axis - (x.Rank - dims.Count)] is > 1 and int asked && asked != own[axis])];
        if (grown.Length == 0 || dims.Count > x.Rank)
        {
            return x;
        }

        Factor[][] axes = [.. x.Axes];
        foreach (int axis in grown)
        {
            site.Require(own[axis] == 1 && axes[axis].Length == 0, $"extents that go with [{string.Join(", ", own)}]",
                $"[{string.Join(", ", dims)}]");
            axes[axis] = Factor.Axis(dims[axis - (x.Rank - dims.Count)]);
        }

        Factor[] more = [.. grown.SelectMany(axis => axes[axis])];
        int times = Factor.Product(more), size = Factor.Product(x.Memory);
        ConvolutionLimits.Require((long)times * size);
        Tensor ones = new([1, times]);
        ones.Span.Fill(1);
        Node node = site.Network.Call(new Dense(times, useBias: false) { Trainable = false }, [ones],
            site.Arrangement.Shaped(x.Node, size == 1 ? [1] : [size, 1]));
        return new Value(node, axes, [.. x.Memory, .. more], x.Batch) { Type = x.Type, IsNotNegative = x.IsNotNegative };
    }

    /// <summary>Known numbers as what every sample has: a place of each sample times 0, and the numbers.</summary>
    /// <param name="site">The node.</param>
    /// <param name="like">Values of each sample, of whose axes the numbers' are.</param>
    /// <param name="numbers">The numbers, the same for each sample.</param>
    /// <param name="except">The axis along which the extents may differ.</param>
    /// <exception cref="ModelFileException">The extents do not go together.</exception>
    public static Value Known(Site site, Value like, OnnxTensor numbers, int except)
    {
        site.Require(numbers.Dims.Length == like.Rank && like.BatchAxis == 0 && numbers.Dims[0] == 1,
            $"known numbers of {like.Rank} axes, the same for each sample", $"{numbers}");
        ConvolutionLimits.Require(numbers.Count);
        Factor[][] axes = [[like.Batch], .. numbers.Dims.Skip(1).Select((extent, i) => i + 1 == except
            || Factor.Product(like.Axes[i + 1]) != extent ? Factor.Axis(extent) : like.Axes[i + 1])];
        Factor[] memory = [.. axes.Skip(1).SelectMany(axis => axis)];
        int places = like.Node.Shape.Size;
        Node one = site.Network.Call(new GetItemOperation(new AxisPart(0, 1)), site.Arrangement.Shaped(like.Node, [places]));
        Tensor none = new([1, numbers.Count]), values = new([numbers.Count], [.. numbers.ToFloats()]);
        return new Value(site.Network.Call(new Dense(numbers.Count) { Trainable = false }, [none, values], one), axes, memory, like.Batch);
    }
}
