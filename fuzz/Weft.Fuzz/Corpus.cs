namespace Weft.Fuzz;

/// <summary>The files that inputs are made from, a folder for each reader beside the program.</summary>
internal static class Corpus
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "corpus");

    /// <summary>The files of a reader, in the order of their names.</summary>
    /// <exception cref="DirectoryNotFoundException">It has none: every reader begins with some.</exception>
    public static IReadOnlyList<Seed> Of(string reader)
    {
        string folder = Path.Combine(Folder, reader);
        string[] files = [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)];
        return files.Length > 0
            ? [.. files.Select(file => new Seed(Path.GetFileName(file), File.ReadAllBytes(file)))]
            : throw new DirectoryNotFoundException($"{folder}: expected files to begin with, got none. Make them with --make-corpus.");
    }
}
