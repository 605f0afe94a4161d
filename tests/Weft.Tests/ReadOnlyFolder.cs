using System.Diagnostics;

namespace Weft.Tests;

/// <summary>Makes a folder read-only while a test runs: by its permissions, or for a user whom these do not stop by a mount of its own.</summary>
internal sealed class ReadOnlyFolder : IDisposable
{
    private const UnixFileMode ReadAndEnter = UnixFileMode.UserRead | UnixFileMode.UserExecute;

    private readonly string _path;
    private readonly UnixFileMode? _mode;

    /// <summary>Skips the test where neither can be done.</summary>
    public ReadOnlyFolder(string path)
    {
        _path = path;
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("needs Linux: folders are made read-only in another way elsewhere");
            return;
        }

        if (!Environment.IsPrivilegedProcess)
        {
            _mode = File.GetUnixFileMode(path);
            File.SetUnixFileMode(path, ReadAndEnter);
            return;
        }

        Assert.SkipUnless(Runs("mount", "--bind", path, path), "needs permission to mount: nothing else stops this user from writing");
        if (!Runs("mount", "-o", "remount,ro,bind", path))
        {
            Runs("umount", path);
            Assert.Skip("needs permission to mount a folder read-only");
        }
    }

    public void Dispose()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        if (_mode is { } mode)
        {
            File.SetUnixFileMode(_path, mode);
        }
        else
        {
            Assert.True(Runs("umount", _path), $"{_path} stays mounted");
        }
    }

    private static bool Runs(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
