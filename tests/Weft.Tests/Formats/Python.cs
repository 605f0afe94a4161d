using System.Diagnostics;

namespace Weft.Tests.Formats;

/// <summary>Python with h5py: an HDF5 implementation that shares nothing with the one under test.</summary>
internal static class Python
{
    private const string Interpreter = "/usr/bin/python3";

    private static readonly Lazy<bool> s_hasModules = new(() => File.Exists(Interpreter) && Start("import h5py, numpy", []).ExitCode == 0);

    /// <summary>Runs a script and returns what it printed; skips the test where h5py is absent.</summary>
    public static string Run(string script, params string[] arguments)
    {
        if (!s_hasModules.Value)
        {
            Assert.Skip($"{Interpreter} with h5py and numpy is not here (Debian: apt-get install python3-h5py).");
        }

        (int exitCode, string output, string errors) = Start(script, arguments);
        Assert.True(exitCode == 0, errors);
        return output;
    }

    private static (int ExitCode, string Output, string Errors) Start(string script, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Interpreter, ["-c", script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
