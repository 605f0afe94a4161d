namespace Weft.Cli.Choices;

/// <summary>How much the samples of a class count, by its name on the command line.</summary>
/// <param name="Name">The name.</param>
/// <param name="Balanced">Whether rare classes count more.</param>
internal sealed record ClassWeightsChoice(string Name, bool Balanced) : Choice(Name)
{
    public static ClassWeightsChoice Even { get; } = new("even", false);

    public static IReadOnlyList<ClassWeightsChoice> All { get; } = [Even, new("balanced", true)];
}
