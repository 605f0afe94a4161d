namespace Weft.Data;

/// <summary>One process at a time fetches into a folder.</summary>
internal static class FolderLock
{
    private const string Name = ".download.lock";

    /// <summary>Waits until no other process fetches into the folder, and holds it until the stream is closed. The lock's file stays:
    /// removing it would let two in.</summary>
    public static async Task<FileStream> TakeAsync(string folder, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(folder, Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when ((e.HResult & 0xFFFF) is 32 or 11 or 35) // sharing violation on Windows, EAGAIN on Linux, on macOS
            {
                await Task.Delay(50, ct).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The error of a folder that nothing can be fetched into.</summary>
    public static DataException Unwritable(string folder, Exception error) =>
        new($"{folder}: cannot be written: {error.Message} Let WEFT_DATASETS name a folder that can, or that has the files.", error);
}
