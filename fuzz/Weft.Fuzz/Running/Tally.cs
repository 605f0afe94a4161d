using System.Globalization;

namespace Weft.Fuzz.Running;

/// <summary>What became of a reader's inputs.</summary>
internal sealed class Tally
{
    private const int Fields = 5;

    public long Inputs { get; private set; }

    public long Answers { get; private set; }

    public double Seconds { get; private set; }

    public double SlowestSeconds { get; private set; }

    public long MostBytes { get; private set; }

    public void Add(Outcome outcome)
    {
        Inputs++;
        Answers += outcome.Kind == OutcomeKind.Answer ? 1 : 0;
        Seconds += outcome.Seconds;
        SlowestSeconds = Math.Max(SlowestSeconds, outcome.Seconds);
        MostBytes = Math.Max(MostBytes, outcome.Bytes);
    }

    public void Add(Tally other)
    {
        Inputs += other.Inputs;
        Answers += other.Answers;
        Seconds += other.Seconds;
        SlowestSeconds = Math.Max(SlowestSeconds, other.SlowestSeconds);
        MostBytes = Math.Max(MostBytes, other.MostBytes);
    }

    /// <summary>As a child tells its parent.</summary>
    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Inputs} {Answers} {Seconds:R} {SlowestSeconds:R} {MostBytes}");

    public static Tally FromLine(string line) => line.Split(' ') is { Length: Fields } words
        ? new Tally
        {
            Inputs = long.Parse(words[0], CultureInfo.InvariantCulture),
            Answers = long.Parse(words[1], CultureInfo.InvariantCulture),
            Seconds = double.Parse(words[2], CultureInfo.InvariantCulture),
            SlowestSeconds = double.Parse(words[3], CultureInfo.InvariantCulture),
            MostBytes = long.Parse(words[4], CultureInfo.InvariantCulture),
        }
        : throw new FormatException($"expected a tally of {Fields} numbers, got '{line}'.");

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Inputs,9} inputs, {Answers,9} taken, {Inputs / Math.Max(Seconds, 1e-9),8:f0} a second of work, "
            + $"slowest {SlowestSeconds,5:f2} s, most {MostBytes >> 20,4} MB");
}
