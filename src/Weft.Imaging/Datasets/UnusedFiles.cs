namespace Weft.Imaging;

/// <summary>Removes from the folder of a cache what nobody has used for a month.</summary>
internal static class UnusedFiles
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>Removes old files.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="keep">A file that stays, however old; null for none.</param>
    public static void Remove(string folder, string? keep = null)
    {
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles().Where(file => DateTime.UtcNow - file.LastWriteTimeUtc > Lifetime))
        {
            if (keep is null || file.FullName != Path.GetFullPath(keep))
            {
                TryDelete(file.FullName);
            }
        }
    }

    /// <summary>Notes that a file was used, if that can be: not in a folder that may only be read.</summary>
    public static void TryTouch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is then read anew, or found old, and made again: that costs time and nothing else.
        }
    }

    /// <summary>Removes a file, if that can be.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A file that cannot be removed costs room and nothing else.
        }
    }
}
