namespace Weft.Imaging;

/// <summary>Lists pictures that lie in a folder per class, with folders for training, validation and testing above them or without.</summary>
/// <remarks>Hidden files and folders are passed over; links are followed, each folder once. Pictures in folders within a class' folder belong to the class.</remarks>
internal static class ClassFolders
{
    private static readonly string[] TrainNames = ["train", "training"];
    private static readonly string[] ValidationNames = ["val", "valid", "validation"];
    private static readonly string[] TestNames = ["test", "testing"];

    public static PictureList Read(string directory)
    {
        string root = Path.GetFullPath(directory);
        string name = new DirectoryInfo(root).Name;
        string[] folders = Subfolders(root);
        if (folders.Length == 0)
        {
            int pictures = Pictures(root).Count();
            throw new DataException(
                $"{directory}: expected a folder per class with pictures in it, got {(pictures == 0 ? "neither folders nor pictures" : $"{pictures} pictures and no folders")}. "
                + "Sort the pictures into folders named after their classes, or name a CSV file of path,label, an .npz file or a folder of IDX files.");
        }

        List<string> notes = [];
        if (!HasParts(folders))
        {
            return PictureList.Create(name, directory, OfClasses(root, root, folders, notes, mustHold: true), [], [], notes);
        }

        IReadOnlyList<PictureFile> Part(string[] names, bool mustHold) =>
            [.. folders.Where(folder => IsNamed(folder, names)).SelectMany(folder => OfClasses(root, folder, Subfolders(folder), notes, mustHold))];
        return PictureList.Create(name, directory, Part(TrainNames, mustHold: true), Part(ValidationNames, mustHold: false), Part(TestNames, mustHold: false), notes);
    }

    // A class may itself be called "train": of buses and trains, say. It then holds pictures and no folders.
    private static bool HasParts(string[] folders) =>
        folders.All(folder => IsNamed(folder, TrainNames) || IsNamed(folder, ValidationNames) || IsNamed(folder, TestNames))
        && folders.Any(folder => IsNamed(folder, TrainNames) && Subfolders(folder).Length > 0);

    private static List<PictureFile> OfClasses(string root, string part, string[] folders, List<string> notes, bool mustHold)
    {
        List<PictureFile> files = [];
        foreach (string folder in folders)
        {
            int before = files.Count;
            string label = Path.GetFileName(folder);
            Collect(folder, root, label, files, []);
            if (files.Count == before && mustHold)
            {
                throw new DataException($"{folder}: expected pictures of class '{label}', the folder holds none. Put some in, or remove the folder.");
            }
        }

        int loose = Pictures(part).Count();
        if (loose > 0)
        {
            notes.Add($"{loose} {(loose == 1 ? "picture lies" : "pictures lie")} in {part} itself, in no class' folder, and {(loose == 1 ? "is" : "are")} left out.");
        }

        if (folders.Length == 1 && mustHold && Subfolders(folders[0]) is { Length: > 1 } inner)
        {
            throw new DataException(
                $"{part}: expected a folder for each of at least two classes, got the one folder '{Path.GetFileName(folders[0])}', which holds {string.Join(", ", inner.Take(5).Select(Path.GetFileName))}{(inner.Length > 5 ? ", ..." : string.Empty)}. "
                + $"If those are the classes, name that folder: --data {folders[0]}.");
        }

        return files;
    }

    private static void Collect(string folder, string root, string label, List<PictureFile> files, HashSet<string> visited)
    {
        DirectoryInfo info = new(folder);
        if (!visited.Add(info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? info.FullName))
        {
            return;
        }

        files.AddRange(Pictures(folder).Select(path => new PictureFile(path, Path.GetRelativePath(root, path).Replace('\\', '/'), label)));
        foreach (string inner in Subfolders(folder))
        {
            Collect(inner, root, label, files, visited);
        }
    }

    private static IEnumerable<string> Pictures(string folder) =>
        Read(folder, () => Directory.EnumerateFiles(folder).Where(PictureFile.IsPicture).Order(StringComparer.Ordinal).ToArray());

    private static string[] Subfolders(string folder) =>
        Read(folder, () => Directory.EnumerateDirectories(folder).Where(IsVisible).Order(StringComparer.Ordinal).ToArray());

    private static bool IsVisible(string folder) => Path.GetFileName(folder) is var name && !name.StartsWith('.') && name != "__MACOSX";

    private static bool IsNamed(string folder, string[] names) => names.Contains(Path.GetFileName(folder), StringComparer.OrdinalIgnoreCase);

    private static string[] Read(string folder, Func<string[]> list)
    {
        try
        {
            return list();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{folder}: expected a folder of pictures, could not read it: {error.Message}", error);
        }
    }
}
