using Weft.Backbones;
using Weft.Cli.Rendering;

namespace Weft.Cli.Datasets;

/// <summary>A data set's files without those that a check finds fault with, as a CSV list that commands read; and beside it those that are left out, and why.</summary>
/// <param name="data">The pictures, in files.</param>
/// <param name="leftOut">Those that the list goes without.</param>
internal sealed class CleanedList(WholeData data, IReadOnlyList<LeftOut> leftOut)
{
    private readonly bool _hasGroups = data.Files.Any(file => file.Group is not null);

    /// <summary>Where the pictures that are left out are listed.</summary>
    public static string LeftOutPath(string path) =>
        Path.Combine(Path.GetDirectoryName(path) ?? string.Empty, $"{Path.GetFileNameWithoutExtension(path)}-left-out{Path.GetExtension(path)}");

    /// <summary>Writes both lists.</summary>
    /// <param name="path">Where the cleaned one goes.</param>
    public void Write(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        HashSet<int> gone = [.. leftOut.Select(one => one.Index)];
        IEnumerable<string[]> kept = Enumerable.Range(0, data.Files.Count).Where(index => !gone.Contains(index)).Select(index => Row(index, folder));
        CsvText.Write(path, [["path", "label", .. More("split", "group")], .. kept]);
        CsvText.Write(LeftOutPath(path),
        [
            ["path", "label", .. More("split", "group"), "reason", "like", "suggested"],
            .. leftOut.Select(one => (string[])
            [
                .. Row(one.Index, folder),
                Words(one.Reason),
                one.Like is { } like ? PathOf(like, folder) : string.Empty,
                one.Suggested is { } label ? data.ClassName(label) : string.Empty,
            ]),
        ]);
    }

    /// <summary>Why, in words.</summary>
    public static string Words(LeftOutReason reason) => reason switch
    {
        LeftOutReason.Contradiction => "two labels for one picture",
        LeftOutReason.Label => "probably another class",
        LeftOutReason.Leak => "also in a part to judge by",
        _ => "there already",
    };

    private string[] Row(int index, string folder) => [PathOf(index, folder), data.Files[index].Label, .. More(WholeData.Word(data.Parts[index]), data.Files[index].Group ?? string.Empty)];

    // Without parts, commands set some aside themselves, as they do of the folder.
    private string[] More(string part, string group) => [.. data.HasParts ? (string[])[part] : [], .. _hasGroups ? (string[])[group] : []];

    private string PathOf(int index, string folder) => Path.GetRelativePath(folder, Path.GetFullPath(data.Files[index].Path)).Replace('\\', '/');
}
