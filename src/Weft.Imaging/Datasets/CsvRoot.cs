namespace Weft.Imaging;

/// <summary>Where the paths of a CSV file count from, and what they leave out.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Ending">What is to be added to each path: <c>.jpg</c> where the file gives pictures' numbers only.</param>
/// <param name="IsRooted">Whether a slash in front of a path means the folder.</param>
internal sealed record CsvRoot(string Folder, string Ending = "", bool IsRooted = false)
{
    private const int Looks = 32;

    /// <summary>Where a path leads.</summary>
    public string Resolve(string path) => Path.GetFullPath((IsRooted ? path.TrimStart('/') : path) + Ending, Folder);

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

        bool areRooted = sample.Any(Path.IsPathRooted);
        IEnumerable<string> endings = sample.Any(PictureFile.HasPictureEnding) ? [""] : PictureFile.Endings.Prepend("");
        CsvRoot[] candidates =
        [
            .. from root in Directory.EnumerateDirectories(folder).Where(inner => !SystemNames.IsFolder(inner))
                .Order(StringComparer.Ordinal).Prepend(folder)
               from ending in endings
               from rooted in areRooted ? (bool[])[false, true] : [false]
               select new CsvRoot(root, ending, rooted),
        ];
        return candidates.Select(candidate => (Root: candidate, Hits: Hits(candidate, sample)))
            .MaxBy(found => found.Hits) is { Hits: > 0, Root: var best } ? best : own;
    }

    private static int Hits(CsvRoot root, string[] sample) => sample.Count(path => File.Exists(root.Resolve(path)));
}
