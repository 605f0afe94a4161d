using Weft.Layers;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Layout;

/// <summary>Brings values into the order and the shape in which a layer wants them, by as few layers as that takes.</summary>
/// <param name="network">Where layers are called.</param>
internal sealed class Arrangement(Network network)
{
    /// <summary>The node of a value with its factors in an order, in a shape.</summary>
    public Node Lay(Value value, IReadOnlyList<Factor> order, Shape shape) => Shaped(Ordered(value, order), shape);

    /// <summary>The node in another shape; as it is where it has that.</summary>
    public Node Shaped(Node node, Shape shape) => node.Shape == shape ? node
        : network.Call(shape.Rank == 1 ? new Flatten() : new Reshape([.. shape]), node);

    /// <summary>The value with memory in an order.</summary>
    public Value InOrder(Value value, IReadOnlyList<Factor> order) => value.Memory.SequenceEqual(order) ? value
        : new Value(Ordered(value, order), value.Axes, order, value.Batch) { Type = value.Type, IsNotNegative = value.IsNotNegative };

    /// <summary>The value as ONNX would hold it, a factor for every axis.</summary>
    public Value Plain(Value value)
    {
        RequireBatch(value);
        Value ordered = InOrder(value, [.. value.Axes.SelectMany(axis => axis).Where(factor => factor != value.Batch)]);
        Factor[][] axes = [.. value.Axes.Select(axis => axis.Contains(value.Batch) ? axis : Factor.Axis(Factor.Product(axis)))];
        Factor[] memory = [.. axes.SelectMany(axis => axis).Where(factor => factor != value.Batch)];
        return new Value(ordered.Node, axes, memory, value.Batch) { Type = value.Type, IsNotNegative = value.IsNotNegative };
    }

    /// <summary>A value with an axis as one factor.</summary>
    public Value Joined(Value value, int axis)
    {
        if (value.Axes[axis].Length <= 1)
        {
            return value;
        }

        Factor[] parts = value.Axes[axis];
        int first = Array.IndexOf(value.Memory, parts[0]);
        bool isRun = first >= 0 && first + parts.Length <= value.Memory.Length
            && parts.SequenceEqual(value.Memory.Skip(first).Take(parts.Length));
        if (!isRun)
        {
            int at = value.Memory.TakeWhile(factor => !parts.Contains(factor)).Count();
            Factor[] others = [.. value.Memory.Except(parts)];
            value = InOrder(value, [.. others.Take(at), .. parts, .. others.Skip(at)]);
            first = at;
        }

        Factor whole = new(Factor.Product(parts));
        Factor[][] axes = [.. value.Axes];
        axes[axis] = [whole];
        return new Value(value.Node, axes, [.. value.Memory.Take(first), whole, .. value.Memory.Skip(first + parts.Length)], value.Batch)
        {
            Type = value.Type,
            IsNotNegative = value.IsNotNegative,
        };
    }

    /// <summary>The numbers of a constant for every place along some factors, in their order.</summary>
    /// <param name="constant">Numbers that are spread over the value's axes, aligned from the right.</param>
    /// <param name="value">The value.</param>
    /// <param name="factors">The factors; along all others the constant has one number.</param>
    public static float[] Numbers(OnnxTensor constant, Value value, IReadOnlyList<Factor> factors)
    {
        Dictionary<Factor, int> strides = FactorStrides(constant, value);
        return constant.Taken([Factor.Product(factors)], OnnxTensor.Places([.. factors.Select(factor => factor.Size)],
            [.. factors.Select(factor => strides.GetValueOrDefault(factor))])).ToFloats();
    }

    /// <summary>The factors along which a constant differs, in the order of the value's memory; null where it does not fit the
    /// value.</summary>
    public static Factor[]? Varying(OnnxTensor constant, Value value)
    {
        int[] dims = value.Dims;
        for (int i = 1; i <= constant.Dims.Length; i++)
        {
            int extent = constant.Dims[^i];
            if (extent != 1 && (i > dims.Length || extent != dims[^i] || value.Axes[^i].Contains(value.Batch)))
            {
                return null;
            }
        }

        Dictionary<Factor, int> strides = FactorStrides(constant, value);
        return constant.Count > 1 && Enumerable.Range(1, constant.Count - 1).All(i => constant.At(i).Equals(constant.At(0))) ? []
            : [.. value.Memory.Where(factor => strides.GetValueOrDefault(factor) != 0)];
    }

    private static Dictionary<Factor, int> FactorStrides(OnnxTensor constant, Value value)
    {
        Dictionary<Factor, int> strides = [];
        int[] own = OnnxTensor.Strides(constant.Dims);
        for (int i = 1; i <= Math.Min(constant.Dims.Length, value.Rank); i++)
        {
            int stride = constant.Dims[^i] == 1 ? 0 : own[^i];
            foreach (Factor factor in value.Axes[^i].Reverse())
            {
                strides[factor] = stride;
                stride *= factor.Size;
            }
        }

        return strides;
    }

    private Node Ordered(Value value, IReadOnlyList<Factor> order)
    {
        if (value.Memory.SequenceEqual(order))
        {
            return value.Node;
        }

        // What stays together moves as one.
        List<List<Factor>> runs = [];
        foreach (Factor factor in value.Memory)
        {
            int at = order.Index().First(pair => pair.Item == factor).Index;
            if (at > 0 && runs.Count > 0 && runs[^1][^1] == order[at - 1])
            {
                runs[^1].Add(factor);
            }
            else
            {
                runs.Add([factor]);
            }
        }

        int[] places = [.. order.Select(factor => runs.FindIndex(run => run[0] == factor)).Where(place => place >= 0)];
        Node cut = Shaped(value.Node, new Shape([.. runs.Select(run => Factor.Product(run))]));
        return network.Call(new Permute([.. places.Select(place => place + 1)]), cut);
    }

    private static void RequireBatch(Value value)
    {
        if (value.BatchAxis < 0)
        {
            throw new ModelFileException("expected the samples of a batch apart, got them mixed with another axis. Weft computes each "
                + "sample by itself.");
        }
    }
}
