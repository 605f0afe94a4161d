namespace Weft.Schedules;

/// <summary>A rate that falls like one over the time: <c>initial / (1 + rate step / steps)</c>.</summary>
/// <param name="InitialLearningRate">The rate of the first step.</param>
/// <param name="DecaySteps">The unit of time.</param>
/// <param name="DecayRate">How fast it falls: the part of the initial rate it is divided by more after each unit.</param>
/// <param name="Staircase">Whether it falls in stairs: <c>step / steps</c> is rounded down.</param>
public sealed record InverseTimeDecay(double InitialLearningRate, double DecaySteps, double DecayRate, bool Staircase = false) : Schedule
{
    /// <summary>The unit of time, in steps.</summary>
    public double DecaySteps { get; } = Positive(DecaySteps, nameof(InverseTimeDecay), nameof(DecaySteps));

    /// <inheritdoc/>
    public override double At(long step)
    {
        double passed = step / DecaySteps;
        return InitialLearningRate / (1 + (DecayRate * (Staircase ? Math.Floor(passed) : passed)));
    }
}
