using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Weft.Formats;

/// <summary>Writes 32-bit floats as a file of safetensors.</summary>
internal static class SafeTensorsWriter
{
    // The values begin at a multiple of this, as the format's own writers have it.
    private const int Alignment = 8;

    /// <summary>Writes arrays, in order.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="arrays">Names and values.</param>
    public static void Write(Stream stream, IReadOnlyCollection<KeyValuePair<string, Tensor>> arrays)
    {
        byte[] header = Header(arrays);
        Span<byte> length = stackalloc byte[SafeTensorsHeader.LengthBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach ((_, Tensor values) in arrays)
        {
            stream.Write(FloatBytes.Of(values.Values));
        }
    }

    private static byte[] Header(IReadOnlyCollection<KeyValuePair<string, Tensor>> arrays)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            long start = 0;
            foreach ((string name, Tensor values) in arrays)
            {
                long end = start + ((long)values.Size * sizeof(float));
                json.WriteStartObject(name);
                json.WriteString("dtype", nameof(SafeTensorsType.F32));
                Write(json, "shape", values.Shape.Select(extent => (long)extent));
                Write(json, "data_offsets", [start, end]);
                json.WriteEndObject();
                start = end;
            }

            json.WriteEndObject();
        }

        text.Write(Encoding.ASCII.GetBytes(new string(' ', (int)((Alignment - (text.Length % Alignment)) % Alignment))));
        return text.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
