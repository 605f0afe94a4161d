namespace Weft.Imaging;

/// <summary>Knows the folders and files that systems and programs leave among people's pictures, and that are nobody's class.</summary>
internal static class SystemNames
{
    // Synology, QNAP, macOS, Windows, Linux, Python. Those that begin with a dot are hidden and need no list.
    private static readonly HashSet<string> s_folders = new(StringComparer.OrdinalIgnoreCase)
    {
        "@eaDir", "@tmp", "@Recycle", "@Recently-Snapshot", "#recycle", "#snapshot", "__MACOSX", "Network Trash Folder", "Temporary Items",
            "TheVolumeSettingsFolder",
        "$RECYCLE.BIN", "RECYCLER", "System Volume Information", "FOUND.000", "Thumbs", "_thumbs", "lost+found", "__pycache__",
    };

    private static readonly HashSet<string> s_files =
        new(StringComparer.OrdinalIgnoreCase) { "Thumbs.db", "ehthumbs.db", "desktop.ini", "Icon\r" };

    /// <summary>Whether a folder is a system's: hidden, or of a name that only systems give.</summary>
    public static bool IsFolder(string path) => Path.GetFileName(path) is var name && (name.StartsWith('.') || s_folders.Contains(name));

    /// <summary>Whether a file is a system's, so that nobody asks where it went.</summary>
    public static bool IsFile(string path) => Path.GetFileName(path) is var name && (name.StartsWith('.') || s_files.Contains(name));
}
