namespace Weft.Imaging;

/// <summary>
/// Walks through folders of pictures: links are followed, each folder is entered once, system folders are not entered at all, and what is
/// passed over is counted.
/// </summary>
internal sealed class PictureTree
{
    private static readonly EnumerationOptions Below =
        new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };

    private readonly string _root;
    private readonly HashSet<string> _entered = new(StringComparer.Ordinal);

    /// <param name="root">Where the walk begins; links to it or to a folder that holds it are not followed.</param>
    public PictureTree(string root) => _root = RealPath.Of(root);

    public PassedOver PassedOver { get; } = new();

    /// <summary>The folders in a folder that are not a system's, in order.</summary>
    public static string[] Subfolders(string folder) =>
        Read(folder, () =>
            Directory.EnumerateDirectories(folder).Where(inner => !SystemNames.IsFolder(inner)).Order(StringComparer.Ordinal).ToArray());

    /// <summary>The pictures that lie in a folder itself, in order.</summary>
    public static string[] Pictures(string folder) =>
        Read(folder, () => Directory.EnumerateFiles(folder).Where(PictureFile.IsPicture).Order(StringComparer.Ordinal).ToArray());

    /// <summary>How many pictures there are in a folder and in those within; links are not followed.</summary>
    public static int CountBelow(string folder) => Directory.EnumerateFiles(folder, "*", Below).Count(PictureFile.IsPicture);

    /// <summary>Keeps a folder from being entered by way of a link.</summary>
    /// <returns>Whether it was free.</returns>
    public bool Reserve(string folder) => _entered.Add(RealPath.Of(folder));

    /// <summary>The pictures of a folder and of those within it.</summary>
    public List<string> All(string folder)
    {
        _entered.Add(RealPath.Of(folder));
        List<string> pictures = [];
        Collect(folder, pictures);
        return pictures;
    }

    /// <summary>Counts what is passed over in a folder itself.</summary>
    public void Count(string folder)
    {
        foreach (string file in Read(folder, () => Directory.GetFiles(folder)))
        {
            if (!SystemNames.IsFile(file))
            {
                if (!PictureFile.IsPicture(file))
                {
                    PassedOver.Other(file);
                }
            }
            else if (PictureFile.HasPictureEnding(file))
            {
                PassedOver.Hidden();
            }
        }

        foreach (string inner in Read(folder, () => Directory.GetDirectories(folder)).Where(SystemNames.IsFolder))
        {
            PassedOver.SystemFolder(inner, CountBelow(inner));
        }
    }

    private void Collect(string folder, List<string> pictures)
    {
        Count(folder);
        pictures.AddRange(Pictures(folder));
        foreach (string inner in Subfolders(folder))
        {
            string real = RealPath.Of(inner);
            if (!RealPath.Holds(real, _root) && _entered.Add(real))
            {
                Collect(inner, pictures);
            }
            else
            {
                PassedOver.Link();
            }
        }
    }

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
