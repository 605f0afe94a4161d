namespace Weft.Cli.Choices;

/// <summary>A set of steps by which photos are prepared.</summary>
/// <param name="Name">The word.</param>
/// <param name="Preparation">The steps.</param>
internal sealed record PreparationSet(string Name, PicturePreparation Preparation) : Choice(Name)
{
    public static IReadOnlyList<PreparationSet> All { get; } =
    [
        new("garment", PicturePreparation.Garment),
        new("character", PicturePreparation.Character),
        new("negate", PicturePreparation.DarkBackground),
        new("fit", PicturePreparation.FitOnly),
        new("middle", PicturePreparation.Middle),
    ];
}
