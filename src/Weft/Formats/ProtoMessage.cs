using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Weft.Formats;

/// <summary>A protocol buffers message that is being written: fields by number, in the wire format.</summary>
internal sealed class ProtoMessage
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    private enum Wire
    {
        Varint = 0,
        Fixed64 = 1,
        Bytes = 2,
        Fixed32 = 5,
    }

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    public ProtoMessage Integer(int field, long value)
    {
        Tag(field, Wire.Varint);
        Varint((ulong)value);
        return this;
    }

    public ProtoMessage Double(int field, double value)
    {
        Tag(field, Wire.Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
        return this;
    }

    public ProtoMessage Float(int field, float value)
    {
        Tag(field, Wire.Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
        return this;
    }

    public ProtoMessage Text(int field, string value) => Data(field, Encoding.UTF8.GetBytes(value));

    public ProtoMessage Message(int field, ProtoMessage value) => Data(field, value.Bytes);

    public ProtoMessage Data(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, Wire.Bytes);
        Varint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    /// <summary>A repeated field of doubles, packed.</summary>
    public ProtoMessage Doubles(int field, ReadOnlySpan<double> values)
    {
        byte[] packed = new byte[8 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(packed.AsSpan(8 * i), values[i]);
        }

        return Data(field, packed);
    }

    private void Tag(int field, Wire wire) => Varint(((ulong)field << 3) | (ulong)wire);

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Byte((byte)(value | 0x80));
        }

        Byte((byte)value);
    }

    private void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }
}
