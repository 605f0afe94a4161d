namespace Weft.Data;

/// <summary>Finds the IDX files that torchvision keeps in <c>MNIST/raw</c> and its kin below the folder it was given as root.</summary>
public static class TorchvisionFolder
{
    private const string Raw = "raw";

    // torchvision's class is the folder's name. EMNIST's cuts share one folder; their files differ by prefix.
    private static readonly (string Folder, string[] Names)[] s_folders =
    [
        ("MNIST", ["mnist"]),
        ("FashionMNIST", [FashionMnist.Name]),
        ("KMNIST", ["kmnist"]),
        ("EMNIST",
            [.. NamedDataset.All.Select(dataset => dataset.Name).Where(name => name.StartsWith("emnist-", StringComparison.Ordinal))]),
    ];

    /// <summary>Looks in a folder named as torchvision's root, as <c>MNIST</c> in it, or as <c>MNIST/raw</c>.</summary>
    /// <param name="directory">The folder.</param>
    /// <returns>The folders with the four files of each data set that is there, which has the names of their classes; none where it is not
    /// such a folder.</returns>
    public static IReadOnlyList<(string Folder, NamedDataset Dataset)> Find(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        DirectoryInfo given = new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));
        IEnumerable<string> candidates = given.Name == Raw && given.Parent is { } above
            ? [above.FullName]
            : [given.FullName, .. s_folders.Select(known => Path.Combine(given.FullName, known.Folder))];
        return
        [
            .. from path in candidates
               from known in s_folders
               where Path.GetFileName(path) == known.Folder
               from name in known.Names
               from dataset in NamedDataset.All
               where dataset.Name == name && IdxDataset.IsComplete(Path.Combine(path, Raw), dataset.Layout)
               select (Path.Combine(path, Raw), dataset),
        ];
    }
}
