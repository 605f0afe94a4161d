namespace Weft.Schedules;

/// <summary>A rate that falls along half a cosine, jumps up and falls again, each time more slowly.</summary>
/// <remarks>
/// Period i is <c>t^i</c> times as long as the first, and in it the rate is <c>initial ((1 - alpha) m^i (1 + cos(pi x)) / 2 + alpha)</c>, with x the part of it
/// that has passed. Loshchilov and Hutter 2017, in Keras' form.
/// </remarks>
/// <param name="InitialLearningRate">The rate of the first step.</param>
/// <param name="FirstDecaySteps">How many steps the first period has.</param>
/// <param name="TMul">How much longer each period is than the one before; at least 1.</param>
/// <param name="MMul">How much higher each period begins than the one before.</param>
/// <param name="Alpha">The least rate, as a part of the initial one.</param>
public sealed record CosineDecayRestarts(double InitialLearningRate, double FirstDecaySteps, double TMul = 2, double MMul = 1, double Alpha = 0) : Schedule
{
    /// <summary>How many steps the first period has.</summary>
    public double FirstDecaySteps { get; } = Positive(FirstDecaySteps, nameof(CosineDecayRestarts), nameof(FirstDecaySteps));

    /// <summary>How much longer each period is than the one before.</summary>
    public double TMul { get; } = TMul >= 1
        ? TMul
        : throw new ArgumentOutOfRangeException(nameof(TMul), $"CosineDecayRestarts: expected TMul of at least 1, got {TMul}.");

    /// <inheritdoc/>
    public override double At(long step)
    {
        // Added up rather than by logarithm, which may round a restart into the period before it.
        double length = FirstDecaySteps;
        double period = TMul == 1 ? Math.Floor(step / length) : 0;
        double rest = step - (period * length);
        for (; rest >= length; period++)
        {
            rest -= length;
            length *= TMul;
        }

        double cosine = 0.5 * Math.Pow(MMul, period) * (1 + Math.Cos(Math.PI * rest / length));
        return InitialLearningRate * (((1 - Alpha) * cosine) + Alpha);
    }
}
