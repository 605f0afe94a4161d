namespace Weft.Schedules;

/// <summary>One rise and one long fall of the rate, both along half a cosine: fast training with large rates.</summary>
/// <remarks>
/// From <c>max / div</c> up to <c>max</c> at step <c>fraction total - 1</c>, and down to <c>max / (div finalDiv)</c> at step <c>total - 1</c>, where it stays.
/// Smith and Topin 2018, in the two-phase form and with the defaults of PyTorch's OneCycleLR; momentum is left alone. Keras has no such schedule:
/// for Keras a saved model has the highest rate as a constant one.
/// </remarks>
/// <param name="MaxLearningRate">The rate at the top.</param>
/// <param name="TotalSteps">How many steps the cycle has: epochs times steps per epoch.</param>
/// <param name="WarmupFraction">The part of them that rises; between 0 and 1.</param>
/// <param name="DivFactor">How many times lower the first rate is than the top.</param>
/// <param name="FinalDivFactor">How many times lower the last rate is than the first.</param>
public sealed record OneCycle(double MaxLearningRate, double TotalSteps, double WarmupFraction = 0.3, double DivFactor = 25, double FinalDivFactor = 1e4) : Schedule
{
    /// <summary>How many steps the cycle has.</summary>
    public double TotalSteps { get; } = Positive(TotalSteps, nameof(OneCycle), nameof(TotalSteps));

    /// <summary>The part of the steps that rises.</summary>
    public double WarmupFraction { get; } = WarmupFraction is >= 0 and <= 1
        ? WarmupFraction
        : throw new ArgumentOutOfRangeException(nameof(WarmupFraction), $"OneCycle: expected WarmupFraction from 0 to 1, got {WarmupFraction}.");

    /// <summary>How many times lower the first rate is than the top.</summary>
    public double DivFactor { get; } = Positive(DivFactor, nameof(OneCycle), nameof(DivFactor));

    /// <summary>How many times lower the last rate is than the first.</summary>
    public double FinalDivFactor { get; } = Positive(FinalDivFactor, nameof(OneCycle), nameof(FinalDivFactor));

    /// <inheritdoc/>
    public override double At(long step)
    {
        double first = MaxLearningRate / DivFactor;
        double top = Math.Max(0, (WarmupFraction * TotalSteps) - 1);
        double end = TotalSteps - 1;
        return step < top
            ? Anneal(first, MaxLearningRate, step / top)
            : Anneal(MaxLearningRate, first / FinalDivFactor, end > top ? Math.Min(1, (step - top) / (end - top)) : 1);
    }

    private static double Anneal(double from, double to, double part) => to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * part)));
}
