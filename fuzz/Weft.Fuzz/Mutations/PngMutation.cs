using System.Buffers.Binary;
using System.IO.Hashing;

namespace Weft.Fuzz.Mutations;

/// <summary>Damages, doubles, drops and moves chunks of a PNG, whose sums are right afterwards.</summary>
internal sealed class PngMutation : Mutation
{
    private const int Signature = 8;

    public override bool Fits(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']);

    public override byte[] Apply(byte[] bytes, MutationContext context)
    {
        Dice dice = context.Dice;
        List<byte[]> chunks = Chunks(bytes);
        if (chunks.Count == 0)
        {
            return new BlockMutation().Apply(bytes, context);
        }

        int at = dice.Below(chunks.Count), other = dice.Below(chunks.Count);
        switch (dice.Below(8))
        {
            case 0:
                chunks.RemoveAt(at);
                break;
            case 1:
                chunks.InsertRange(at, Enumerable.Repeat(chunks[other], dice.Small(20)));
                break;
            case 2:
                (chunks[at], chunks[other]) = (chunks[other], chunks[at]);
                break;
            default:
                byte[] data = Any(chunks[at][8..^4], context with { Depth = context.Depth + 1 });
                chunks[at] = Chunk(chunks[at].AsSpan(4, 4), data);
                break;
        }

        return [.. bytes[..Signature], .. chunks.SelectMany(chunk => chunk)];
    }

    public static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        byte[] chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Crc32.HashToUInt32(chunk.AsSpan(4, data.Length + 4)));
        return chunk;
    }

    private static List<byte[]> Chunks(byte[] bytes)
    {
        List<byte[]> chunks = [];
        for (int at = Signature; at + 12 <= bytes.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
            if (length > bytes.Length - at - 12)
            {
                break;
            }

            chunks.Add(bytes[at..(at + 12 + (int)length)]);
            at += 12 + (int)length;
        }

        return chunks;
    }
}
