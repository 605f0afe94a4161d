using Weft.Schedules;

namespace Weft.Cli.Choices;

/// <summary>An optimizer by its name on the command line.</summary>
/// <param name="Name">The name.</param>
/// <param name="TakesMomentum">Whether <c>--momentum</c> means anything to it.</param>
/// <param name="Create">Makes it with a learning rate and a momentum.</param>
internal sealed record OptimizerChoice(string Name, bool TakesMomentum, Func<Schedule, double, Optimizer> Create) : Choice(Name)
{
    public static OptimizerChoice Adam { get; } = new("adam", false, (rate, _) => new Adam(rate));

    public static OptimizerChoice AdamW { get; } = new("adamw", false, (rate, _) => new AdamW(rate));

    public static IReadOnlyList<OptimizerChoice> All { get; } =
    [
        Adam,
        AdamW,
        new("sgd", true, (rate, momentum) => new SGD(rate, momentum)),
        new("rmsprop", true, (rate, momentum) => new RMSprop(rate, momentum: momentum)),
        new("adagrad", false, (rate, _) => new Adagrad(rate)),
        new("nadam", false, (rate, _) => new Nadam(rate)),
        new("lion", false, (rate, _) => new Lion(rate)),
        new("adamax", false, (rate, _) => new Adamax(rate)),
        new("adadelta", false, (rate, _) => new Adadelta(rate)),
        new("ftrl", false, (rate, _) => new Ftrl(rate)),
        new("lamb", false, (rate, _) => new Lamb(rate)),
        new("adafactor", false, (rate, _) => new Adafactor(rate)),
        new("muon", false, (rate, _) => new Muon(rate)),
        new("schedule-free", false, (rate, _) => new ScheduleFreeAdamW(rate)),
    ];
}
