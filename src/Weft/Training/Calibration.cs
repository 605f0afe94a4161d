namespace Weft;

/// <summary>How far probabilities say what they should.</summary>
/// <param name="NegativeLogLikelihood">The mean of <c>-ln p[label]</c>.</param>
/// <param name="Error">The expected calibration error; see <see cref="ExpectedCalibrationError"/>.</param>
/// <param name="Bins">The samples by confidence: a reliability diagram.</param>
public sealed record Calibration(double NegativeLogLikelihood, double Error, IReadOnlyList<ReliabilityBin> Bins)
{
    /// <summary>Measures probabilities <c>[batch, classes]</c> against class numbers.</summary>
    /// <param name="probabilities">The probabilities.</param>
    /// <param name="labels">The class of each sample.</param>
    /// <param name="bins">How many bins of confidence.</param>
    public static Calibration Of(Tensor probabilities, ReadOnlySpan<int> labels, int bins = 15)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ExpectedCalibrationError metric = new(bins);
        double[] state = new double[metric.StateSize(probabilities.Shape[^1])];
        double loss = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> row = probabilities.Row(i);
            metric.Add(row, labels[i], [], 1, state);
            loss -= Math.Log(Math.Max(row[labels[i]], float.Epsilon));
        }

        return new Calibration(loss / labels.Length, metric.Result(state), metric.Reliability(state));
    }
}
