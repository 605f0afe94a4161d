using Weft.Schedules;

namespace Weft;

/// <summary>A description of how gradients change weights. Its state (step, moments) lives in the model.</summary>
public abstract record Optimizer
{
    private protected Optimizer(Schedule learningRate)
    {
        ArgumentNullException.ThrowIfNull(learningRate);
        LearningRate = learningRate;
    }

    /// <summary>The learning rate, constant or by schedule.</summary>
    public Schedule LearningRate { get; init; }

    /// <summary>How many values per weight value the optimizer remembers: 2 for Adam's moments.</summary>
    internal abstract int SlotCount { get; }

    /// <summary>The arithmetic of this optimizer.</summary>
    internal abstract UpdateRule CreateRule();
}
