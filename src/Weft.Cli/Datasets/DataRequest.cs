namespace Weft.Cli.Datasets;

/// <summary>What size and how many channels a command wants a data set's pictures to have.</summary>
/// <param name="Size">The size; null leaves it to the data.</param>
/// <param name="Channels">1 for grey or 3 for colour; null leaves it to the data.</param>
/// <param name="AllForTest">Whether every picture is taken for a test picture; only pictures in files have such a choice.</param>
internal sealed record DataRequest(Size2D? Size = null, int? Channels = null, bool AllForTest = false)
{
    /// <summary>Pictures as a model takes them.</summary>
    public static DataRequest For(Model model, bool allForTest = false) => model.InputShape is { Rank: 3 } input && input[2] is 1 or 3
        ? new DataRequest((input[0], input[1]), input[2], allForTest)
        : new DataRequest(AllForTest: allForTest);

    /// <summary>The shape wanted of pictures that have one.</summary>
    public Shape Complete(Shape shape) => [Size?.Height ?? shape[0], Size?.Width ?? shape[1], Channels ?? shape[2]];
}
