namespace Weft.Imaging;

/// <summary>Lists the pictures of a folder and of the folders in it, whatever they show.</summary>
public static class PictureFolder
{
    /// <summary>
    /// Lists pictures in the order of their paths. Links are followed, each folder once; a system's folders and hidden files are left out.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The paths, and a sentence for each kind of thing that was left out, with its number.</returns>
    /// <exception cref="DataException">A folder cannot be read.</exception>
    public static (IReadOnlyList<string> Pictures, IReadOnlyList<string> PassedOver) List(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        PictureTree tree = new(folder);
        IReadOnlyList<string> pictures = tree.All(folder);
        return (pictures, tree.PassedOver.Sentences);
    }
}
