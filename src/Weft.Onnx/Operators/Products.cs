using Weft.Layers;
using Weft.Onnx.Layout;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>Products with known matrices: fully connected layers.</summary>
internal static class Products
{
    public static IReadOnlyList<Item> Gemm(Site site)
    {
        Value x = site.Value(0);
        OnnxTensor matrix = site.Constant(1);
        site.Require(site.Node.Int("transA", 0) == 0 && x.Rank == 2, "samples of features, not transposed", $"{x.Rank} axes");
        site.Require(matrix.Dims.Length == 2, "a matrix", $"{matrix}");
        bool isTurned = site.Node.Int("transB", 0) != 0;
        (float alpha, float beta) = (site.Node.Float("alpha", 1), site.Node.Float("beta", 1));
        Item? added = site.Has(2) ? site.Inputs[2] : null;
        OnnxTensor? bias = added as OnnxTensor;
        int units = matrix.Dims[isTurned ? 0 : 1];
        bool isBias = bias is null || (bias.Dims.SkipLast(1).All(extent => extent == 1) && (bias.Count == 1 || bias.Count == units));
        site.Require(isBias, $"{units} biases, the same for each sample", $"{bias}");
        float[]? biases = bias is null || beta == 0 ? null
            : [.. (bias.Count == units ? bias : OnnxTensor.Of([1], bias.ToFloats()).Broadcast([units])).ToFloats().Select(value =>
                value * beta)];
        Value made = Dense(site, x, matrix, isTurned, alpha, biases,
            $"{site.Node.Inputs[1]} {site.Node.Inputs.ElementAtOrDefault(2)} {isTurned} {alpha} {beta}");
        site.Require(added is not Value || beta == 1, "beta = 1 for what a sample decides", $"{beta}");
        return [added is Value other ? Merge.Add.Of(site, made, other) : made];
    }

    public static IReadOnlyList<Item> MatMul(Site site)
    {
        if (site.Inputs[0] is OnnxTensor left && site.Inputs[1] is Value right)
        {
            // A known matrix on the left is its transposition on the right, of the transposed values.
            site.Require(left.Dims.Length == 2 && right.Rank >= 3, "a matrix and values of 3 axes", $"{left} and {right.Rank} axes");
            Value turned = Swapped(right);
            return [Swapped(Dense(site, turned, left, isTurned: true, 1, null, $"{site.Node.Inputs[0]} left"))];
        }

        if (site.Inputs is [Value first, Value second])
        {
            return [OfTwo(site, first, second)];
        }

        Value x = site.Value(0);
        OnnxTensor matrix = site.Constant(1);
        if (matrix.Dims.Length > 2 && matrix.Dims.SkipLast(2).All(extent => extent == 1))
        {
            matrix = matrix.Reshaped([.. matrix.Dims.TakeLast(2)]);
        }

        site.Require(matrix.Dims.Length == 2, "a matrix", $"{matrix}");
        return [Dense(site, x, matrix, isTurned: false, 1, site.Optional(2)?.ToFloats(),
            $"{site.Node.Inputs[1]} {site.Node.Inputs.ElementAtOrDefault(2)}")];
    }

    // Every row times every column, then the sums: right for the small products of attention, and refused where it would take much memory.
    private static Value OfTwo(Site site, Value left, Value right)
    {
        const long most = 1 << 24;
        site.Require(left.Rank >= 3 && left.Rank == right.Rank, "matrices of each sample", $"{left.Rank} and {right.Rank} axes");
        (Value a, Value b) = Alignment.Of(site, left.Seen([.. left.Axes.SkipLast(1), [], left.Axes[^1]]),
            right.Seen([.. right.Axes.SkipLast(2), [], right.Axes[^1], right.Axes[^2]]));
        long size = a.Dims.Zip(b.Dims, (one, other) => (long)Math.Max(one, other)).Skip(1).Aggregate(1L, (product, extent) =>
            checked(product * extent));
        site.Require(size <= most, $"a product of two tensors of at most {most} multiplications for each sample", $"{size}");
        Value products = Merge.Multiply.Of(site, a, b);
        Factor[] over = products.Axes[^1];
        Grouping grouping = Grouping.Of(products.Node, products.Memory, factor => over.Contains(factor));
        Node sums = over.Length == 0 ? products.Node
            : site.Network.Call(new ReduceOperation(Reduction.Sum, grouping.AxesOf(over.Contains),
                keepDims: products.Memory.Length == over.Length), site.Arrangement.Shaped(products.Node, grouping.Shape));
        return new Value(sums, products.Axes[..^1], [.. products.Memory.Except(over)], products.Batch);
    }

    // The last axis times a matrix. Where only the order of features differs from memory's, the matrix's rows move.
    private static Value Dense(Site site, Value x, OnnxTensor matrix, bool isTurned, float alpha, float[]? bias, string names)
    {
        Factor[] features = x.Axes[^1];
        (int rows, int units) = isTurned ? (matrix.Dims[1], matrix.Dims[0]) : (matrix.Dims[0], matrix.Dims[1]);
        site.Require(rows == Factor.Product(features) && units > 0 && !features.Contains(x.Batch),
            $"a matrix for {Factor.Product(features)} features of each sample", $"{matrix}");
        Factor[] order = [.. x.Memory.Where(features.Contains)], others = [.. x.Memory.Except(features)];
        x = site.Arrangement.InOrder(x, [.. others, .. order]);
        int[] places = PlacesOf(features, order);
        Grouping grouping = Grouping.Of(x.Node, x.Memory, factor => features.Contains(factor));
        bool isLast = grouping.AxesOf(features.Contains) is [var last] && last == grouping.Shape.Rank;
        Shape shape = others.Length == 0 ? [rows] : isLast ? grouping.Shape : [Factor.Product(others), rows];
        Node made = site.Network.Call(new Dense(units, useBias: bias is not null),
            $"{names} [{string.Join(",", order.Select(factor => Array.IndexOf(features, factor)))}]",
            Weights, site.Arrangement.Shaped(x.Node, shape));
        Factor[] outputs = Factor.Axis(units);
        return new Value(made, [.. x.Axes.SkipLast(1), outputs], [.. others, .. outputs], x.Batch);

        IReadOnlyList<Tensor> Weights()
        {
            Tensor kernel = new([rows, units]);
            for (int row = 0; row < rows; row++)
            {
                for (int unit = 0; unit < units; unit++)
                {
                    kernel.Span[(row * units) + unit] = alpha * matrix.At(isTurned ? (unit * rows) + places[row]
                        : (places[row] * units) + unit);
                }
            }

            return bias is null ? [kernel] : [kernel, new Tensor([units], bias)];
        }
    }

    // Where each feature of memory stands in the file's order.
    private static int[] PlacesOf(Factor[] features, Factor[] order)
    {
        int[] strides = OnnxTensor.Strides([.. features.Select(factor => factor.Size)]);
        return OnnxTensor.Places([.. order.Select(factor => factor.Size)],
            [.. order.Select(factor => strides[Array.IndexOf(features, factor)])]);
    }

    private static Value Swapped(Value x) => x.Seen([.. x.Axes.SkipLast(2), x.Axes[^1], x.Axes[^2]]);
}
