using Weft.Data;

namespace Weft.Formats;

/// <summary>A file of safetensors: the length of a header, 8 bytes; the header, JSON; the arrays' bytes, one after another.</summary>
/// <remarks>The header is checked against the file before memory is taken for a value. Nothing in the file is executed.</remarks>
internal sealed class SafeTensors : NamedArrays
{
    // Values that are no 32-bit floats are converted in stretches of so many bytes.
    private const int Stretch = 1 << 16;

    private readonly Stream _stream;
    private readonly long _start;
    private readonly Dictionary<string, SafeTensorsEntry> _entries;

    /// <param name="stream">The content; it stays open, and is needed until all values are read.</param>
    /// <exception cref="ModelFileException">The header is damaged, or does not fit the file.</exception>
    public SafeTensors(Stream stream)
    {
        IReadOnlyList<SafeTensorsEntry> entries = SafeTensorsHeader.Read(stream);
        (_stream, _start) = (stream, stream.Position);
        _entries = new(entries.Count, StringComparer.Ordinal);
        foreach (SafeTensorsEntry entry in entries)
        {
            Add(entry.Name, entry.Shape);
            _entries.Add(entry.Name, entry);
        }
    }

    /// <inheritdoc/>
    public override string Kind => "a file of safetensors";

    /// <summary>Whether a stream begins as such a file does; its position stays.</summary>
    public static bool Is(Stream stream)
    {
        Span<byte> start = stackalloc byte[SafeTensorsHeader.LengthBytes + 1];
        stream.Position = 0;
        int count = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;

        // A header has less than 2^32 bytes, and is an object.
        return count == start.Length && start[^1] == '{' && start[4..^1].IndexOfAnyExcept((byte)0) < 0;
    }

    /// <inheritdoc/>
    public override float[] Read(string name)
    {
        SafeTensorsEntry entry = _entries[name];
        float[] values = new float[entry.Shape.Size];
        _stream.Position = _start + entry.Start;
        int width = entry.Type.Width();
        byte[] bytes = new byte[Math.Min(Stretch, (long)values.Length * width)];
        for (int done = 0; done < values.Length;)
        {
            int count = Math.Min(bytes.Length / width, values.Length - done);
            _stream.ReadExactly(bytes.AsSpan(0, count * width));
            entry.Type.ToFloats(bytes.AsSpan(0, count * width), values.AsSpan(done, count));
            done += count;
        }

        return values;
    }
}
