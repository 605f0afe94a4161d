namespace Weft;

/// <summary>What a learning-rate range test saw: how the loss answered to a rate that grew from step to step.</summary>
/// <param name="Points">The steps, in order.</param>
public sealed record LearningRateRange(IReadOnlyList<LearningRatePoint> Points)
{
    /// <summary>The rate at which the smoothed loss fell most steeply over the logarithm of the rate, before it was least; null where it never fell.</summary>
    /// <remarks>A slope is that of the line through a fifth of the points, so that single batches do not decide; the first and the last tenth have none.</remarks>
    public double? Suggestion
    {
        get
        {
            if (Points.Count == 0)
            {
                return null;
            }

            int reach = Math.Max(1, Points.Count / 10);
            int least = Enumerable.Range(0, Points.Count).MinBy(i => Points[i].SmoothedLoss);
            int end = Math.Min(least, Points.Count - 1 - reach);
            return Enumerable.Range(reach, Math.Max(0, end + 1 - reach))
                .Select(i => (Slope: Slope(i, reach), Rate: Points[i].LearningRate))
                .OrderBy(candidate => candidate.Slope)
                .Select(candidate => candidate.Slope < 0 ? candidate.Rate : (double?)null)
                .FirstOrDefault();
        }
    }

    // Least squares, but for a positive factor: the rates' logarithms stand at equal distances.
    private double Slope(int middle, int reach) => Enumerable.Range(-reach, (2 * reach) + 1).Sum(offset => offset * Points[middle + offset].SmoothedLoss);
}

/// <summary>One step of a learning-rate range test.</summary>
/// <param name="LearningRate">The rate of the step.</param>
/// <param name="Loss">The batch's mean loss before it.</param>
/// <param name="SmoothedLoss">The running mean of the losses so far, freed of its start at zero.</param>
public sealed record LearningRatePoint(double LearningRate, double Loss, double SmoothedLoss);
