namespace Weft.Tests.Architecture;

/// <summary>The repository's C# sources, found from the tests' own folder.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    /// <summary>The files under a folder of the repository, build outputs left out.</summary>
    public static IReadOnlyList<SourceFile> Files(string folder)
    {
        string path = Path.Combine(Root, folder);
        return [.. Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories).Select(file => new SourceFile(file)).Where(file => !file.IsGenerated).OrderBy(file => file.Path)];
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Weft.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No Weft.slnx above {AppContext.BaseDirectory}.");
    }
}

/// <summary>One source file.</summary>
internal sealed class SourceFile(string fullPath)
{
    private readonly string[] _lines = File.ReadAllLines(fullPath);

    /// <summary>The path from the repository's root, with slashes.</summary>
    public string Path { get; } = System.IO.Path.GetRelativePath(SourceTree.Root, fullPath).Replace('\\', '/');

    public bool IsGenerated => Path.Contains("/obj/", StringComparison.Ordinal) || Path.Contains("/bin/", StringComparison.Ordinal);

    public int LineCount => _lines.Length;

    /// <summary>The lines with their numbers, comments left out.</summary>
    public IEnumerable<(int Number, string Text)> Code => _lines
        .Select((text, index) => (index + 1, text))
        .Where(line => !line.text.TrimStart().StartsWith("//", StringComparison.Ordinal));
}
