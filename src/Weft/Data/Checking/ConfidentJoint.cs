namespace Weft.Data;

/// <summary>Counts how many samples of each label confidently belong to each class.</summary>
internal sealed class ConfidentJoint
{
    // Probabilities are floats: one that is the threshold but for rounding reaches it.
    private const double Tolerance = 1e-6;

    private ConfidentJoint(double[] thresholds, int[] guesses, int[,] counts)
    {
        Thresholds = thresholds;
        Guesses = guesses;
        Counts = counts;
    }

    /// <summary>Per class, the mean probability of the class over the samples that have its label; infinity where none has.</summary>
    public double[] Thresholds { get; }

    /// <summary>The class each sample confidently belongs to; -1 where it reaches no threshold.</summary>
    public int[] Guesses { get; }

    /// <summary><c>[label, class]</c>; on the diagonal at least 1.</summary>
    public int[,] Counts { get; }

    public static ConfidentJoint Of(ReadOnlySpan<int> labels, Tensor probabilities)
    {
        int classes = probabilities.Shape[1];
        double[] thresholds = ThresholdsOf(labels, probabilities);
        int[] guesses = new int[labels.Length];
        int[,] counts = new int[classes, classes];
        for (int i = 0; i < labels.Length; i++)
        {
            guesses[i] = Guess(probabilities.Row(i), thresholds);
            if (guesses[i] >= 0)
            {
                counts[labels[i], guesses[i]]++;
            }
        }

        for (int k = 0; k < classes; k++)
        {
            counts[k, k] = Math.Max(counts[k, k], 1);
        }

        return new ConfidentJoint(thresholds, guesses, counts);
    }

    /// <summary>The counts scaled so that each row sums to the samples with its label, and all to all samples.</summary>
    public int[,] Calibrated(int[] labelCounts)
    {
        int classes = labelCounts.Length;
        double[,] scaled = new double[classes, classes];
        double all = labelCounts.Sum(), sum = 0;
        for (int label = 0; label < classes; label++)
        {
            double row = Enumerable.Range(0, classes).Sum(k => (double)Counts[label, k]);
            for (int k = 0; k < classes; k++)
            {
                scaled[label, k] = Counts[label, k] / row * labelCounts[label];
                sum += scaled[label, k];
            }
        }

        for (int label = 0; label < classes; label++)
        {
            for (int k = 0; k < classes; k++)
            {
                scaled[label, k] = scaled[label, k] / sum * all;
            }
        }

        return WholeRows.Of(scaled);
    }

    private static double[] ThresholdsOf(ReadOnlySpan<int> labels, Tensor probabilities)
    {
        int classes = probabilities.Shape[1];
        double[] sums = new double[classes];
        int[] counts = new int[classes];
        for (int i = 0; i < labels.Length; i++)
        {
            sums[labels[i]] += probabilities.Row(i)[labels[i]];
            counts[labels[i]]++;
        }

        return [.. sums.Select((sum, k) => counts[k] == 0 ? double.PositiveInfinity : Math.Max(sum / counts[k], 2 * Tolerance))];
    }

    // The only class whose threshold is reached; of several, the likeliest of all.
    private static int Guess(ReadOnlySpan<float> row, double[] thresholds)
    {
        int found = -1, reached = 0;
        for (int k = 0; k < row.Length; k++)
        {
            if (row[k] >= thresholds[k] - Tolerance)
            {
                found = found < 0 ? k : found;
                reached++;
            }
        }

        return reached > 1 ? System.Numerics.Tensors.TensorPrimitives.IndexOfMax(row) : found;
    }
}
