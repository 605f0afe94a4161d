namespace Weft.Imaging;

/// <summary>Tells what the folders of a data set are: classes, parts that hold classes, or classes that hold parts.</summary>
/// <param name="Classes">Folders of one class each.</param>
/// <param name="Parts">Folders named as parts, which hold a folder per class.</param>
/// <param name="ClassesOverParts">Folders of one class each, which hold folders named as parts.</param>
internal sealed record FolderLayout(IReadOnlyList<string> Classes, IReadOnlyList<string> Parts, IReadOnlyList<string> ClassesOverParts)
{
    /// <summary>Looks at the folders and at those within.</summary>
    /// <param name="directory">What errors call the data set.</param>
    /// <param name="folders">Its folders.</param>
    /// <param name="hasGroups">Whether folders in those of the classes are known to be groups.</param>
    /// <param name="passedOver">Where to say what is left out.</param>
    /// <exception cref="DataException">They may be either, or are parts without classes; the message says what to do.</exception>
    public static FolderLayout Of(string directory, string[] folders, bool hasGroups, PassedOver passedOver)
    {
        string[] parts = [.. folders.Where(folder => PartNames.Of(Name(folder)) is not null && IsNested(folder))];
        if (parts.Any(folder => PartNames.Of(Name(folder)) == PicturePart.Train) && AreParts(folders, parts))
        {
            LeaveStrangers(directory, folders, parts, passedOver);
            return new FolderLayout([], [.. folders.Where(folder => PartNames.Of(Name(folder)) is not null)], []);
        }

        if (folders.Length > 1 && folders.All(folder => PartNames.Of(Name(folder)) is not null))
        {
            throw new DataException(parts.Length == 0
                ? $"{directory}: expected classes, got the parts {Listed(folders)} without a folder per class in them. "
                    + "Sort the pictures of each part into folders named after their classes."
                : $"{directory}: expected a part to learn from with a folder per class in it, got {Listed(folders)}. "
                    + $"Call that folder train, or name one of these if it is all there is: {parts[0]}.");
        }

        // Where a folder has pictures of its own beside the folders in it, it is a class.
        string[] nested = [.. folders.Where(folder => IsNested(folder) && PictureTree.Pictures(folder).Length == 0)];
        string[] inner = [.. nested.SelectMany(folder => PictureTree.Subfolders(folder).Select(Name))];
        if (nested.Length == folders.Length && nested.Length > 1 && nested.All(HoldsPartsOnly))
        {
            return new FolderLayout([], [], folders);
        }

        string[] repeated =
            [.. inner.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => group.Key)];
        if (!hasGroups && repeated.Length > 0 && inner.Distinct(StringComparer.OrdinalIgnoreCase).Count() > 1)
        {
            throw new DataException(
                $"{directory}: expected a folder per class, got {Listed(nested)}, "
                    + $"which hold folders of the same names ({Listed(repeated)}) and so are rather parts of a data set than classes. "
                + "If they are parts, call them train, val and test. If they are the classes, "
                + "take the pictures out of the folders in them, or list the pictures in a CSV file of path,label, "
                + "or take each of them for a group: PictureList.ByFolder.");
        }

        return new FolderLayout(folders, [], []);
    }

    /// <summary>The folder that holds a part's classes: the part's own, or the one of a part's name that is all there is in it.</summary>
    public static string Unwrapped(string part) =>
        PictureTree.Subfolders(part) is [var only] && PartNames.Of(Name(only)) is not null && IsNested(only)
            && PictureTree.Pictures(part).Length == 0 ? only : part;

    // A class may itself be called "train": of buses and trains, say. Two parts, or classes that are repeated, make it a part.
    private static bool AreParts(string[] folders, string[] parts)
    {
        string[] others = [.. folders.Where(folder => PartNames.Of(Name(folder)) is null)];
        HashSet<string> inside =
            new(parts.SelectMany(part => PictureTree.Subfolders(Unwrapped(part))).Select(Name), StringComparer.OrdinalIgnoreCase);
        return others.Length == 0 || parts.Length > 1
            || others.Any(other => PictureTree.Subfolders(other).Any(inner => inside.Contains(Name(inner))));
    }

    private static void LeaveStrangers(string directory, string[] folders, string[] parts, PassedOver passedOver)
    {
        foreach (string folder in folders.Where(folder => PartNames.Of(Name(folder)) is null))
        {
            int pictures = PictureTree.CountBelow(folder);
            if (pictures > 0 && !PartNames.IsUnlabelled(Name(folder)))
            {
                throw new DataException(
                    $"{directory}: expected folders named train, val and test beside {Listed(parts)}, "
                        + $"got '{Name(folder)}' with {pictures} pictures. Call it after the part it is, or move it elsewhere.");
            }

            if (pictures > 0)
            {
                passedOver.Say($"{pictures} {(pictures == 1 ? "picture lies" : "pictures lie")} in {folder}, "
                    + $"whose classes nobody knows by its name, and {(pictures == 1 ? "is" : "are")} left out.");
            }
        }
    }

    private static bool HoldsPartsOnly(string folder)
    {
        string[] inner = PictureTree.Subfolders(folder);
        return inner.All(part => PartNames.Of(Name(part)) is not null && !IsNested(part))
            && inner.Any(part => PartNames.Of(Name(part)) == PicturePart.Train);
    }

    private static bool IsNested(string folder) => PictureTree.Subfolders(folder).Length > 0;

    private static string Name(string folder) => Path.GetFileName(folder);

    private static string Listed(IReadOnlyList<string> folders) => string.Join(", ", folders.Take(5).Select(Name))
        + (folders.Count > 5 ? ", ..." : string.Empty);
}
