namespace Weft.Formats;

/// <summary>Everything a saved model holds, between a model and a file format.</summary>
internal sealed record ModelFile
{
    /// <summary>The layers with their final names and their weights' values. A model that is saved lends its own.</summary>
    public required ModelGraph Graph { get; init; }

    /// <summary>Whether training changes the model; its layers say it for themselves as well.</summary>
    public bool Trainable { get; init; } = true;

    public Optimizer? Optimizer { get; init; }

    public Loss? Loss { get; init; }

    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>Null before the first training step.</summary>
    public OptimizerState? OptimizerState { get; init; }

    /// <summary>Whether the optimizer's variables are written: before the first step those are its iteration and its rate.</summary>
    public bool KeepsOptimizer { get; init; } = true;

    public ModelMetadata Metadata { get; init; } = new();

    /// <summary>What the file holds that Weft does not have and that a prediction does not need, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
