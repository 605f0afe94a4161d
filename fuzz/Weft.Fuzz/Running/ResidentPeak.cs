using System.Text;

namespace Weft.Fuzz.Running;

/// <summary>
/// The most memory a process had at once, native and managed; 0 where the system does not tell, which is everywhere but on Linux.
/// </summary>
internal static class ResidentPeak
{
    private const string Status = "/proc/self/status";
    private const string Clear = "/proc/self/clear_refs";

    /// <summary>Forgets the peak so far, and gives what is used now.</summary>
    public static long Reset()
    {
        if (!File.Exists(Clear))
        {
            return 0;
        }

        File.WriteAllText(Clear, "5");
        return Read();
    }

    /// <summary>The peak, in bytes.</summary>
    public static long Read()
    {
        if (!File.Exists(Status))
        {
            return 0;
        }

        Span<byte> bytes = stackalloc byte[4096];
        using FileStream file = new(Status, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        ReadOnlySpan<byte> text = bytes[..file.Read(bytes)];
        int at = text.IndexOf("VmHWM:"u8);
        if (at < 0)
        {
            return 0;
        }

        ReadOnlySpan<byte> rest = text[(at + 6)..].TrimStart(" \t"u8);
        return long.Parse(Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)' ')])) * 1024;
    }
}
