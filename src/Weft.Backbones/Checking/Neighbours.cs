using System.Numerics.Tensors;

namespace Weft.Backbones;

/// <summary>Measures how far pictures are from their nearest ones, by features of length 1.</summary>
internal static class Neighbours
{
    /// <summary>How many nearest ones count.</summary>
    public const int Count = 5;

    // Of more, evenly chosen ones stand for all.
    private const int MostOthers = 5_000;

    // Iglewicz and Hoaglin 1993: scores of a median and its median deviation beyond this are labelled outliers.
    private const double LeastScore = 3.5;

    // The median deviation of a normal distribution is so much of its standard deviation.
    private const double NormalDeviation = 0.6745;

    /// <summary>Each feature vector scaled to length 1.</summary>
    public static Tensor Normalized(Tensor features)
    {
        Tensor result = new(features.Shape, features.Span.ToArray());
        for (int i = 0; i < result.Shape[0]; i++)
        {
            Span<float> row = result.Row(i);
            float length = TensorPrimitives.Norm<float>(row);
            TensorPrimitives.Multiply(row, length > 0 ? 1 / length : 0, row);
        }

        return result;
    }

    /// <summary>The mean distance of some pictures to the nearest of others that are of no group of theirs.</summary>
    /// <param name="features">Of all pictures, of length 1.</param>
    /// <param name="asked">The pictures asked about.</param>
    /// <param name="others">The pictures they are held against.</param>
    /// <param name="group">The group of every picture: of the same ones, each other says nothing.</param>
    public static double[] Distances(Tensor features, int[] asked, int[] others, int[] group)
    {
        int[] held = others.Length <= MostOthers ? others : [.. Enumerable.Range(0, MostOthers).Select(i => others[(int)((long)i * others.Length / MostOthers)])];
        double[] distances = new double[asked.Length];
        Parallel.For(0, asked.Length, at =>
        {
            Span<float> nearest = stackalloc float[Count];
            nearest.Fill(-1);
            ReadOnlySpan<float> own = features.Row(asked[at]);
            foreach (int other in held)
            {
                if (group[other] != group[asked[at]] && TensorPrimitives.Dot(own, features.Row(other)) is var cosine && cosine > nearest[^1])
                {
                    Insert(nearest, cosine);
                }
            }

            double sum = 0;
            foreach (float cosine in nearest)
            {
                sum += Math.Sqrt(Math.Max(0, 2 - (2.0 * cosine)));
            }

            distances[at] = sum / Count;
        });
        return distances;
    }

    /// <summary>Those of some pictures whose distance is far above what is usual among those above the median: below it there may be many or few alike.</summary>
    public static IEnumerable<Outlier> Outliers(int[] asked, double[] distances)
    {
        double median = Median(distances), deviation = Median([.. distances.Where(distance => distance >= median).Select(distance => distance - median)]);
        return asked.Select((index, at) => new Outlier(index, distances[at], deviation > 0 ? NormalDeviation * (distances[at] - median) / deviation : 0))
            .Where(outlier => outlier.Score > LeastScore);
    }

    private static void Insert(Span<float> descending, float value)
    {
        int at = descending.Length - 1;
        for (; at > 0 && descending[at - 1] < value; at--)
        {
            descending[at] = descending[at - 1];
        }

        descending[at] = value;
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
