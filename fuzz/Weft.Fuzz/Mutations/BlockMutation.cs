namespace Weft.Fuzz.Mutations;

/// <summary>Cuts, flips, deletes, repeats, swaps and splices stretches of bytes.</summary>
internal sealed class BlockMutation : Mutation
{
    private const int LargestBlock = 256;
    private const int MostFlips = 16;
    private const int MostRepeats = 200;

    public override bool Fits(ReadOnlySpan<byte> bytes) => true;

    public override byte[] Apply(byte[] bytes, MutationContext context)
    {
        Dice dice = context.Dice;
        int at = dice.Below(bytes.Length + 1);
        int length = Math.Min(bytes.Length - at, dice.Small(dice.OneIn(8) ? bytes.Length + 1 : LargestBlock));
        return dice.Below(8) switch
        {
            0 => bytes[..at],
            1 or 2 => Flipped(bytes, dice),
            3 => [.. bytes[..at], .. bytes[(at + length)..]],
            4 => Repeated(bytes, at, length, dice),
            5 => Swapped(bytes, at, length, dice),
            6 => Spliced(bytes, at, context),
            _ => Noise(bytes, at, length, dice),
        };
    }

    private static byte[] Flipped(byte[] bytes, Dice dice)
    {
        byte[] flipped = [.. bytes];
        for (int i = bytes.Length == 0 ? 0 : dice.Small(MostFlips); i > 0; i--)
        {
            flipped[dice.Below(bytes.Length)] ^= (byte)(1 << dice.Below(8));
        }

        return flipped;
    }

    private static byte[] Repeated(byte[] bytes, int at, int length, Dice dice)
    {
        int times = dice.Small(dice.OneIn(LargeOneIn) ? MostRepeats : 8);
        byte[] repeated = new byte[bytes.Length + (times * length)];
        bytes.AsSpan(0, at).CopyTo(repeated);
        for (int i = 0; i < times; i++)
        {
            bytes.AsSpan(at, length).CopyTo(repeated.AsSpan(at + (i * length)));
        }

        bytes.AsSpan(at).CopyTo(repeated.AsSpan(at + (times * length)));
        return repeated;
    }

    private static byte[] Swapped(byte[] bytes, int at, int length, Dice dice)
    {
        byte[] swapped = [.. bytes];
        int other = dice.Below(bytes.Length - length + 1);
        bytes.AsSpan(at, length).CopyTo(swapped.AsSpan(other));
        bytes.AsSpan(other, Math.Min(length, bytes.Length - other)).CopyTo(swapped.AsSpan(at));
        return swapped;
    }

    // A stretch of another file, over the bytes that are there, between them, or for all that follows.
    private static byte[] Spliced(byte[] bytes, int at, MutationContext context)
    {
        Dice dice = context.Dice;
        byte[] other = dice.Pick(context.Seeds).Bytes;
        int from = dice.Below(other.Length + 1);
        int length = Math.Min(other.Length - from, dice.Small(other.Length + 1));
        byte[] part = other[from..(from + length)];
        return dice.Below(3) switch
        {
            0 => [.. bytes[..at], .. part, .. bytes[Math.Min(bytes.Length, at + length)..]],
            1 => [.. bytes[..at], .. part, .. bytes[at..]],
            _ => [.. bytes[..at], .. part],
        };
    }

    private static byte[] Noise(byte[] bytes, int at, int length, Dice dice)
    {
        byte[] noisy = [.. bytes];
        int kind = dice.Below(3);
        for (int i = at; i < at + length; i++)
        {
            noisy[i] = kind switch { 0 => 0, 1 => 0xFF, _ => (byte)dice.Below(256) };
        }

        return noisy;
    }
}
