using System.Numerics.Tensors;

namespace Weft.Explain;

/// <summary>How near samples are to each other, as t-SNE has it: each one's neighbours by a normal kernel, as wide as it takes to have so
/// many of them.</summary>
internal static class Affinities
{
    private const int MostHalvings = 100;
    private const double Near = 1e-7;

    /// <summary>The symmetric probabilities, row after row; they add up to 1.</summary>
    public static double[] Of(Tensor features, double perplexity, CancellationToken cancellationToken)
    {
        int count = features.Shape[0];
        double[] conditional = new double[count * count];
        double wanted = Math.Log(Math.Max(1, perplexity));
        double[][] rows = [.. Enumerable.Range(0, count).Select(i => features.Row(i).ToArray().Select(value => (double)value).ToArray())];
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            Span<double> row = conditional.AsSpan(i * count, count);
            for (int j = 0; j < count; j++)
            {
                double distance = TensorPrimitives.Distance<double>(rows[i], rows[j]);
                row[j] = distance * distance;
            }

            Widen(row, i, wanted);
        });
        double[] joint = new double[count * count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                joint[(i * count) + j] = (conditional[(i * count) + j] + conditional[(j * count) + i]) / (2.0 * count);
            }
        }

        return joint;
    }

    // From squared distances to probabilities whose entropy is the one wanted, by bisection of the kernel's precision.
    private static void Widen(Span<double> row, int self, double wanted)
    {
        double nearest = double.PositiveInfinity;
        for (int j = 0; j < row.Length; j++)
        {
            nearest = j == self ? nearest : Math.Min(nearest, row[j]);
        }

        double[] distances = row.ToArray();
        double low = 0, high = double.PositiveInfinity, mean = (TensorPrimitives.Sum<double>(distances) / (distances.Length - 1)) - nearest;
        double precision = mean > 0 ? 1 / mean : 1;
        for (int halving = 0; halving < MostHalvings; halving++)
        {
            double sum = 0, weighted = 0;
            for (int j = 0; j < distances.Length; j++)
            {
                double beyond = distances[j] - nearest;
                row[j] = j == self ? 0 : Math.Exp(-precision * beyond);
                sum += row[j];
                weighted += row[j] * beyond;
            }

            TensorPrimitives.Divide(row, sum, row);
            double entropy = Math.Log(sum) + (precision * weighted / sum);
            if (Math.Abs(entropy - wanted) < Near)
            {
                return;
            }

            (low, high) = entropy > wanted ? (precision, high) : (low, precision);
            precision = double.IsPositiveInfinity(high) ? precision * 2 : (low + high) / 2;
        }
    }
}
