namespace Weft.Imaging;

/// <summary>Where a path leads when every link in it is followed.</summary>
internal static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>The path without links; one that cannot be followed stays as it is.</summary>
    public static string Of(string path) => Of(Path.GetFullPath(path), MostLinks);

    /// <summary>Whether a folder is another, or has it somewhere in it; both without links.</summary>
    public static bool Holds(string folder, string inner) =>
        folder == inner
            || inner.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder
                + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string Of(string path, int left)
    {
        string root = Path.GetPathRoot(path)!;
        string real = root;
        foreach (string name in path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(real, name);
            real = left > 0 && new DirectoryInfo(next).LinkTarget is { } target ? Of(Path.GetFullPath(target, real), left - 1) : next;
        }

        return real;
    }
}
