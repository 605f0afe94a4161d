using Weft.Onnx.Reading;

namespace Weft.Onnx.Layout;

/// <summary>Makes the axes of two values the same ones, as far as both have them.</summary>
internal static class Alignment
{
    /// <summary>Both values with as many axes, aligned from the right, the factors of equal axes the same.</summary>
    /// <param name="site">The node.</param>
    /// <param name="left">The one whose factors are kept.</param>
    /// <param name="right">The other.</param>
    /// <param name="except">An axis along which they may differ; -1 for none.</param>
    /// <exception cref="ModelFileException">They do not go together.</exception>
    public static (Value Left, Value Right) Of(Site site, Value left, Value right, int except = -1)
    {
        int rank = Math.Max(left.Rank, right.Rank);
        (left, right) = (Widened(left, rank), Widened(right, rank));
        int batch = Array.FindIndex(left.Axes, factors => factors.Contains(left.Batch));
        right = Factorization.Renamed(right, Fresh(right));
        if (batch >= 0 && left.Batch.Size == 1 && right.Batch.Size == 1)
        {
            int place = Array.IndexOf(left.Axes[batch], left.Batch);
            right = place <= right.Axes[batch].Count(factor => factor != right.Batch) ? right.WithBatchAt(batch, place) : right;
        }

        site.Require(batch >= 0 && IsSame(left, right, batch), "tensors whose samples are the same axis",
            $"[{string.Join(", ", left.Dims)}] and [{string.Join(", ", right.Dims)}]");
        for (int axis = 0; axis < rank; axis++)
        {
            int one = Factor.Product(left.Axes[axis]), other = Factor.Product(right.Axes[axis]);
            if (axis == except || axis == batch || one == 1 || other == 1)
            {
                continue;
            }

            site.Require(one == other, "tensors whose extents are equal or 1",
                $"[{string.Join(", ", left.Dims)}] and [{string.Join(", ", right.Dims)}]");
            if (Factorization.Refined(right, axis, left.Axes[axis]) is { } refined)
            {
                right = refined;
            }
            else if (Factorization.Refined(left, axis, right.Axes[axis]) is { } finer)
            {
                left = finer;
            }
            else
            {
                (left, right) = (site.Arrangement.Joined(left, axis), site.Arrangement.Joined(right, axis));
            }
        }

        Names names = new();
        names.Add([right.Batch], [left.Batch]);
        for (int axis = 0; axis < rank; axis++)
        {
            if (axis != except && left.Axes[axis].Length == right.Axes[axis].Length)
            {
                names.Add(right.Axes[axis], left.Axes[axis]);
            }
        }

        return (left, Factorization.Renamed(right, names));
    }

    // Both may come from one tensor, whose factors then mean other axes here.
    private static Names Fresh(Value value)
    {
        Names names = new();
        names.Add(value.Memory, value.Memory.Select(factor => new Factor(factor.Size)));
        return names;
    }

    private static bool IsSame(Value left, Value right, int batch) => left.Axes[batch].Length == right.Axes[batch].Length
        && left.Axes[batch].Zip(right.Axes[batch], (one, other) => one.Size == other.Size
            && (one == left.Batch) == (other == right.Batch)).All(isSame => isSame);

    private static Value Widened(Value value, int rank) => value.Rank == rank ? value
        : value.Seen([.. Enumerable.Repeat(Array.Empty<Factor>(), rank - value.Rank), .. value.Axes]);
}
