using System.Text;

using Microsoft.Win32.SafeHandles;

namespace Weft.Fuzz.Running;

/// <summary>
/// The most memory a process had at once, native and managed; 0 where the system does not tell, which is everywhere but on Linux.
/// </summary>
internal static class ResidentPeak
{
    private const string Status = "/proc/self/status";
    private const string Clear = "/proc/self/clear_refs";

    // Open for good: to open it anew takes longer than many an input does.
    private static readonly SafeFileHandle? s_status = File.Exists(Status) ? File.OpenHandle(Status, share: FileShare.ReadWrite) : null;

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
        if (s_status is null)
        {
            return 0;
        }

        Span<byte> bytes = stackalloc byte[4096];
        ReadOnlySpan<byte> text = bytes[..RandomAccess.Read(s_status, bytes, fileOffset: 0)];
        int at = text.IndexOf("VmHWM:"u8);
        if (at < 0)
        {
            return 0;
        }

        ReadOnlySpan<byte> rest = text[(at + 6)..].TrimStart(" \t"u8);
        return long.Parse(Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)' ')])) * 1024;
    }
}
