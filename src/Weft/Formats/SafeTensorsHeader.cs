using System.Buffers.Binary;
using System.Text.Json;

namespace Weft.Formats;

/// <summary>An array in a file of safetensors.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What its numbers are.</param>
/// <param name="Shape">Its extents.</param>
/// <param name="Start">Where its bytes begin, behind the header.</param>
/// <param name="End">Where they end.</param>
internal sealed record SafeTensorsEntry(string Name, SafeTensorsType Type, Shape Shape, long Start, long End);

/// <summary>Reads the header of a file of safetensors, and believes it only where it fits the file to the byte.</summary>
/// <remarks>
/// The format allows no gaps, no overlaps and no header beyond 100 MB (huggingface/safetensors, README). Weft takes 100,000 arrays at most,
/// so that a header that is nothing but names cannot fill the memory.
/// </remarks>
internal static class SafeTensorsHeader
{
    /// <summary>How many bytes the header's length has.</summary>
    public const int LengthBytes = 8;

    private const int MostBytes = 100_000_000, MostArrays = 100_000, LongestText = 1000;
    private const string Again = "The file is damaged; get a fresh copy.";

    /// <summary>The arrays, in the header's order; the stream stands behind the header then.</summary>
    /// <exception cref="ModelFileException">The header is damaged, or does not fit the file.</exception>
    public static IReadOnlyList<SafeTensorsEntry> Read(Stream stream)
    {
        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        if (stream.Length < LengthBytes)
        {
            throw new ModelFileException($"expected a header of safetensors, got a file of {stream.Length} bytes. {Again}");
        }

        stream.Position = 0;
        stream.ReadExactly(lengthBytes);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        long room = stream.Length - LengthBytes;
        if (length > (ulong)Math.Min(room, MostBytes))
        {
            throw new ModelFileException($"expected a header of at most {Math.Min(room, MostBytes)} bytes, got a length of {length}. "
                + $"{Again}");
        }

        byte[] json = new byte[length];
        stream.ReadExactly(json);
        IReadOnlyList<SafeTensorsEntry> entries = Parse(json);
        RequireOneAfterAnother(entries, room - (long)length);
        return entries;
    }

    private static List<SafeTensorsEntry> Parse(byte[] json)
    {
        try
        {
            List<SafeTensorsEntry> entries = [];
            Utf8JsonReader reader = new(json);
            Require(ref reader, JsonTokenType.StartObject, "an object of arrays");
            while (Next(ref reader) == JsonTokenType.PropertyName)
            {
                string name = Text(ref reader);
                if (name == "__metadata__")
                {
                    reader.Skip();
                    continue;
                }

                entries.Add(entries.Count < MostArrays
                    ? Entry(ref reader, name)
                    : throw new ModelFileException($"expected at most {MostArrays} arrays in a file of safetensors, got more."));
            }

            // Behind the object there may be spaces.
            _ = reader.Read();
            return entries;
        }
        catch (JsonException error)
        {
            throw new ModelFileException($"expected a header of safetensors in JSON, got one that is none ({error.Message}). {Again}",
                error);
        }
    }

    private static SafeTensorsEntry Entry(ref Utf8JsonReader reader, string name)
    {
        SafeTensorsType? type = null;
        List<long>? shape = null, offsets = null;
        Require(ref reader, JsonTokenType.StartObject, $"dtype, shape and data_offsets of '{name}'");
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            switch (Text(ref reader))
            {
                case "dtype" when type is null:
                    type = Type(ref reader, name);
                    break;
                case "shape" when shape is null:
                    shape = Numbers(ref reader, name);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = Numbers(ref reader, name);
                    break;
                case var other:
                    throw new ModelFileException($"expected dtype, shape and data_offsets of '{name}', once each, got '{other}'. {Again}");
            }
        }

        return type is { } numbers && shape is not null && offsets is [var start, var end]
            ? Entry(name, numbers, shape, start, end)
            : throw new ModelFileException($"expected dtype, shape and two data_offsets of '{name}', got not all of them. {Again}");
    }

    private static SafeTensorsEntry Entry(string name, SafeTensorsType type, List<long> shape, long start, long end)
    {
        // Beyond 2^62 it is only compared.
        decimal bytes = shape.Aggregate((decimal)type.Width(), (product, extent) =>
            extent == 0 ? 0 : Math.Min(product, 1L << 62) * Math.Min(extent, 1L << 32));
        return shape.Max(extent => (long?)extent) is null or <= int.MaxValue && end >= start && end - start == bytes
            ? new SafeTensorsEntry(name, type, new Shape([.. shape.Select(extent => (int)extent)]), start, end)
            : throw new ModelFileException($"expected {bytes} bytes for {type} of shape [{string.Join(", ", shape)}], got {start} to "
                + $"{end} for '{name}'. {Again}");
    }

    private static SafeTensorsType Type(ref Utf8JsonReader reader, string name)
    {
        Require(ref reader, JsonTokenType.String, $"the dtype of '{name}' as text");
        string text = Text(ref reader);
        return Enum.GetNames<SafeTensorsType>().Contains(text)
            ? Enum.Parse<SafeTensorsType>(text)
            : throw new ModelFileException($"expected '{name}' to have numbers of {string.Join(", ", Enum.GetNames<SafeTensorsType>())}, "
                + $"got {text}. "
                + "Save it as F32.");
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length > LongestText)
        {
            throw new ModelFileException($"expected names of at most {LongestText} bytes in the header of safetensors, got one of "
                + $"{reader.ValueSpan.Length}.");
        }

        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new ModelFileException($"expected a header of safetensors in JSON, got one that is none: a name is no text in UTF-8. "
                + $"{Again}");
        }
    }

    private static List<long> Numbers(ref Utf8JsonReader reader, string name)
    {
        List<long> numbers = [];
        Require(ref reader, JsonTokenType.StartArray, $"whole numbers for '{name}'");
        while (Next(ref reader) == JsonTokenType.Number && numbers.Count < 32 && reader.TryGetInt64(out long number) && number >= 0)
        {
            numbers.Add(number);
        }

        return reader.TokenType == JsonTokenType.EndArray
            ? numbers
            : throw new ModelFileException($"expected at most 32 whole numbers for '{name}', got something else. {Again}");
    }

    private static void RequireOneAfterAnother(IReadOnlyList<SafeTensorsEntry> entries, long length)
    {
        long end = 0;
        foreach (SafeTensorsEntry entry in entries.OrderBy(entry => entry.Start).ThenBy(entry => entry.End))
        {
            end = entry.Start == end
                ? entry.End
                : throw new ModelFileException($"expected the bytes of '{entry.Name}' to begin at {end}, where others end, got "
                    + $"{entry.Start}. {Again}");
        }

        if (end != length)
        {
            throw new ModelFileException($"expected {end} bytes of arrays behind the header, got {length}. {Again}");
        }
    }

    private static void Require(ref Utf8JsonReader reader, JsonTokenType kind, string what)
    {
        if (Next(ref reader) != kind)
        {
            throw new ModelFileException($"expected {what} in the header of safetensors, got {reader.TokenType}. {Again}");
        }
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader) => reader.Read() ? reader.TokenType : JsonTokenType.None;
}
