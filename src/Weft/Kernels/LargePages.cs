using System.Runtime.InteropServices;

namespace Weft.Kernels;

/// <summary>Asks the system to back large buffers with large pages: a batch's values lie on tens of thousands of pages of 4 KB, more than a processor remembers the places of.</summary>
internal static partial class LargePages
{
    private const int PageBytes = 2 * 1024 * 1024;

    // MADV_HUGEPAGE of Linux' madvise(2).
    private const int HugePage = 14;

    /// <summary>Asks for large pages inside this memory, before it is first touched. Only a wish: where the system does not know it or has none, the memory stays as it is.</summary>
    public static void Ask(nuint address, nuint bytes)
    {
        nuint begin = (address + PageBytes - 1) / PageBytes * PageBytes, end = (address + bytes) / PageBytes * PageBytes;
        if (OperatingSystem.IsLinux() && begin < end)
        {
            _ = Advise(begin, end - begin, HugePage);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint address, nuint length, int advice);
}
