namespace Weft.Cli.Pages;

/// <summary>Where a page goes that a command line asks for.</summary>
internal static class PageFile
{
    /// <summary>Writes a page.</summary>
    /// <param name="path">A file that ends in .html, or a folder.</param>
    /// <param name="name">What it is called in a folder.</param>
    /// <param name="page">Its text.</param>
    /// <returns>The file.</returns>
    public static string Write(string path, string name, string page)
    {
        string file = Path.GetExtension(path).ToLowerInvariant() is ".html" or ".htm" ? path : Path.Combine(path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, page);
        return file;
    }
}
