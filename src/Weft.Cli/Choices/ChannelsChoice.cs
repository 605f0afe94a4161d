namespace Weft.Cli.Choices;

/// <summary>Whether pictures are taken in grey or in colour.</summary>
/// <param name="Name">The word.</param>
/// <param name="Channels">1 or 3.</param>
internal sealed record ChannelsChoice(string Name, int Channels) : Choice(Name)
{
    public static IReadOnlyList<ChannelsChoice> All { get; } = [new("grey", 1), new("colour", 3), new("gray", 1), new("color", 3)];
}
