using Weft.Cli.Choices;
using Weft.Schedules;

namespace Weft.Cli.Training;

/// <summary>How a run changes weights.</summary>
internal sealed record OptimizerSettings
{
    public OptimizerChoice Optimizer { get; init; } = OptimizerChoice.Adam;

    public double LearningRate { get; init; } = 0.001;

    public ScheduleChoice Schedule { get; init; } = ScheduleChoice.Constant;

    /// <summary>The epochs in which the rate rises; null leaves that to the schedule.</summary>
    public double? Warmup { get; init; }

    public double? Momentum { get; init; }

    /// <summary>Null for the optimizer's own: 0.004 for adamw, none for others.</summary>
    public double? WeightDecay { get; init; }

    public double? ClipNorm { get; init; }

    public double? GlobalClipNorm { get; init; }

    public double? ClipValue { get; init; }

    /// <summary>How much of a moving average of the weights is kept at a step; null for none.</summary>
    public double? Ema { get; init; }

    /// <summary>The batches whose gradients are averaged before they change weights; null for one.</summary>
    public int? AccumulateSteps { get; init; }

    /// <summary>The optimizer for a run of so many epochs of so many steps.</summary>
    public Optimizer Create(int epochs, int stepsPerEpoch)
    {
        Schedule rate = Schedule.Create(new ScheduleChoice.Course(LearningRate, (double)epochs * stepsPerEpoch, Math.Round((Warmup ?? 0) * stepsPerEpoch)));
        Optimizer optimizer = Optimizer.Create(rate, Momentum ?? 0);
        return optimizer with
        {
            WeightDecay = WeightDecay ?? optimizer.WeightDecay,
            ClipNorm = ClipNorm,
            GlobalClipNorm = GlobalClipNorm,
            ClipValue = ClipValue,
            UseEma = Ema is not null,
            EmaMomentum = Ema ?? optimizer.EmaMomentum,
            GradientAccumulationSteps = AccumulateSteps,
        };
    }
}
