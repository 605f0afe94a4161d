namespace Weft.Schedules;

/// <summary>The learning rate as a function of the optimizer's step. A number stands for a constant rate.</summary>
public abstract record Schedule
{
    /// <summary>The learning rate of step <paramref name="step"/>, counted from 0.</summary>
    public abstract double At(long step);

    /// <summary>A constant rate.</summary>
    public static implicit operator Schedule(double learningRate) => new ConstantSchedule(learningRate);

    private protected static double Positive(double value, string schedule, string name) => value > 0
        ? value
        : throw new ArgumentOutOfRangeException(name, $"{schedule}: expected {name} of more than 0, got {value}.");
}

/// <summary>The same learning rate at every step.</summary>
/// <param name="LearningRate">The rate.</param>
public sealed record ConstantSchedule(double LearningRate) : Schedule
{
    /// <inheritdoc/>
    public override double At(long step) => LearningRate;
}
