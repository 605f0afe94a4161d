using System.Buffers.Binary;

namespace Weft.Formats;

/// <summary>
/// Looks at the sizes that an HDF5 file's heaps of names and texts give themselves, before a reader takes as much memory.
/// </summary>
/// <remarks>
/// HDF5's format specification, III.D and III.E. A local heap, HEAP, and a global one, GCOL, begin with a version, zeros, and 8 bytes of
/// size. A global heap holds objects: a number, which is 0 for the room that is left, a count, zeros, 8 bytes of size, and so many bytes,
/// filled up to a multiple of 8.
/// </remarks>
internal static class HdfHeaps
{
    private const int Header = 16;

    /// <exception cref="ModelFileException">A heap is larger than the file, or an object in it larger than the heap.</exception>
    public static void RequireInside(ReadOnlySpan<byte> file)
    {
        RequireInside(file, "HEAP"u8, version: 0, hasObjects: false);
        RequireInside(file, "GCOL"u8, version: 1, hasObjects: true);
    }

    private static void RequireInside(ReadOnlySpan<byte> file, ReadOnlySpan<byte> signature, byte version, bool hasObjects)
    {
        for (int at = 0; file[at..].IndexOf(signature) is >= 0 and int next; at += signature.Length)
        {
            at += next;
            ReadOnlySpan<byte> heap = file[at..];
            if (heap.Length < Header || heap[4] != version || !heap[5..8].SequenceEqual("\0\0\0"u8))
            {
                continue;
            }

            ulong size = BinaryPrimitives.ReadUInt64LittleEndian(heap[8..]);
            Require(size, file.Length, at);
            if (hasObjects)
            {
                RequireObjects(heap[..(int)Math.Min(size, (ulong)heap.Length)], at);
            }
        }
    }

    private static void RequireObjects(ReadOnlySpan<byte> heap, int at)
    {
        for (int place = Header; heap.Length - place >= Header && BinaryPrimitives.ReadUInt16LittleEndian(heap[place..]) != 0;)
        {
            ulong size = BinaryPrimitives.ReadUInt64LittleEndian(heap[(place + 8)..]);
            Require(size, heap.Length - place - Header, at + place);
            place += Header + (int)((size + 7) / 8 * 8);
        }
    }

    private static void Require(ulong size, int most, int at)
    {
        if (size > (ulong)most)
        {
            throw new ModelFileException($"expected at most {most} bytes in a heap of the HDF5 file, got {size} at byte {at}. "
                + "The file is damaged; get a fresh copy.");
        }
    }
}
