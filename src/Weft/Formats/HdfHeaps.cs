using System.Buffers.Binary;

namespace Weft.Formats;

/// <summary>Looks at the sizes that an HDF5 file's heaps of names and texts give themselves, before a reader takes as much memory.</summary>
/// <remarks>HDF5's format specification, III.D (local heaps, HEAP) and III.E (global heaps, GCOL): a version, zeros, and 8 bytes of size.</remarks>
internal static class HdfHeaps
{
    private const int Header = 16;

    /// <exception cref="ModelFileException">A heap is larger than the file.</exception>
    public static void RequireInside(ReadOnlySpan<byte> file)
    {
        RequireInside(file, "HEAP"u8, version: 0);
        RequireInside(file, "GCOL"u8, version: 1);
    }

    private static void RequireInside(ReadOnlySpan<byte> file, ReadOnlySpan<byte> signature, byte version)
    {
        for (int at = 0; file[at..].IndexOf(signature) is >= 0 and int next; at += signature.Length)
        {
            at += next;
            ReadOnlySpan<byte> header = file[at..];
            if (header.Length >= Header && header[4] == version && header[5..8].SequenceEqual("\0\0\0"u8)
                && BinaryPrimitives.ReadUInt64LittleEndian(header[8..]) is var size && size > (ulong)file.Length)
            {
                throw new ModelFileException($"expected a heap inside an HDF5 file of {file.Length} bytes, got one of {size} at byte {at}. "
                    + "The file is damaged; get a fresh copy.");
            }
        }
    }
}
