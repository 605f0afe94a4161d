namespace Weft.Cli.Training;

/// <summary>What <c>weft train</c> was asked to do.</summary>
internal sealed record TrainSettings
{
    public string? Data { get; init; }

    public int Epochs { get; init; } = 5;

    public int BatchSize { get; init; } = 64;

    public double ValidationSplit { get; init; } = 0.2;

    public double LearningRate { get; init; } = 0.001;

    public string Optimizer { get; init; } = "adam";

    public int Seed { get; init; } = 1;

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The time between checkpoints; null for one after every epoch.</summary>
    public TimeSpan? CheckpointEvery { get; init; }

    public string? Output { get; init; }

    public bool Quiet { get; init; }

    public bool Json { get; init; }

    public Optimizer CreateOptimizer() => Optimizer == "sgd" ? new SGD(LearningRate) : new Adam(LearningRate);
}
