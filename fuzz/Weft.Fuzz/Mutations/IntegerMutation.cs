using System.Buffers.Binary;

namespace Weft.Fuzz.Mutations;

/// <summary>Puts numbers that programs stumble over at any place, or changes by little what may be a length there.</summary>
internal sealed class IntegerMutation : Mutation
{
    // A file's first bytes say most about the rest.
    private const int Head = 64;

    private static readonly ulong[] s_interesting =
    [
        0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 100, 127, 128, 255, 256, 512, 1000, 1024, 4096, 10_000, 32_767, 32_768, 65_535, 65_536,
        1_000_000, 0x7FFF_FFC7, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF, 0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFFF,
        0x8000_0000_0000_0000, ulong.MaxValue - 1, ulong.MaxValue,
    ];

    public override bool Fits(ReadOnlySpan<byte> bytes) => bytes.Length >= 8;

    public override byte[] Apply(byte[] bytes, MutationContext context)
    {
        Dice dice = context.Dice;
        byte[] changed = [.. bytes];
        int width = 1 << dice.Below(4);
        int places = changed.Length - width + 1;
        Change(changed.AsSpan(dice.Below(dice.OneIn(3) ? Math.Min(Head, places) : places), width), dice);
        return changed;
    }

    /// <summary>Changes the number in a few bytes.</summary>
    public static void Change(Span<byte> place, Dice dice)
    {
        bool isBig = dice.OneIn(2);
        ulong number = Read(place, isBig);
        ulong changed = dice.Below(4) switch
        {
            0 => number + (ulong)dice.Below(33) - 16,
            1 => dice.OneIn(2) ? number * 2 : number / 2,
            _ => dice.Pick(s_interesting),
        };
        Write(place, changed, isBig);
    }

    private static ulong Read(ReadOnlySpan<byte> place, bool isBig)
    {
        ulong number = 0;
        for (int i = 0; i < place.Length; i++)
        {
            number |= (ulong)place[i] << (8 * (isBig ? place.Length - 1 - i : i));
        }

        return number;
    }

    private static void Write(Span<byte> place, ulong number, bool isBig)
    {
        Span<byte> all = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(all, number);
        all[..place.Length].CopyTo(place);
        if (isBig)
        {
            place.Reverse();
        }
    }
}
