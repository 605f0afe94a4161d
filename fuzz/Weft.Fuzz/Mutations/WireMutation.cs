using System.Buffers;

namespace Weft.Fuzz.Mutations;

/// <summary>
/// Damages fields of a protobuf message, however deep, and writes the lengths around them anew: dropped, doubled, moved, of other numbers.
/// </summary>
internal sealed class WireMutation : Mutation
{
    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;
    private const int MostDown = 8;

    // ONNX begins with its version, field 1, a number.
    public override bool Fits(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 2 && bytes[0] == 0x08 && Fields(bytes.ToArray()) is { Count: > 1 };

    public override byte[] Apply(byte[] bytes, MutationContext context) => Apply(bytes, context, depth: 0);

    private static byte[] Apply(byte[] bytes, MutationContext context, int depth)
    {
        Dice dice = context.Dice;
        if (Fields(bytes) is not { Count: > 0 } fields)
        {
            return Any(bytes, context with { Depth = context.Depth + 1 });
        }

        int at = dice.Below(fields.Count), other = dice.Below(fields.Count);
        switch (depth < MostDown && fields[at].Kind == Delimited && !dice.OneIn(4) ? -1 : dice.Below(6))
        {
            case -1:
                // Most of what has a length is a message itself; what is not, text or numbers, is damaged as such.
                fields[at] = fields[at] with { Value = Apply(fields[at].Value, context, depth + 1) };
                break;
            case 0:
                fields.RemoveAt(at);
                break;
            case 1:
                fields.InsertRange(at, Enumerable.Repeat(fields[other], dice.Small(100)));
                break;
            case 2:
                (fields[at], fields[other]) = (fields[other], fields[at]);
                break;
            case 3:
                fields[at] = fields[at] with { Number = dice.Small(30) };
                break;
            default:
                fields[at] = Changed(fields[at], dice);
                break;
        }

        ArrayBufferWriter<byte> message = new(bytes.Length + 64);
        foreach (Field field in fields)
        {
            Write(field, message);
        }

        return message.WrittenSpan.ToArray();
    }

    private static Field Changed(Field field, Dice dice)
    {
        byte[] value = field.Value.Length == 0 ? new byte[1] : [.. field.Value];
        if (field.Kind == Varint)
        {
            Span<byte> number = BitConverter.GetBytes(ReadVarint(value, 0).Number);
            IntegerMutation.Change(number, dice);
            return field with { Value = WriteVarint(BitConverter.ToUInt64(number)) };
        }

        IntegerMutation.Change(value.AsSpan(dice.Below(value.Length), 1), dice);
        return field with { Value = value };
    }

    // The fields of a message; null where the bytes are none.
    private static List<Field>? Fields(byte[] bytes)
    {
        List<Field> fields = [];
        for (int at = 0; at < bytes.Length;)
        {
            (ulong tag, int begin) = ReadVarint(bytes, at);
            int kind = (int)(tag & 7);
            (int start, int end) = (begin, kind switch
            {
                Varint => ReadVarint(bytes, begin).Next,
                Fixed64 => begin + 8,
                Fixed32 => begin + 4,
                _ => -1,
            });
            if (kind == Delimited)
            {
                (ulong length, start) = ReadVarint(bytes, begin);
                end = length <= (ulong)(bytes.Length - start) ? start + (int)length : -1;
            }

            if (end < start || end > bytes.Length || begin == at || tag >> 3 is 0 or > 1000)
            {
                return null;
            }

            fields.Add(new Field((int)(tag >> 3), kind, bytes[start..end]));
            at = end;
        }

        return fields;
    }

    private static void Write(Field field, ArrayBufferWriter<byte> message)
    {
        message.Write(WriteVarint(((ulong)field.Number << 3) | (uint)field.Kind));
        if (field.Kind == Delimited)
        {
            message.Write(WriteVarint((ulong)field.Value.Length));
        }

        message.Write(field.Value);
    }

    private static (ulong Number, int Next) ReadVarint(byte[] bytes, int at)
    {
        ulong number = 0;
        for (int shift = 0; at < bytes.Length && shift < 64; shift += 7, at++)
        {
            number |= (ulong)(bytes[at] & 0x7F) << shift;
            if (bytes[at] < 0x80)
            {
                return (number, at + 1);
            }
        }

        return (number, Math.Min(at, bytes.Length));
    }

    private static byte[] WriteVarint(ulong number)
    {
        List<byte> bytes = [];
        for (; number >= 0x80; number >>= 7)
        {
            bytes.Add((byte)(number | 0x80));
        }

        return [.. bytes, (byte)number];
    }

    private sealed record Field(int Number, int Kind, byte[] Value);
}
