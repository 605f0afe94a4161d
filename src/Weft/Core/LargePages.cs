using System.Runtime.InteropServices;

namespace Weft;

/// <summary>Asks the system to back large buffers with large pages: a batch's values, or a model's, lie on tens of thousands of pages of 4 KB.
/// That is more than a processor remembers the places of, and each costs a call of the system when it is first touched.</summary>
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

    /// <summary>An array whose values are yet to be written, on large pages where it is large.</summary>
    public static T[] Array<T>(int length)
        where T : unmanaged
    {
        T[] array = GC.AllocateUninitializedArray<T>(length);
        if ((long)length * Marshal.SizeOf<T>() >= 2 * PageBytes)
        {
            GCHandle pinned = GCHandle.Alloc(array, GCHandleType.Pinned);
            Ask((nuint)pinned.AddrOfPinnedObject(), (nuint)length * (nuint)Marshal.SizeOf<T>());
            pinned.Free();
        }

        return array;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint address, nuint length, int advice);
}
