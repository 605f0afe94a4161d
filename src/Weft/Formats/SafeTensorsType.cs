using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Weft.Formats;

/// <summary>The types of numbers that files of safetensors have and that become floats.</summary>
internal enum SafeTensorsType
{
    F32,
    F64,
    F16,
    BF16,
    I64,
    I32,
    I16,
    I8,
    U64,
    U32,
    U16,
    U8,
    BOOL,
}

/// <summary>What the types' bytes mean.</summary>
internal static class SafeTensorsTypes
{
    /// <summary>How many bytes a number has.</summary>
    public static int Width(this SafeTensorsType type) => type switch
    {
        SafeTensorsType.F64 or SafeTensorsType.I64 or SafeTensorsType.U64 => 8,
        SafeTensorsType.F32 or SafeTensorsType.I32 or SafeTensorsType.U32 => 4,
        SafeTensorsType.F16 or SafeTensorsType.BF16 or SafeTensorsType.I16 or SafeTensorsType.U16 => 2,
        _ => 1,
    };

    /// <summary>The nearest floats to numbers that lie little-endian in a file.</summary>
    public static void ToFloats(this SafeTensorsType type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        if (type == SafeTensorsType.F32 && BitConverter.IsLittleEndian)
        {
            MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
            return;
        }

        int width = type.Width();
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> number = bytes.Slice(i * width, width);
            values[i] = type switch
            {
                SafeTensorsType.F32 => BinaryPrimitives.ReadSingleLittleEndian(number),
                SafeTensorsType.F64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(number),
                SafeTensorsType.F16 => (float)BinaryPrimitives.ReadHalfLittleEndian(number),
                // The upper half of a 32-bit float.
                SafeTensorsType.BF16 => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(number) << 16),
                SafeTensorsType.I64 => BinaryPrimitives.ReadInt64LittleEndian(number),
                SafeTensorsType.I32 => BinaryPrimitives.ReadInt32LittleEndian(number),
                SafeTensorsType.I16 => BinaryPrimitives.ReadInt16LittleEndian(number),
                SafeTensorsType.I8 => (sbyte)number[0],
                SafeTensorsType.U64 => BinaryPrimitives.ReadUInt64LittleEndian(number),
                SafeTensorsType.U32 => BinaryPrimitives.ReadUInt32LittleEndian(number),
                SafeTensorsType.U16 => BinaryPrimitives.ReadUInt16LittleEndian(number),
                _ => number[0],
            };
        }
    }
}
