using System.Text;

namespace Weft.Tests.Reference;

/// <summary>Reads TensorBoard event files by the published framing and field numbers: checksums bit by bit, messages field by field.</summary>
internal static class EventReader
{
    /// <summary>The messages of a file, each checked against its two checksums.</summary>
    public static List<ProtoFields> Events(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        List<ProtoFields> events = [];
        for (int at = 0; at < file.Length;)
        {
            ulong length = Little(file, at, 8);
            Assert.Equal(Masked(file, at, 8), Little(file, at + 8, 4));
            Assert.True(length <= (ulong)(file.Length - at - 16), $"A record of {length} bytes at {at} of {file.Length}.");
            Assert.Equal(Masked(file, at + 12, (int)length), Little(file, at + 12 + (int)length, 4));
            events.Add(new ProtoFields(file[(at + 12)..(at + 12 + (int)length)]));
            at += 16 + (int)length;
        }

        return events;
    }

    /// <summary>The CRC-32C (Castagnoli, 0x1EDC6F41) of nine known digits is 0xE3069283.</summary>
    public static uint Crc32C(byte[] bytes, int start, int length)
    {
        uint crc = 0xFFFFFFFF;
        for (int i = start; i < start + length; i++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                bool odd = ((crc ^ (uint)(bytes[i] >> bit)) & 1) == 1;
                crc = (crc >> 1) ^ (odd ? 0x82F63B78 : 0);
            }
        }

        return crc ^ 0xFFFFFFFF;
    }

    private static ulong Masked(byte[] bytes, int start, int length)
    {
        uint crc = Crc32C(bytes, start, length);
        return unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8);
    }

    private static ulong Little(byte[] bytes, int start, int count) => Enumerable.Range(0, count).Aggregate(0ul, (sum, i) => sum | ((ulong)bytes[start + i] << (8 * i)));
}

/// <summary>The fields of a protocol buffers message, by number, in the order they came.</summary>
internal sealed class ProtoFields
{
    private readonly List<(int Field, int Wire, ulong Number, byte[] Data)> _fields = [];

    public ProtoFields(byte[] bytes)
    {
        int at = 0;
        ulong Varint()
        {
            ulong value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte next = bytes[at++];
                value |= (ulong)(next & 0x7f) << shift;
                if (next < 0x80)
                {
                    return value;
                }
            }
        }

        byte[] Take(int count) => bytes[at..(at += count)];

        while (at < bytes.Length)
        {
            ulong tag = Varint();
            int wire = (int)(tag & 7);
            ulong number = wire is 0 or 2 ? Varint() : 0;
            byte[] data = wire switch
            {
                0 => [],
                1 => Take(8),
                2 => Take((int)number),
                5 => Take(4),
                _ => throw new InvalidDataException($"wire type {wire}"),
            };
            _fields.Add(((int)(tag >> 3), wire, number, data));
        }
    }

    public IEnumerable<int> Numbers => _fields.Select(entry => entry.Field);

    public long Integer(int field) => (long)One(field, 0).Number;

    public double Double(int field) => BitConverter.ToDouble(One(field, 1).Data);

    public float Float(int field) => BitConverter.ToSingle(One(field, 5).Data);

    public byte[] Data(int field) => One(field, 2).Data;

    public string Text(int field) => Encoding.UTF8.GetString(Data(field));

    public ProtoFields Message(int field) => new(Data(field));

    public double[] Doubles(int field) => [.. Data(field).Chunk(8).Select(chunk => BitConverter.ToDouble(chunk))];

    private (int Field, int Wire, ulong Number, byte[] Data) One(int field, int wire) => Assert.Single(_fields, entry => entry.Field == field && entry.Wire == wire);
}
