namespace Weft.Cli.Choices;

/// <summary>A loss by its name on the command line.</summary>
/// <param name="Name">The name.</param>
/// <param name="Create">Makes it, for logits or for probabilities, with label smoothing.</param>
internal sealed record LossChoice(string Name, Func<bool, double, Loss> Create) : Choice(Name)
{
    public static LossChoice Crossentropy { get; } = new("crossentropy", (fromLogits, smoothing) => new SparseCategoricalCrossentropy(fromLogits, smoothing));

    public static LossChoice Binary { get; } = new("binary", (fromLogits, smoothing) => new BinaryCrossentropy(fromLogits, smoothing));

    public static IReadOnlyList<LossChoice> All { get; } =
    [
        Crossentropy,
        new("focal", (fromLogits, smoothing) => new CategoricalFocalCrossentropy(fromLogits: fromLogits, labelSmoothing: smoothing)),
        new("hinge", (_, smoothing) => smoothing == 0 ? new CategoricalHinge() : throw new UsageException("--label-smoothing: expected nothing beside --loss hinge, which has none. Leave one of them out.")),
        Binary,
    ];
}
