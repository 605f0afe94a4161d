using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Bench;

/// <summary>What a table of results has to say about where it was made.</summary>
internal static class Machine
{
    /// <summary>The processor's name; virtual machines often hide the model, so family and model number are added where Linux tells them.</summary>
    public static string Processor { get; } = Describe();

    /// <summary>The processor as a file's name.</summary>
    public static string FileName => string.Join('-', Processor.ToLowerInvariant().Split([' ', ',', '(', ')', '@', '/'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The widest vectors the runtime uses here.</summary>
    public static string Vectors => Vector512.IsHardwareAccelerated ? "512 bits" : Vector256.IsHardwareAccelerated ? "256 bits" : Vector128.IsHardwareAccelerated ? "128 bits" : "none";

    /// <summary>Load averages over 1, 5 and 15 minutes.</summary>
    public static string Load => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";

    public static string System => $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";

    /// <summary>The commit that was measured, with a mark where files differ from it.</summary>
    public static string Commit => CommitOf(".");

    /// <summary>The commit of a checkout, with a mark where files differ from it.</summary>
    public static string CommitOf(string folder)
    {
        try
        {
            Peer git = new("git", "git", []);
            bool clean = git.Run(["-C", folder, "status", "--porcelain", "--untracked-files=no"], out _).Length == 0;
            return git.Run(["-C", folder, "rev-parse", "--short", "HEAD"], out _).Trim() + (clean ? "" : " with changes");
        }
        catch (Exception error) when (error is InvalidOperationException or global::System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }

    private static string Describe()
    {
        if (!File.Exists("/proc/cpuinfo"))
        {
            return $"{RuntimeInformation.ProcessArchitecture}";
        }

        Dictionary<string, string> first = File.ReadLines("/proc/cpuinfo")
            .TakeWhile(line => line.Length > 0)
            .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1]);
        string name = first.GetValueOrDefault("model name", $"{RuntimeInformation.ProcessArchitecture}");
        return first.TryGetValue("cpu family", out string? family) ? $"{name}, family {family}, model {first["model"]}" : name;
    }
}
