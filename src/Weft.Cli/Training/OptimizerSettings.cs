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

    /// <summary>Null for the optimizer's own: 0.004 for adamw and muon, none for others.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>Whether only kernels decay.</summary>
    public bool DecayKernelsOnly { get; init; }

    public double? ClipNorm { get; init; }

    public double? GlobalClipNorm { get; init; }

    public double? ClipValue { get; init; }

    /// <summary>How much of a moving average of the weights is kept at a step; null for none.</summary>
    public double? Ema { get; init; }

    /// <summary>The batches whose gradients are averaged before they change weights; null for one.</summary>
    public int? AccumulateSteps { get; init; }

    /// <summary>Refuses options that mean nothing together.</summary>
    /// <exception cref="UsageException">There are such.</exception>
    public void Check(int epochs)
    {
        if (Momentum is not null && !Optimizer.TakesMomentum)
        {
            throw new UsageException($"--momentum: {Optimizer} has none of that kind. Use it with {string.Join(" or ", OptimizerChoice.All.Where(choice => choice.TakesMomentum))}.");
        }

        if (Warmup is not null && !Schedule.TakesWarmup)
        {
            throw new UsageException($"--warmup: the schedule {Schedule} has none. Use it with --schedule {string.Join(" or ", ScheduleChoice.All.Where(choice => choice.TakesWarmup))}.");
        }

        if (Warmup >= epochs)
        {
            throw new UsageException($"--warmup: expected fewer epochs than the run's {epochs}, got {Warmup}.");
        }

        if (((double?[])[ClipNorm, GlobalClipNorm, ClipValue]).Count(limit => limit is not null) > 1)
        {
            throw new UsageException("--clip-norm, --global-clip-norm, --clip-value: expected at most one of them.");
        }
    }

    /// <summary>The optimizer for a run of so many steps, an epoch of which has so many.</summary>
    public Optimizer Create(int steps, int stepsPerEpoch)
    {
        Schedule rate = Schedule.Create(new ScheduleChoice.Course(LearningRate, steps, Math.Round((Warmup ?? 0) * stepsPerEpoch)));
        Optimizer optimizer = Optimizer.Create(rate, Momentum ?? 0);
        return optimizer with
        {
            WeightDecay = WeightDecay ?? optimizer.WeightDecay,
            ExcludeFromWeightDecay = DecayKernelsOnly ? Weft.Optimizer.BiasesAndNormalizations : [],
            ClipNorm = ClipNorm,
            GlobalClipNorm = GlobalClipNorm,
            ClipValue = ClipValue,
            UseEma = Ema is not null,
            EmaMomentum = Ema ?? optimizer.EmaMomentum,
            GradientAccumulationSteps = AccumulateSteps,
        };
    }
}
