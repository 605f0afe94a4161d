using Weft.Layers;
using Weft.Onnx.Layout;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>Products with known matrices, which are fully connected layers, and of two tensors, as attention has them.</summary>
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

    // Matrix by matrix along the axes that both have. What only one of them has, such as the heads of the left where the right is one for
    // all, goes with that one's rows or columns.
    private static Value OfTwo(Site site, Value left, Value right)
    {
        const long most = 1 << 24;
        site.Require(left.Rank >= 3 && left.Rank == right.Rank, "matrices of each sample", $"{left.Rank} and {right.Rank} axes");
        site.Require(left.Dims[^1] == right.Dims[^2], "as many columns on the left as rows on the right",
            $"{left.Dims[^1]} and {right.Dims[^2]}");
        (Value a, Value b) = Alignment.Of(site, left.Seen([.. left.Axes.SkipLast(1), [], left.Axes[^1]]),
            right.Seen([.. right.Axes.SkipLast(2), [], right.Axes[^1], right.Axes[^2]]));
        Factor[] over = a.Axes[^1];
        site.Require(!over.Contains(a.Batch), "sums over axes of each sample", "the batch");
        Factor[] planes = [.. a.Memory.Intersect(b.Memory).Except(over)];
        Factor[] rows = [.. a.Memory.Except(planes).Except(over)], columns = [.. b.Memory.Except(planes).Except(over)];
        (int count, int inner) = (Factor.Product(planes), Factor.Product(over));
        long size = (long)count * Factor.Product(rows) * Factor.Product(columns);
        site.Require(size <= most, $"a product of at most {most} values for each sample", $"{size}");
        Node made = site.Network.Call(new ProductOperation(),
            site.Arrangement.Lay(a, [.. planes, .. rows, .. over], [count, Factor.Product(rows), inner]),
            site.Arrangement.Lay(b, [.. planes, .. over, .. columns], [count, inner, Factor.Product(columns)]));
        IEnumerable<Factor[]> before = a.Axes.SkipLast(3).Zip(b.Axes, (one, other) => one.Length > 0 ? one : other);
        return new Value(made, [.. before, a.Axes[^3], b.Axes[^2]], [.. planes, .. rows, .. columns], a.Batch);
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
