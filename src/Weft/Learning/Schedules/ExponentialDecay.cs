namespace Weft.Schedules;

/// <summary>A rate that falls by the same factor again and again: <c>initial rate^(step / steps)</c>.</summary>
/// <param name="InitialLearningRate">The rate of the first step.</param>
/// <param name="DecaySteps">Over how many steps it falls by the factor.</param>
/// <param name="DecayRate">The factor.</param>
/// <param name="Staircase">Whether it falls in stairs: <c>step / steps</c> is rounded down.</param>
public sealed record ExponentialDecay(double InitialLearningRate, double DecaySteps, double DecayRate, bool Staircase = false) : Schedule
{
    /// <summary>Over how many steps it falls by the factor.</summary>
    public double DecaySteps { get; } = Positive(DecaySteps, nameof(ExponentialDecay), nameof(DecaySteps));

    /// <inheritdoc/>
    public override double At(long step)
    {
        double passed = step / DecaySteps;
        return InitialLearningRate * Math.Pow(DecayRate, Staircase ? Math.Floor(passed) : passed);
    }
}
