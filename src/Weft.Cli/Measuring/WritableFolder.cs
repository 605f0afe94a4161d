using Weft.Cli.Reports;

namespace Weft.Cli.Measuring;

/// <summary>Whether a folder can be written to: by writing.</summary>
internal static class WritableFolder
{
    /// <summary>Looks at a folder, or at the nearest one above it that is there.</summary>
    public static FolderReport Look(string use, string path)
    {
        string nearest = path;
        while (!Directory.Exists(nearest) && !File.Exists(nearest) && Path.GetDirectoryName(nearest) is { } above)
        {
            nearest = above;
        }

        bool isWritable = CanWrite(nearest);
        return new FolderReport(use, path, nearest == path, isWritable, isWritable ? FreeBytes(nearest) : null);
    }

    private static bool CanWrite(string folder)
    {
        try
        {
            using FileStream file = new(Path.Combine(folder, $".weft-doctor-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static long? FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
