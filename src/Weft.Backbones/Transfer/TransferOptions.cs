namespace Weft.Backbones;

/// <summary>How a head is trained on a backbone. What is null follows from how many pictures there are; <see cref="TransferResult.Plan"/> says what was picked.</summary>
public sealed record TransferOptions
{
    /// <summary>How often the head goes through the features; null for 40, and fewer where there are more than 20,000.</summary>
    public int? Epochs { get; init; }

    /// <summary>The highest learning rate of the head's one-cycle schedule. 0.001 by default.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>AdamW's weight decay of the head's kernel. 0.05 by default.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>The part of the features that is dropped in training. 0.5 by default.</summary>
    public double Dropout { get; init; } = 0.5;

    /// <summary>How much of a label goes to all classes alike. 0.1 by default.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Samples per step of the head. 32 by default.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Whether rare classes count as much as frequent ones. True by default.</summary>
    public bool BalanceClasses { get; init; } = true;

    /// <summary>In how many views a picture is learned: itself, its mirror image, and parts of it; null for 4 of up to 500 pictures, 2 of up to 1,500, and 1 of more.</summary>
    public int? Views { get; init; }

    /// <summary>
    /// Into how many folds the pictures are cut for cross-validation; 0 for none. Null for 10 where there are fewer than 500 pictures and none to validate on, and no more than the
    /// smallest class has.
    /// </summary>
    public int? Folds { get; init; }

    /// <summary>How the backbone's last stages learn after the head; null where they do not.</summary>
    public FineTuneOptions? FineTune { get; init; }

    /// <summary>Where weights, folds and dropout get their randomness.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Where features are kept from run to run; null keeps none.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>What head and backbone minimise.</summary>
    internal Loss Loss => new SparseCategoricalCrossentropy(labelSmoothing: LabelSmoothing);

    /// <summary>How much each class counts; null where all samples count alike.</summary>
    internal IReadOnlyDictionary<int, double>? ClassWeights(ReadOnlySpan<int> labels) => BalanceClasses ? Data.ClassWeights.Balanced(labels) : null;
}
