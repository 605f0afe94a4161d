using System.Runtime.InteropServices;

namespace Weft.Cli.Measuring;

/// <summary>What a processor calls itself.</summary>
internal static class ProcessorName
{
    private const string Linux = "/proc/cpuinfo";

    /// <summary>This machine's; its architecture where the system has no name for it.</summary>
    public static string OfThisOne() => (File.Exists(Linux) ? Of(File.ReadLines(Linux)) : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER"))
        ?? $"{RuntimeInformation.ProcessArchitecture}".ToLowerInvariant();

    /// <summary>The name in Linux' list; null where it has none, as on many Arm machines.</summary>
    public static string? Of(IEnumerable<string> lines) =>
        lines.FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() : null;
}
