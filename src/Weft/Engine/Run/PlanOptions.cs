namespace Weft.Engine;

/// <summary>What a plan is for.</summary>
/// <param name="Seed">Keys the random layers.</param>
/// <param name="Training">Whether random layers act and normalisations use the batch's moments.</param>
/// <param name="Loss">The loss; null where none is wanted.</param>
/// <param name="Metrics">What is counted beside the loss.</param>
/// <param name="Convolutions">The convolution algorithms to use instead of the chosen ones, where they fit; for tests.</param>
/// <param name="Mixing">How samples of a batch are mixed; null for not at all.</param>
internal sealed record PlanOptions(int Seed, bool Training, Loss? Loss, IReadOnlyList<Metric> Metrics, ConvChoice? Convolutions = null, Mixing? Mixing = null)
{
    /// <summary>Whether gradients by the trained weights are wanted.</summary>
    public bool WeightGradients { get; init; } = Training && Loss is not null;

    /// <summary>The values whose gradients are wanted.</summary>
    public IReadOnlyList<Node> GradientsOf { get; init; } = [];

    /// <summary>Whether the way back begins with a given gradient by the output, a data set's targets, instead of a loss.</summary>
    public bool TakesOutputGradient { get; init; }

    /// <summary>Asks for a plan in which several threads share one sample, and divide steps that save more than this, in multiply-adds; null for groups of samples with a thread each.</summary>
    public double? DivideFrom { get; init; }

    /// <summary>The value, of the model or of a model in it, to which the way is compiled; null for the outputs.</summary>
    public Node? UpTo { get; init; }

    /// <summary>Whether the model's output is what its last softmax or sigmoid reads; the output as it is where it does not end in one.</summary>
    public bool ToLogits { get; init; }

    /// <summary>Whether any gradient is wanted.</summary>
    public bool HasGradients => WeightGradients || GradientsOf.Count > 0;

    /// <summary>Whether a weight's gradient is wanted.</summary>
    public bool Trains(Weight weight) => WeightGradients && weight.Trainable;
}
