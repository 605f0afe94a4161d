using System.IO.Compression;
using System.IO.Hashing;

namespace Weft.Formats;

/// <summary>Reads whole members of a zip, with their checksums verified and their sizes bounded.</summary>
/// <remarks>A damaged member is found here, before anything tries to make sense of its bytes.</remarks>
/// <param name="archive">The zip.</param>
/// <param name="size">How many bytes its file has.</param>
internal sealed class ZipMembers(ZipArchive archive, long size)
{
    // What a compressed member may unpack to; a stored one cannot be larger than its file.
    private const long LargestUnpacked = 1L << 30;

    public bool Has(string name) => archive.GetEntry(name) is not null;

    /// <summary>The bytes of a member.</summary>
    /// <exception cref="ModelFileException">The member is missing, too large or damaged.</exception>
    public byte[] Read(string name)
    {
        ZipArchiveEntry entry = archive.GetEntry(name)
            ?? throw new ModelFileException($"expected a member '{name}' in the zip, got {Listing()}. {Kind()}Save the model as .keras "
                + "with Keras 3 or Weft.");
        long limit = entry.Length == entry.CompressedLength ? Array.MaxLength : Math.Min(LargestUnpacked, Array.MaxLength);
        if (entry.Length > limit)
        {
            throw new ModelFileException($"expected '{name}' to unpack to at most {limit} bytes, got {entry.Length}.");
        }

        byte[] bytes = ReadAll(entry);
        if (bytes.Length != entry.Length)
        {
            throw new ModelFileException($"expected '{name}' to hold {entry.Length} bytes, got {bytes.Length}. The file is damaged; get a "
                + "fresh copy.");
        }

        uint checksum = Crc32.HashToUInt32(bytes);
        return checksum == entry.Crc32
            ? bytes
            : throw new ModelFileException($"expected '{name}' to have checksum {entry.Crc32:x8}, got {checksum:x8}. The file is damaged; "
                + "get a fresh copy.");
    }

    // A stored member that the file has room for is read in one piece. For others the buffer grows with what really comes, so that a
    // promised
    // size costs nothing until it is kept.
    private byte[] ReadAll(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        if (entry.Length == entry.CompressedLength && entry.Length <= size)
        {
            byte[] whole = LargePages.Array<byte>((int)entry.Length);
            int read = stream.ReadAtLeast(whole, whole.Length, throwOnEndOfStream: false);
            return read == whole.Length ? whole : whole[..read];
        }

        using MemoryStream buffer = new();
        byte[] block = new byte[1 << 16];
        int count;
        while ((count = stream.Read(block)) > 0 && buffer.Length <= entry.Length)
        {
            buffer.Write(block, 0, count);
        }

        return buffer.ToArray();
    }

    private string? Kind() =>
        FileKind.DescribeZip(archive.Entries.Select(entry => entry.FullName)) is { } kind ? $"This is {kind}. " : null;

    private string Listing() =>
        archive.Entries.Count == 0 ? "an empty zip" : string.Join(", ", archive.Entries.Take(8).Select(entry => $"'{entry.FullName}'"));
}
