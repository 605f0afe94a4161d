namespace Weft.Imaging;

/// <summary>Lists pictures that lie in a folder per class, with folders for training, validation and testing above them or without.</summary>
/// <remarks>
/// A system's folders and hidden files are passed over and counted; links are followed, each folder once. Pictures in folders within a
/// class' folder belong to the class.
/// </remarks>
internal sealed class ClassFolders
{
    private readonly string _directory;
    private readonly string _root;
    private bool _areGroups;
    private readonly PictureTree _tree;
    private readonly List<PictureFile>[] _parts = [[], [], []];

    private ClassFolders(string directory)
    {
        _directory = directory;
        _root = Path.GetFullPath(directory);
        _tree = new PictureTree(_root);
    }

    /// <param name="directory">The folder.</param>
    /// <param name="groups"><see cref="PictureList.ByFolder"/> where the pictures of a folder belong together; null where each stands for itself.</param>
    public static PictureList Read(string directory, string? groups)
    {
        ClassFolders folders = new(directory) { _areGroups = groups is not null };
        folders.Read();
        return PictureList.Create(new DirectoryInfo(folders._root).Name, directory, folders._parts, folders._tree.PassedOver.Sentences);
    }

    private void Read()
    {
        string[] folders = PictureTree.Subfolders(_root);
        if (folders.Length == 0)
        {
            int pictures = PictureTree.Pictures(_root).Length;
            throw new DataException(
                $"{_directory}: expected a folder per class with pictures in it, "
                    + $"got {(pictures == 0 ? "neither folders nor pictures" : $"{pictures} pictures and no folders")}. "
                + "Sort the pictures into folders named after their classes, or name a CSV file of path,label, an .npz file or a folder of IDX files.");
        }

        FolderLayout layout = FolderLayout.Of(_directory, folders, _areGroups, _tree.PassedOver);
        Loose(_root);
        foreach (string part in layout.Parts)
        {
            PicturePart kind = PartNames.Of(Path.GetFileName(part))!.Value;
            string inner = FolderLayout.Unwrapped(part);
            Loose(inner);
            TakeClasses(inner, PictureTree.Subfolders(inner), kind, mustHold: kind == PicturePart.Train);
        }

        TakeClasses(_root, layout.Classes, PicturePart.Train, mustHold: true);
        foreach (string label in layout.ClassesOverParts)
        {
            Loose(label);
            foreach (string part in PictureTree.Subfolders(label))
            {
                PicturePart kind = PartNames.Of(Path.GetFileName(part))!.Value;
                Take(part, Path.GetFileName(label), kind, mustHold: kind == PicturePart.Train);
            }
        }
    }

    private void TakeClasses(string part, IReadOnlyList<string> folders, PicturePart kind, bool mustHold)
    {
        // A link inside one class that leads to another must not take the other's pictures for its own.
        foreach (string folder in folders)
        {
            if (!_tree.Reserve(folder))
            {
                throw new DataException($"{folder}: expected a folder of its own for each class, "
                    + "got a link to one that is read already. Remove the link.");
            }
        }

        foreach (string folder in folders)
        {
            Take(folder, Path.GetFileName(folder), kind, mustHold);
        }

        string only = folders.Count == 1 && mustHold ? Innermost(folders[0]) : string.Empty;
        if (only.Length > 0 && PictureTree.Subfolders(only) is { Length: > 1 } inner)
        {
            throw new DataException(
                $"{part}: expected a folder for each of at least two classes, got the one folder '{Path.GetRelativePath(part, only)}', "
                    + "which holds "
                + $"{string.Join(", ", inner.Take(5).Select(Path.GetFileName))}{(inner.Length > 5 ? ", ..." : string.Empty)}. "
                + $"If those are the classes, name that folder: {only}.");
        }
    }

    // Where archives put a folder into a folder into a folder; a link round has no end.
    private static string Innermost(string folder, int most = 8) =>
        most > 0 && PictureTree.Subfolders(folder) is [var inner] ? Innermost(inner, most - 1) : folder;

    private void Take(string folder, string label, PicturePart kind, bool mustHold)
    {
        List<string> pictures = _tree.All(folder);
        if (pictures.Count == 0 && mustHold)
        {
            throw new DataException($"{folder}: expected pictures of class '{label}', the folder holds none. Put some in, "
                + "or remove the folder.");
        }

        _parts[(int)kind]
            .AddRange(pictures.Select(path => new PictureFile(path, Path.GetRelativePath(_root, path).Replace('\\', '/'), label)
            {
                Group = _areGroups ? Path.GetDirectoryName(path) : null,
            }));
    }

    private void Loose(string folder)
    {
        int loose = PictureTree.Pictures(folder).Length;
        if (loose > 0)
        {
            _tree.PassedOver.Say($"{loose} {(loose == 1 ? "picture lies" : "pictures lie")} in {folder} itself, in no class' folder, "
                + $"and {(loose == 1 ? "is" : "are")} left out.");
        }

        _tree.Count(folder);
    }
}
