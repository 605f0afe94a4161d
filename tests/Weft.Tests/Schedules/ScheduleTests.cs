using Weft.Layers;
using Weft.Schedules;

namespace Weft.Tests.Schedules;

/// <summary>Schedules against values worked out by hand from Keras' definitions, and against PyTorch's for the one Keras does not have.</summary>
public sealed class ScheduleTests
{
    private static readonly double s_half = Math.Sqrt(0.5);

    public static TheoryData<Schedule, long, double> Values() => new()
    {
        { new ConstantSchedule(0.3), 1000, 0.3 },
        { new ExponentialDecay(0.1, 10, 0.5), 0, 0.1 },
        { new ExponentialDecay(0.1, 10, 0.5), 5, 0.1 * s_half },
        { new ExponentialDecay(0.1, 10, 0.5), 20, 0.025 },
        { new ExponentialDecay(0.1, 10, 0.5, Staircase: true), 9, 0.1 },
        { new ExponentialDecay(0.1, 10, 0.5, Staircase: true), 29, 0.025 },
        { new InverseTimeDecay(0.1, 4, 0.5), 0, 0.1 },
        { new InverseTimeDecay(0.1, 4, 0.5), 6, 0.1 / 1.75 },
        { new InverseTimeDecay(0.1, 4, 0.5, Staircase: true), 7, 0.1 / 1.5 },
        { new PiecewiseConstantDecay([3, 5], [1, 0.5, 0.25]), 3, 1 },
        { new PiecewiseConstantDecay([3, 5], [1, 0.5, 0.25]), 4, 0.5 },
        { new PiecewiseConstantDecay([3, 5], [1, 0.5, 0.25]), 5, 0.5 },
        { new PiecewiseConstantDecay([3, 5], [1, 0.5, 0.25]), 6, 0.25 },
        { new PolynomialDecay(0.1, 10, 0.02), 0, 0.1 },
        { new PolynomialDecay(0.1, 10, 0.02), 5, 0.06 },
        { new PolynomialDecay(0.1, 10, 0.02), 25, 0.02 },
        { new PolynomialDecay(0.1, 10, 0.02, Power: 2), 5, 0.04 },
        { new PolynomialDecay(0.1, 10, 0.02, Cycle: true), 0, 0.1 },
        { new PolynomialDecay(0.1, 10, 0.02, Cycle: true), 10, 0.02 },
        { new PolynomialDecay(0.1, 10, 0.02, Cycle: true), 15, 0.04 },
        { new CosineDecay(0.2, 8), 0, 0.2 },
        { new CosineDecay(0.2, 8), 2, 0.1 * (1 + s_half) },
        { new CosineDecay(0.2, 8), 100, 0 },
        { new CosineDecay(0.2, 8, Alpha: 0.1), 4, 0.11 },
        { new CosineDecay(0.2, 8, Alpha: 0.1), 8, 0.02 },
        { new CosineDecay(0.1, 8, Alpha: 0.5, WarmupTarget: 0.5, WarmupSteps: 4), 0, 0.1 },
        { new CosineDecay(0.1, 8, Alpha: 0.5, WarmupTarget: 0.5, WarmupSteps: 4), 3, 0.4 },
        { new CosineDecay(0.1, 8, Alpha: 0.5, WarmupTarget: 0.5, WarmupSteps: 4), 4, 0.5 },
        { new CosineDecay(0.1, 8, Alpha: 0.5, WarmupTarget: 0.5, WarmupSteps: 4), 8, 0.375 },
        { new CosineDecay(0.1, 8, Alpha: 0.5, WarmupTarget: 0.5, WarmupSteps: 4), 12, 0.25 },
        { new CosineDecayRestarts(0.2, 10), 5, 0.1 },
        { new CosineDecayRestarts(0.2, 10), 10, 0.2 },
        { new CosineDecayRestarts(0.2, 10), 20, 0.1 },
        { new CosineDecayRestarts(0.2, 10), 30, 0.2 },
        { new CosineDecayRestarts(0.2, 10, TMul: 3, MMul: 0.5, Alpha: 0.1), 25, 0.2 * (0.9 * 0.25 + 0.1) },
        // The fifth restart of periods that grow threefold: log(243) / log(3) is 4.999... in double.
        { new CosineDecayRestarts(0.2, 10, TMul: 3, MMul: 0.5), 1210, 0.2 / 32 },
        { new CosineDecayRestarts(0.2, 10, TMul: 1, MMul: 0.5), 25, 0.025 },
        // torch.optim.lr_scheduler.OneCycleLR(max_lr=0.5, total_steps=11, pct_start=5/11, div_factor=10, final_div_factor=100)
        { new OneCycle(0.5, 11, 5.0 / 11, 10, 100), 0, 0.05 },
        { new OneCycle(0.5, 11, 5.0 / 11, 10, 100), 2, 0.275 },
        { new OneCycle(0.5, 11, 5.0 / 11, 10, 100), 4, 0.5 },
        { new OneCycle(0.5, 11, 5.0 / 11, 10, 100), 7, 0.25025 },
        { new OneCycle(0.5, 11, 5.0 / 11, 10, 100), 10, 0.0005 },
        { new OneCycle(0.5, 11, 5.0 / 11, 10, 100), 99, 0.0005 },
        { new OneCycle(0.5, 100, 0), 0, 0.5 },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void At_Step_IsByDefinition(Schedule schedule, long step, double expected) => Assert.Equal(expected, schedule.At(step), 1e-14);

    [Fact]
    public void Fit_WithSchedule_TakesTheRateOfEachStep()
    {
        Sequential model = new([2], seed: 1) { new Dense(2, Activation.Softmax) };
        model.Compile(new SGD(new ExponentialDecay(0.1, 1, 0.5)), new SparseCategoricalCrossentropy());
        History history = model.Fit(Reference.SampleDrawer.Draw(model, model.Loss!, 12, seed: 1), epochs: 2, batchSize: 4);
        Assert.Equal([0.025, 0.1 / 32], history.Epochs.Select(epoch => epoch.LearningRate));
    }

    [Fact]
    public void Options_OutOfRange_NameTheScheduleAndTheOption()
    {
        Assert.Contains("CosineDecay: expected DecaySteps", Assert.Throws<ArgumentOutOfRangeException>(() => new CosineDecay(0.1, 0)).Message);
        Assert.Contains("PiecewiseConstantDecay: expected ascending", Assert.Throws<ArgumentException>(() => new PiecewiseConstantDecay([5, 3], [1, 2, 3])).Message);
        Assert.Contains("TMul", Assert.Throws<ArgumentOutOfRangeException>(() => new CosineDecayRestarts(0.1, 5, 0.5)).Message);
    }
}
