using System.Runtime.InteropServices;

namespace Weft.Cli.Reports.Runs;

/// <summary>The name of this machine's processor.</summary>
internal static class Processor
{
    /// <summary>As the system tells it; the architecture where it does not.</summary>
    public static string Name()
    {
        const string file = "/proc/cpuinfo";
        string? named = File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[^1].Trim()
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return named is { Length: > 0 } ? named : $"{RuntimeInformation.ProcessArchitecture}";
    }
}
