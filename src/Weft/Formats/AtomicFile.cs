namespace Weft.Formats;

/// <summary>Writes a file so that at every moment either the old or the complete new one is there.</summary>
public static class AtomicFile
{
    private const string Ending = ".tmp";

    /// <summary>Writes to a temporary file in the same folder, flushes it to the disk, then renames it over <paramref
    /// name="path"/>.</summary>
    /// <param name="path">Where to; through a link, what it points to is replaced.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="ModelFileException">The folder or the disk does not take the file; what was there before is untouched.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        ArgumentException.ThrowIfNullOrEmpty(path);
        string? temporary = null;
        try
        {
            string target = Target(path);
            string folder = Path.GetDirectoryName(target)!;
            if (!Directory.Exists(folder))
            {
                throw new DirectoryNotFoundException($"There is no folder {folder}.");
            }

            if (Directory.Exists(target))
            {
                throw new IOException($"{target} is a folder.");
            }

            temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}{Ending}");
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
            temporary = null;
            FolderSync.Run(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException
            or ArgumentOutOfRangeException { ParamName: "value" })
        {
            // The last of these is how the runtime puts a file that grows beyond what the disk, or the process, may have.
            throw new ModelFileException(
                $"{path}: expected to write a file here, got: {error.Message} Choose a folder that exists and may be written to, on a "
                    + "disk with room.", error);
        }
        finally
        {
            Remove(temporary);
        }
    }

    /// <summary>Removes what writers of this file left behind that were killed half-way.</summary>
    /// <param name="path">The file; nobody else may be writing it.</param>
    public static void RemoveLeftovers(string path)
    {
        string target = Target(path);
        string folder = Path.GetDirectoryName(target)!;
        foreach (string leftover in Directory.Exists(folder) ? Directory.GetFiles(folder, $".{Path.GetFileName(target)}.*{Ending}") : [])
        {
            Remove(leftover);
        }
    }

    // A link stays a link: what it points to is replaced.
    private static string Target(string path)
    {
        string full = Path.GetFullPath(path);
        return new FileInfo(full) is { LinkTarget: not null } link
            ? link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full
            : full;
    }

    private static void Remove(string? temporary)
    {
        try
        {
            if (temporary is not null)
            {
                File.Delete(temporary);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The error that led here is the one to report.
        }
    }
}
