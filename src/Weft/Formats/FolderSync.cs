using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace Weft.Formats;

/// <summary>Makes a rename durable: a new name is on the disk once its folder is.</summary>
/// <remarks>The runtime flushes open files but opens no folders, so that one call goes to the system itself. Windows needs and has no such
/// thing.</remarks>
internal static partial class FolderSync
{
    /// <exception cref="IOException">The disk does not take it.</exception>
    public static void Run(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using SafeFileHandle handle = new(Open(folder, flags: 0), ownsHandle: true);

        // A folder that may be written but not read cannot be opened; its files are safe all the same.
        if (!handle.IsInvalid)
        {
            RandomAccess.FlushToDisk(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);
}
