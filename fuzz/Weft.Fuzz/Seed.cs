namespace Weft.Fuzz;

/// <summary>A file as a reader gets it.</summary>
/// <param name="Name">Its name; a reader may go by it.</param>
/// <param name="Bytes">Its content.</param>
internal sealed record Seed(string Name, byte[] Bytes)
{
    // What was once a finding is kept under a name that begins so, and may be refused.
    private const string FoundPrefix = "found-";

    // Where the name matters, it stands behind what was found.
    private const string TargetMark = "--";

    /// <summary>Whether the reader has to take the file as it is.</summary>
    public bool IsWhole => !Name.StartsWith(FoundPrefix, StringComparison.Ordinal);

    /// <summary>The name the reader gets: of <c>found-empty--classes.txt</c> it is <c>classes.txt</c>.</summary>
    public string Target =>
        Name.LastIndexOf(TargetMark, StringComparison.Ordinal) is >= 0 and var mark ? Name[(mark + TargetMark.Length)..] : Name;
}
