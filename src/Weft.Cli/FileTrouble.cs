using System.Text.RegularExpressions;

namespace Weft.Cli;

/// <summary>What the system says about files, in words that name the file, what is in the way and what to do.</summary>
internal static partial class FileTrouble
{
    private static readonly (string System, string Got)[] Table =
    [
        ("Read-only file system", "a disk that is read-only. Name a place that can be written to, such as --output ~/runs/NAME."),
        ("write protected", "a disk that is read-only. Name a place that can be written to, such as --output ~/runs/NAME."),
        ("No space left", "a disk that is full. Make room, or name a place on another disk."),
        ("not enough space", "a disk that is full. Make room, or name a place on another disk."),
        ("Disk quota exceeded", "a disk on which this user may have no more. Make room, or name a place on another disk."),
        ("denied", "one that this user may not read or write. Name another place, or change who may use this one (ls -l shows it)."),
        ("Permission", "one that this user may not read or write. Name another place, or change who may use this one (ls -l shows it)."),
        ("already exists", "a file where a folder belongs. Name another folder, or move the file away."),
        ("Not a directory", "a file where a folder belongs. Name another folder, or move the file away."),
        ("Could not find", "nothing there. Check the name."),
        ("being used by another process", "one that another process has open. Wait for it, or name another."),
        ("too long", "a name that is too long for this disk. Name a shorter one."),
    ];

    /// <summary>The message of an error that the system raised.</summary>
    public static string Describe(Exception error)
    {
        Match path = Quoted().Match(error.Message);
        foreach ((string system, string got) in Table)
        {
            if (path.Success && error.Message.Contains(system, StringComparison.OrdinalIgnoreCase))
            {
                return $"{path.Groups[1].Value}: expected a file or folder that can be used, got {got}";
            }
        }

        return $"{error.Message} Check the file or folder that this names, or name another.";
    }

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
