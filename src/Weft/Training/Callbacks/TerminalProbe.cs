using System.Runtime.InteropServices;

namespace Weft;

/// <summary>Whether what is written to standard output is seen on a terminal.</summary>
/// <remarks>The library speaks to nobody by itself, and so asks the system.</remarks>
internal static partial class TerminalProbe
{
    private const int StandardOutput = 1;
    private const int WindowsStandardOutput = -11;

    public static bool IsTerminal(TextWriter writer) => writer is not (StringWriter or StreamWriter) && IsTerminal();

    private static bool IsTerminal()
    {
        try
        {
            return OperatingSystem.IsWindows()
                ? GetConsoleMode(GetStdHandle(WindowsStandardOutput), out _) != 0
                : IsATty(StandardOutput) == 1;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "isatty")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int IsATty(int descriptor);

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint GetStdHandle(int number);

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int GetConsoleMode(nint handle, out uint mode);
}
