namespace Weft;

/// <summary>What a learning-rate range test saw: how the loss answered to a rate that grew from step to step.</summary>
/// <param name="Points">The steps, in order.</param>
public sealed record LearningRateRange(IReadOnlyList<LearningRatePoint> Points)
{
    /// <summary>The rate at which the smoothed loss fell most steeply, over the logarithm of the rate, before it was least; null where it never fell.</summary>
    public double? Suggestion
    {
        get
        {
            int least = Enumerable.Range(0, Points.Count).MinBy(i => Points[i].SmoothedLoss);
            int steepest = Enumerable.Range(1, Math.Max(0, least)).OrderBy(Slope).FirstOrDefault(0);
            return steepest > 0 && Slope(steepest) < 0 ? Points[steepest].LearningRate : null;
        }
    }

    private double Slope(int i) => (Points[i].SmoothedLoss - Points[i - 1].SmoothedLoss) / Math.Log(Points[i].LearningRate / Points[i - 1].LearningRate);
}

/// <summary>One step of a learning-rate range test.</summary>
/// <param name="LearningRate">The rate of the step.</param>
/// <param name="Loss">The batch's mean loss before it.</param>
/// <param name="SmoothedLoss">The running mean of the losses so far, freed of its start at zero.</param>
public sealed record LearningRatePoint(double LearningRate, double Loss, double SmoothedLoss);
