using System.Buffers.Binary;

namespace Weft.Fuzz.Mutations;

/// <summary>
/// Changes numbers in the headers of an HDF5 file, and leads its addresses elsewhere: to another header, to themselves, in a circle.
/// </summary>
internal sealed class HdfMutation : Mutation
{
    private const int HeaderReach = 96;

    private static readonly byte[][] s_signatures =
    [
        "TREE"u8.ToArray(), "HEAP"u8.ToArray(), "SNOD"u8.ToArray(), "OHDR"u8.ToArray(), "OCHK"u8.ToArray(), "GCOL"u8.ToArray(),
        "FRHP"u8.ToArray(), "FHDB"u8.ToArray(), "BTHD"u8.ToArray(), "BTLF"u8.ToArray(), "\u0089HDF"u8[1..].ToArray(),
    ];

    public override bool Fits(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F']);

    public override byte[] Apply(byte[] bytes, MutationContext context)
    {
        Dice dice = context.Dice;
        List<int> headers = Headers(bytes);
        if (headers.Count == 0 || bytes.Length < HeaderReach)
        {
            return new BlockMutation().Apply(bytes, context);
        }

        byte[] changed = [.. bytes];
        List<int> addresses = dice.OneIn(2) ? Addresses(bytes) : [];
        if (addresses.Count > 0)
        {
            long target = dice.OneIn(2) ? dice.Pick(headers) : BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(dice.Pick(addresses)));
            BinaryPrimitives.WriteInt64LittleEndian(changed.AsSpan(dice.Pick(addresses)), target);
            return changed;
        }

        int at = Math.Min(dice.Pick(headers) + dice.Below(HeaderReach), bytes.Length - 8);
        IntegerMutation.Change(changed.AsSpan(at, 1 << dice.Below(4)), dice);
        return changed;
    }

    private static List<int> Headers(ReadOnlySpan<byte> bytes)
    {
        List<int> found = [];
        foreach (byte[] signature in s_signatures)
        {
            for (int from = 0; bytes[from..].IndexOf(signature) is >= 0 and int at; from += at + 1)
            {
                found.Add(from + at);
            }
        }

        return found;
    }

    // Numbers that may be the place of something in the file. Small ones are counts more often.
    private static List<int> Addresses(ReadOnlySpan<byte> bytes)
    {
        List<int> found = [];
        for (int at = 0; at + 8 <= bytes.Length; at += at < 128 ? 1 : 4)
        {
            if (BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]) is >= 40 and var address && address < bytes.Length)
            {
                found.Add(at);
            }
        }

        return found;
    }
}
