using System.Buffers.Binary;

namespace Weft.Formats;

/// <summary>Takes out of an HDF5 file what it remembers of a group beside the group.</summary>
/// <remarks>
/// The list of a group's members (SNOD) remembers where a member that is a group has its own list. HDF5 writes that once and does not mend
/// it
/// when the group later gets another kind of list, as it does with the first name outside ASCII; its own reader then looks at the group.
/// The
/// reader here does not, and finds the group empty.
/// </remarks>
internal static class HdfCaches
{
    private const int Header = 8, Entry = 40;

    // More than HDF5 is ever told to put into one list.
    private const int Most = 1024;

    /// <summary>Changes the bytes in place.</summary>
    public static void Forget(Span<byte> file)
    {
        for (int at = 0; file[at..].IndexOf("SNOD"u8) is >= 0 and int next; at += next + 4)
        {
            Forget(file, at + next);
        }
    }

    private static void Forget(Span<byte> file, int list)
    {
        if (file.Length - list < Header || file[list + 4] != 1 || file[list + 5] != 0)
        {
            return;
        }

        int count = BinaryPrimitives.ReadUInt16LittleEndian(file[(list + 6)..]);
        if (count > Most || file.Length - list - Header < count * Entry)
        {
            return;
        }

        Span<byte> entries = file.Slice(list + Header, count * Entry);
        for (int at = 0; at < entries.Length; at += Entry)
        {
            if (!IsEntry(file, entries.Slice(at, Entry)))
            {
                return;
            }
        }

        for (int at = 0; at < entries.Length; at += Entry)
        {
            if (Kind(entries.Slice(at, Entry)) == 1)
            {
                entries.Slice(at + 16, 4).Clear();
            }
        }
    }

    // Where the name is, where the member is, what is remembered (1: a group's list and names), four zeros, and that.
    private static bool IsEntry(ReadOnlySpan<byte> file, ReadOnlySpan<byte> entry) =>
        BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]) == 0
        && Kind(entry) is <= 2 and uint kind
        && (kind != 1 || (Begins(file, entry[24..], "TREE"u8) && Begins(file, entry[32..], "HEAP"u8)));

    private static uint Kind(ReadOnlySpan<byte> entry) => BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]);

    private static bool Begins(ReadOnlySpan<byte> file, ReadOnlySpan<byte> address, ReadOnlySpan<byte> signature) =>
        BinaryPrimitives.ReadUInt64LittleEndian(address) is var at && at < (ulong)file.Length && file[(int)at..].StartsWith(signature);
}
