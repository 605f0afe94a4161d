using System.Globalization;
using System.Text;

namespace Weft.Cli.Training;

/// <summary>Says that a run folder has an owner, for as long as the owner's process lives.</summary>
/// <remarks>
/// The lock is the open handle of a file, which the system gives back when a process ends, however it ends; network file systems
/// that know locks keep it too. Who owns the folder stands in a second file, because the locked one cannot be read. What is left
/// of it after a kill means nothing: only the handle counts.
/// </remarks>
internal sealed class RunLock : IDisposable
{
    private const string LockName = ".run.lock";
    private const string OwnerName = ".run.owner";

    private readonly FileStream _held;
    private readonly string _owner;

    private RunLock(FileStream held, string owner) => (_held, _owner) = (held, owner);

    /// <summary>Whether a file of this name is the lock's, and none of the run's.</summary>
    public static bool IsOfALock(string name) => name is LockName or OwnerName;

    /// <summary>Takes a folder; null where another process, or another run of this one, has it.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static RunLock? TryTake(string folder)
    {
        string path = Path.Combine(folder, LockName);
        while (TryOpen(path) is { } held)
        {
            // Whoever had it may have removed the file between our opening and our locking it: then others could lock another of this name.
            DateTime stamp = DateTime.UtcNow.AddTicks(-Random.Shared.NextInt64(TimeSpan.TicksPerHour));
            File.SetLastWriteTimeUtc(held.SafeFileHandle, stamp);
            if (File.GetLastWriteTimeUtc(path) == File.GetLastWriteTimeUtc(held.SafeFileHandle))
            {
                string owner = Path.Combine(folder, OwnerName);
                string since = DateTime.Now.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
                File.WriteAllText(owner, $"process {Environment.ProcessId} on {Environment.MachineName}, since {since}\n", Encoding.UTF8);
                return new RunLock(held, owner);
            }

            held.Dispose();
        }

        return null;
    }

    /// <summary>Who has a folder and since when, in words.</summary>
    public static string OwnerOf(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, OwnerName)).Trim() is { Length: > 0 } owner ? owner : "another process";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }

    public void Dispose()
    {
        if (_held.SafeFileHandle.IsClosed)
        {
            return;
        }

        // While the lock is still held, so that no other's files are removed.
        File.Delete(_owner);
        File.Delete(_held.Name);
        _held.Dispose();
    }

    // A lock that is held shows as a sharing violation on Windows, as EAGAIN on Linux and on macOS.
    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when ((error.HResult & 0xFFFF) is 32 or 11 or 35)
        {
            return null;
        }
        catch (UnauthorizedAccessException) when (OperatingSystem.IsWindows() && !File.Exists(path))
        {
            // On Windows a file that is being removed is denied until it is gone.
            return null;
        }
    }
}
