namespace Weft.Imaging;

/// <summary>Where the paths of a CSV file count from, and what they leave out.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Ending">What is to be added to each path: <c>.jpg</c> where the file gives pictures' numbers only.</param>
/// <param name="Skipped">
/// How many names in front of each path are of another machine and are left away: <c>C:/data/</c>; 1 for a slash that means the folder.
/// </param>
internal sealed record CsvRoot(string Folder, string Ending = "", int Skipped = 0)
{
    private const int Looks = 32;
    private const int MostSkipped = 12;

    /// <summary>Where a path leads.</summary>
    public string Resolve(string path) => Path.GetFullPath(Kept(path) + Ending, Folder);

    // A slash in front leaves an empty name there.
    private string Kept(string path) => Skipped == 0 ? path : string.Join('/', path.Split('/').Skip(Skipped)).TrimStart('/');

    /// <summary>
    /// Finds the root under which most of some paths are there: the file's own folder, or one of those in it; with an ending where the
    /// paths have none.
    /// </summary>
    /// <param name="folder">The file's folder.</param>
    /// <param name="paths">The paths, with slashes.</param>
    public static CsvRoot Find(string folder, IReadOnlyList<string> paths)
    {
        string[] sample =
            [.. Enumerable.Range(0, Math.Min(Looks, paths.Count))
                .Select(i => paths[(int)((long)i * paths.Count / Math.Min(Looks, paths.Count))])];
        CsvRoot own = new(folder);
        if (sample.Length == 0 || Hits(own, sample) > 0)
        {
            return own;
        }

        bool areRooted = sample.Any(IsRooted);
        IEnumerable<string> endings = sample.Any(PictureFile.HasPictureEnding) ? [""] : PictureFile.Endings.Prepend("");
        CsvRoot[] candidates =
        [
            .. from root in Directory.EnumerateDirectories(folder).Where(inner => !SystemNames.IsFolder(inner))
                .Order(StringComparer.Ordinal).Prepend(folder)
               from ending in endings
               from skipped in Enumerable.Range(0, areRooted ? MostSkipped : 1)
               select new CsvRoot(root, ending, skipped),
        ];
        return candidates.Select(candidate => (Root: candidate, Hits: Hits(candidate, sample)))
            .MaxBy(found => found.Hits) is { Hits: > 0, Root: var best } ? best : own;
    }

    // Also the way another system writes it.
    private static bool IsRooted(string path) =>
        Path.IsPathRooted(path) || (path.Length > 2 && char.IsAsciiLetter(path[0]) && path[1] == ':' && path[2] == '/');

    // Names left away must leave what tells the files apart, and lead to all of them: one by chance proves nothing.
    private static int Hits(CsvRoot root, string[] sample)
    {
        int hits = sample.Count(path => File.Exists(root.Resolve(path)));
        bool isSure = root.Skipped <= 1 || (hits == sample.Length
            && sample.Select(root.Resolve).Distinct().Count() == sample.Distinct().Count());
        return isSure ? hits : 0;
    }
}
