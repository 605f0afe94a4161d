namespace Weft.Schedules;

/// <summary>A rate that falls along half a cosine, after a straight rise if asked.</summary>
/// <remarks>
/// Warming up: <c>initial + (target - initial) step / warmup</c>. Then, from the target or without one from the initial rate,
/// <c>start ((1 - alpha)(1 + cos(pi t / steps)) / 2 + alpha)</c> with t the steps since. Loshchilov and Hutter 2017; Goyal et al. 2017.
/// </remarks>
/// <param name="InitialLearningRate">The rate of the first step.</param>
/// <param name="DecaySteps">How many steps the fall takes, the rise not counted.</param>
/// <param name="Alpha">What is left at the end, as a part of the rate the fall began with.</param>
/// <param name="WarmupTarget">The rate at the top of the rise; null for no rise.</param>
/// <param name="WarmupSteps">How many steps the rise takes.</param>
public sealed record CosineDecay(double InitialLearningRate, double DecaySteps, double Alpha = 0, double? WarmupTarget = null, double WarmupSteps = 0) : Schedule
{
    /// <summary>How many steps the fall takes, the rise not counted.</summary>
    public double DecaySteps { get; } = Positive(DecaySteps, nameof(CosineDecay), nameof(DecaySteps));

    /// <inheritdoc/>
    public override double At(long step)
    {
        if (WarmupTarget is not { } target)
        {
            return Fall(step, InitialLearningRate);
        }

        return step < WarmupSteps ? InitialLearningRate + ((target - InitialLearningRate) * step / WarmupSteps) : Fall(step - WarmupSteps, target);
    }

    private double Fall(double step, double from)
    {
        double cosine = 0.5 * (1 + Math.Cos(Math.PI * Math.Min(step, DecaySteps) / DecaySteps));
        return from * (((1 - Alpha) * cosine) + Alpha);
    }
}
