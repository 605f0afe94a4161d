using System.Globalization;
using System.Text;

namespace Weft.Fuzz.Mutations;

/// <summary>Changes text by its numbers, lines, words and quotes; text inside a binary file too.</summary>
internal sealed class TextMutation : Mutation
{
    private const int LeastText = 8;
    private const int LongWord = 100_000;
    private const int ShortWord = 300;

    private static readonly string[] s_numbers =
    [
        "0", "1", "-1", "2147483647", "2147483648", "-2147483648", "4294967295", "9223372036854775807", "99999999999999999999", "1e400",
        "-1e400", "1e-400", "NaN", "Infinity", "0.5", "1.0", "0x10", "+1", "00", "3,", "1_000", "65535", "100000", "46341",
    ];

    private static readonly string[] s_strangers =
    [
        "\0", "\"", "\"\"", ",", ";", "\t", "\r", "\n", "\r\n", "\uFEFF", "\uFFFD", "..", "../..", "/", "\\", "'", "(", ")", "[", "{", " ",
        "\u202E", "é", "𝔘", "label", "path", "split", "train", "test", "pixels", "null", "true",
    ];

    public override bool Fits(ReadOnlySpan<byte> bytes) => TextAt(bytes) is var (_, length) && length >= LeastText;

    public override byte[] Apply(byte[] bytes, MutationContext context)
    {
        (int start, int length) = TextAt(bytes);
        string text = Encoding.Latin1.GetString(bytes, start, length);
        string mutated = Change(text, context.Dice);
        byte[] changed = (mutated.Any(letter => letter > 0xFF) ? Encoding.UTF8 : Encoding.Latin1).GetBytes(mutated);
        return [.. bytes[..start], .. changed, .. bytes[(start + length)..]];
    }

    private static string Change(string text, Dice dice) => dice.Below(7) switch
    {
        0 or 1 => Number(text, dice),
        2 => Lines(text, dice),
        3 => text.Insert(dice.Below(text.Length + 1), dice.Pick(s_strangers)),
        4 => text.Insert(dice.Below(text.Length + 1), OneLetter(dice)),
        5 => Word(text, dice),
        _ => text.Replace((char)(32 + dice.Below(64)), (char)(32 + dice.Below(64))),
    };

    private static string OneLetter(Dice dice) =>
        new((char)('0' + dice.Below(75)), dice.Small(dice.OneIn(LargeOneIn) ? LongWord : ShortWord));

    private static string Number(string text, Dice dice)
    {
        int from = dice.Below(text.Length);
        int start = from + text.AsSpan(from).IndexOfAnyInRange('0', '9');
        if (start < from)
        {
            return text + dice.Pick(s_numbers);
        }

        int end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return string.Concat(text.AsSpan(0, start), Other(text[start..end], dice), text.AsSpan(end));
    }

    private static string Other(string digits, Dice dice) =>
        dice.OneIn(3) && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? (number + dice.Below(5) - 2).ToString(CultureInfo.InvariantCulture)
            : dice.Pick(s_numbers);

    private static string Lines(string text, Dice dice)
    {
        List<string> lines = [.. text.Split('\n')];
        int at = dice.Below(lines.Count), other = dice.Below(lines.Count);
        switch (dice.Below(4))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.InsertRange(at, Enumerable.Repeat(lines[other], dice.Small(100)));
                break;
            case 2:
                (lines[at], lines[other]) = (lines[other], lines[at]);
                break;
            default:
                lines.Insert(at, string.Empty);
                break;
        }

        return string.Join('\n', lines);
    }

    private static string Word(string text, Dice dice)
    {
        string[] words = text.Split(',', ';', ' ', '\t');
        string word = dice.Pick(words);
        return word.Length == 0 ? text : text.Replace(word, dice.OneIn(3) ? string.Empty : dice.Pick(words), StringComparison.Ordinal);
    }

    // The longest stretch of printable characters among the first bytes, where the headers of binary files lie.
    private static (int Start, int Length) TextAt(ReadOnlySpan<byte> bytes)
    {
        (int start, int length) = (0, 0);
        for (int at = 0; at < bytes.Length && at < 4096; at++)
        {
            int end = at;
            while (end < bytes.Length && bytes[end] is (>= 32 and < 127) or (byte)'\n' or (byte)'\r' or (byte)'\t' or >= 0x80)
            {
                end++;
            }

            if (end - at > length)
            {
                (start, length) = (at, end - at);
            }

            at = end;
        }

        return (start, length);
    }
}
