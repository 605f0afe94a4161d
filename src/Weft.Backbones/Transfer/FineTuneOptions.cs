using Weft.Layers;

namespace Weft.Backbones;

/// <summary>How a backbone's last stages learn with the head, once that has learned alone. What is null follows from how many pictures there are;
/// <see cref="TransferResult.Plan"/> says what was picked.</summary>
public sealed record FineTuneOptions
{
    /// <summary>How many of <see cref="Backbone.Stages"/> learn, from the last one back; null for 2. More than there are is all.</summary>
    public int? Stages { get; init; }

    /// <summary>How often the pictures are gone through; null for 4, and up to 10 where there are fewer than 3,000.</summary>
    public int? Epochs { get; init; }

    /// <summary>The highest learning rate of the last stage and of the head, on a one-cycle schedule. 0.0003 by default.</summary>
    public double LearningRate { get; init; } = 3e-4;

    /// <summary>What the rate is multiplied with for every stage further from the head. 0.5 by default.</summary>
    public double StageFactor { get; init; } = 0.5;

    /// <summary>AdamW's weight decay of kernels. 0.05 by default.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Pictures per step. 32 by default.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The least share of a picture that a random resized crop shows, above 0 and up to 1. 0.35 by default.</summary>
    public double LeastArea { get; init; } = 0.35;

    /// <summary>
    /// Random changes of pictures behind the random resized crop, which take values from 0 to 255; null for mirror images and changes of brightness,
    /// contrast and saturation. <c>[new RandomFlip(FlipMode.Horizontal), new RandAugment()]</c>, say.
    /// </summary>
    public IReadOnlyList<Layer>? Augmentation { get; init; }

    /// <summary>Called at the turning points of the fine-tuning whose model is kept.</summary>
    public IReadOnlyList<Callback> Callbacks { get; init; } = [];
}
