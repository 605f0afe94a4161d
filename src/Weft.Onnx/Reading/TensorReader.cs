using System.Buffers.Binary;
using System.Runtime.InteropServices;

using Weft.Onnx.Proto;

namespace Weft.Onnx.Reading;

/// <summary>Reads the numbers of a tensor, however the file holds them.</summary>
/// <param name="folder">Where external data lies; null where there is no folder.</param>
internal sealed class TensorReader(string? folder)
{
    private const int External = 1;

    // More extents than that are no tensor of a network.
    private const int MostAxes = 16;

    /// <exception cref="ModelFileException">The tensor is damaged, of a type without numbers, or its external data cannot be
    /// read.</exception>
    public OnnxTensor Read(TensorProto tensor)
    {
        ElementType type = (ElementType)tensor.DataType;
        if (!type.IsReal() && !type.IsWhole())
        {
            throw new ModelFileException($"tensor '{tensor.Name}': expected numbers, got {type.Word()}. Weft has no values of this type.");
        }

        (int[] dims, int count) = Extents(tensor);
        ReadOnlyMemory<byte> raw = tensor.DataLocation == External ? ExternalData.Read(tensor, folder, (long)count * type.Bytes())
            : tensor.RawData.Memory;
        if (tensor.DataLocation == External || !raw.IsEmpty || count == 0)
        {
            Require(tensor, dims, raw.Length, (long)count * type.Bytes(), "bytes");
            return type.IsReal() ? OnnxTensor.Of(dims, Reals(raw.Span, type, count), type)
                : OnnxTensor.Of(dims, Wholes(raw.Span, type, count), type);
        }

        int given = type switch
        {
            ElementType.Float => tensor.FloatData.Count,
            ElementType.Double => tensor.DoubleData.Count,
            ElementType.Int64 => tensor.Int64Data.Count,
            ElementType.UInt32 or ElementType.UInt64 => tensor.Uint64Data.Count,
            _ => tensor.Int32Data.Count,
        };
        Require(tensor, dims, given, count, "numbers");
        return type switch
        {
            ElementType.Float => OnnxTensor.Of(dims, [.. tensor.FloatData], type),
            ElementType.Double => OnnxTensor.Of(dims, [.. tensor.DoubleData.Select(value => (float)value)], type),
            ElementType.Float16 => OnnxTensor.Of(dims, [.. tensor.Int32Data.Select(bits =>
                (float)BitConverter.UInt16BitsToHalf((ushort)bits))], type),
            ElementType.BFloat16 => OnnxTensor.Of(dims, [.. tensor.Int32Data.Select(bits => BitConverter.Int32BitsToSingle(bits << 16))],
                type),
            ElementType.Int64 => OnnxTensor.Of(dims, [.. tensor.Int64Data], type),
            ElementType.UInt32 or ElementType.UInt64 => OnnxTensor.Of(dims, [.. tensor.Uint64Data.Select(value => (long)value)], type),
            _ => OnnxTensor.Of(dims, [.. tensor.Int32Data.Select(value => type.Wrap(value))], type),
        };
    }

    // The product is checked before anything is made of it.
    private static (int[] Dims, int Count) Extents(TensorProto tensor)
    {
        long count = 1;
        foreach (long extent in tensor.Dims)
        {
            if (extent < 0 || extent > int.MaxValue || tensor.Dims.Count > MostAxes || (count *= extent) > Array.MaxLength)
            {
                throw new ModelFileException(
                    $"tensor '{tensor.Name}': expected the extents of an array, got [{string.Join(", ", tensor.Dims.Take(MostAxes))}]. "
                        + $"The file is damaged.");
            }
        }

        return ([.. tensor.Dims.Select(extent => (int)extent)], (int)count);
    }

    private static void Require(TensorProto tensor, int[] dims, long got, long expected, string what)
    {
        if (got != expected)
        {
            throw new ModelFileException(
                $"tensor '{tensor.Name}': expected {expected} {what} for extents [{string.Join(", ", dims)}], got {got}. The file is "
                    + $"damaged.");
        }
    }

    private static float[] Reals(ReadOnlySpan<byte> raw, ElementType type, int count)
    {
        float[] values = new float[count];
        if (type == ElementType.Float && BitConverter.IsLittleEndian)
        {
            raw.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        int size = type.Bytes();
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> bytes = raw.Slice(i * size, size);
            values[i] = type switch
            {
                ElementType.Float => BinaryPrimitives.ReadSingleLittleEndian(bytes),
                ElementType.Double => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
                ElementType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
                _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
            };
        }

        return values;
    }

    private static long[] Wholes(ReadOnlySpan<byte> raw, ElementType type, int count)
    {
        long[] values = new long[count];
        int size = type.Bytes();
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> bytes = raw.Slice(i * size, size);
            values[i] = type.Wrap(size switch
            {
                1 => bytes[0],
                2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
                4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
                _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            });
        }

        return values;
    }
}
