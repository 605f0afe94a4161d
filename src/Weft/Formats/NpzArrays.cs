using System.IO.Compression;

using Weft.Data;

namespace Weft.Formats;

/// <summary>NumPy's <c>.npz</c>: a zip with a <c>.npy</c> for each array.</summary>
internal sealed class NpzArrays : NamedArrays
{
    private const string Ending = ".npy";

    // Weights hardly pack, so a file that unpacks to far more is no file of weights.
    private const long LeastLimit = 64L << 20;
    private const int MostPacked = 8, MostArrays = 100_000, LongestName = 1000;

    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    /// <param name="stream">The content; it stays open, and is needed until all values are read.</param>
    /// <exception cref="ModelFileException">The file is damaged, or has arrays that are not of numbers.</exception>
    public NpzArrays(Stream stream)
    {
        _archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        ZipArchiveEntry[] members = [.. _archive.Entries.Where(IsArray)];
        decimal unpacked = members.Sum(member => (decimal)member.Length), limit = LeastLimit + (MostPacked * (decimal)stream.Length);
        if (unpacked > limit || members.Length > MostArrays)
        {
            throw new ModelFileException($"expected arrays that unpack to at most {limit} bytes, {MostArrays} at most, got "
                + $"{members.Length} of "
                + $"{unpacked} bytes in a file of {stream.Length}.");
        }

        foreach (ZipArchiveEntry member in members)
        {
            string name = member.FullName.Length <= LongestName
                ? member.FullName[..^Ending.Length]
                : throw new ModelFileException($"expected names of at most {LongestName} characters, got one of {member.FullName.Length}.");
            using Stream content = member.Open();
            NpyHeader header = Described(() => NpyArray.ReadHeader(content, member.Length, name));
            if (header.Type[1] is 'U' or 'S')
            {
                throw new ModelFileException($"expected arrays of numbers, got text in '{name}'. Leave it out.");
            }

            Add(name, new Shape(header.Shape));
            _entries.Add(name, member);
        }
    }

    /// <inheritdoc/>
    public override string Kind => "an archive of NumPy arrays";

    /// <summary>Whether a stream holds a zip with such a member; its position stays.</summary>
    /// <exception cref="InvalidDataException">It begins as a zip and is damaged.</exception>
    public static bool Is(Stream stream)
    {
        Span<byte> start = stackalloc byte[4];
        stream.Position = 0;
        bool isZip = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start.SequenceEqual("PK\u0003\u0004"u8);
        stream.Position = 0;
        if (!isZip)
        {
            return false;
        }

        using ZipArchive archive = new(stream, ZipArchiveMode.Read, leaveOpen: true);
        bool isArrays = archive.Entries.Count > 0 && archive.Entries.All(IsArray);
        stream.Position = 0;
        return isArrays;
    }

    /// <inheritdoc/>
    public override float[] Read(string name)
    {
        ZipArchiveEntry entry = _entries[name];
        using CheckedStream content = new(entry.Open());
        float[] values = Described(() => NpyArray.Read(content, entry.Length, name).Floats());
        return content.Checksum == entry.Crc32
            ? values
            : throw new ModelFileException($"expected '{name}' to have checksum {entry.Crc32:x8}, got {content.Checksum:x8}. The file is "
                + "damaged; "
                + "get a fresh copy.");
    }

    /// <summary>Writes arrays, in order.</summary>
    public static void Write(Stream stream, IEnumerable<KeyValuePair<string, Tensor>> arrays)
    {
        using ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((string name, Tensor values) in arrays)
        {
            using Stream member = archive.CreateEntry(name + Ending, CompressionLevel.NoCompression).Open();
            NpyFile.Write(member, values);
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _archive.Dispose();

    private static bool IsArray(ZipArchiveEntry entry) => entry.FullName.EndsWith(Ending, StringComparison.Ordinal);

    private static T Described<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DataException error)
        {
            throw new ModelFileException($"expected an archive of NumPy arrays, as its members' names say: {error.Message}", error);
        }
    }
}
