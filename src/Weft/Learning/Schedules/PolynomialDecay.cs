namespace Weft.Schedules;

/// <summary>A rate that falls to an end along a power: <c>end + (initial - end)(1 - step / steps)^power</c>.</summary>
/// <param name="InitialLearningRate">The rate of the first step.</param>
/// <param name="DecaySteps">When the end is reached.</param>
/// <param name="EndLearningRate">The rate at the end, and after it.</param>
/// <param name="Power">The power; 1 is a straight line.</param>
/// <param name="Cycle">Whether the rate rises again after the end: <c>steps</c> is then the next multiple of itself that the step has not passed.</param>
public sealed record PolynomialDecay(double InitialLearningRate, double DecaySteps, double EndLearningRate = 0.0001, double Power = 1, bool Cycle = false) : Schedule
{
    /// <summary>When the end is reached.</summary>
    public double DecaySteps { get; } = Positive(DecaySteps, nameof(PolynomialDecay), nameof(DecaySteps));

    /// <inheritdoc/>
    public override double At(long step)
    {
        double end = Cycle ? DecaySteps * Math.Max(1, Math.Ceiling(step / DecaySteps)) : DecaySteps;
        return EndLearningRate + ((InitialLearningRate - EndLearningRate) * Math.Pow(1 - (Math.Min(step, end) / end), Power));
    }
}
