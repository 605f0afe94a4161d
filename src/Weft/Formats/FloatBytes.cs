using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Weft.Formats;

/// <summary>Floats as bytes, little-endian whatever the machine.</summary>
internal static class FloatBytes
{
    /// <summary>The values' bytes: themselves where the machine has them so, otherwise a copy.</summary>
    public static ReadOnlySpan<byte> Of(float[] values) =>
        BitConverter.IsLittleEndian ? MemoryMarshal.AsBytes(values.AsSpan()) : Write(values);

    public static byte[] Write(ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        return bytes;
    }

    public static float[] Read(ReadOnlySpan<byte> bytes)
    {
        float[] values = new float[bytes.Length / sizeof(float)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        }

        return values;
    }
}
