using Weft.Schedules;

namespace Weft.Cli.Choices;

/// <summary>A course of the learning rate by its name on the command line, over the length of a run.</summary>
/// <param name="Name">The name.</param>
/// <param name="TakesWarmup">Whether <c>--warmup</c> means anything to it.</param>
/// <param name="Create">Makes it for a run.</param>
internal sealed record ScheduleChoice(string Name, bool TakesWarmup, Func<ScheduleChoice.Course, Schedule> Create) : Choice(Name)
{
    public static ScheduleChoice Constant { get; } = new("constant", false, course => course.Rate);

    public static ScheduleChoice OneCycle { get; } = new("one-cycle", true, course => course.WarmupSteps == 0
        ? new OneCycle(course.Rate, course.Steps)
        : new OneCycle(course.Rate, course.Steps, course.WarmupSteps / course.Steps));

    public static IReadOnlyList<ScheduleChoice> All { get; } =
    [
        Constant,
        new("linear", false, course => new PolynomialDecay(course.Rate, course.Steps, EndLearningRate: 0)),
        new("steps", false, course => new PiecewiseConstantDecay([course.Steps / 2, course.Steps * 3 / 4], [course.Rate, course.Rate / 10, course.Rate / 100])),
        new("exponential", false, course => new ExponentialDecay(course.Rate, course.Steps, DecayRate: 0.01)),
        new("cosine", true, course => course.WarmupSteps == 0
            ? new CosineDecay(course.Rate, course.Steps)
            : new CosineDecay(0, course.Steps - course.WarmupSteps, WarmupTarget: course.Rate, WarmupSteps: course.WarmupSteps)),
        new("cosine-restarts", false, course => new CosineDecayRestarts(course.Rate, Math.Max(1, course.Steps / 7))),
        OneCycle,
    ];

    /// <summary>What a schedule is made for.</summary>
    /// <param name="Rate">The learning rate asked for: the highest.</param>
    /// <param name="Steps">The steps of the whole run.</param>
    /// <param name="WarmupSteps">The steps in which it rises; 0 where that was left to the schedule.</param>
    internal sealed record Course(double Rate, double Steps, double WarmupSteps);
}
