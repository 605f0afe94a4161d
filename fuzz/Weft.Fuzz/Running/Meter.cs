using System.Diagnostics;
using System.Globalization;

using Weft.Fuzz.Readers;

namespace Weft.Fuzz.Running;

/// <summary>Runs one input at a time within the limits of time and memory.</summary>
internal sealed class Meter(Reader reader)
{
    /// <summary>What an input may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>
    /// What an input may take at once: of the collector's heap, which the child is bound to, and by what the process grows.
    /// </summary>
    public const long ByteLimit = 512L << 20;

    // On a machine that others use as well, a clock proves nothing: work done counts where it is less, and what was slow runs again.
    private const int Tries = 3;

    private const long RaiseOfNoMatter = 64 << 20;

    // What takes so long is slow on any machine. Below it, all tries end before the parent takes the child for one that hangs.
    private const double SecondsOfNoDoubt = 3 * 2;

    private long _peak = ResidentPeak.Reset();

    /// <param name="input">The input.</param>
    /// <param name="isWhole">Whether it has to be taken.</param>
    public Outcome Run(Seed input, bool isWhole)
    {
        Outcome outcome = Once(input, isWhole);
        for (int i = 1; i < Tries && IsDoubtful(outcome); i++)
        {
            Outcome again = Once(input, isWhole);

            // What the first try took is still the most: only that one raised it.
            long bytes = Math.Max(outcome.Bytes, again.Bytes);
            outcome = (again.Seconds < outcome.Seconds ? again : outcome) with { Bytes = bytes };
        }

        return outcome.Kind == OutcomeKind.Finding ? outcome
            : outcome.Bytes > ByteLimit ? Beyond(outcome, $"took {outcome.Bytes >> 20} MB: {outcome.Message}", "memory")
            : outcome.Seconds > Limit.TotalSeconds ? Beyond(outcome, $"took {outcome.Seconds:f1} s: {outcome.Message}", "time")
            : outcome;
    }

    private static bool IsDoubtful(Outcome outcome) =>
        outcome.Kind != OutcomeKind.Finding && outcome.Seconds > Limit.TotalSeconds && outcome.Seconds < SecondsOfNoDoubt;

    private static Outcome Beyond(Outcome outcome, string message, string what) =>
        outcome with { Kind = OutcomeKind.Finding, Message = message, Place = $"{what} {outcome.Place}" };

    // To forget the peak takes longer than most inputs do, so it is only done where one has raised it by what may matter.
    private Outcome Once(Seed input, bool isWhole)
    {
        Outcome outcome = Once(input, isWhole, out long raise);
        if (raise <= RaiseOfNoMatter)
        {
            return outcome;
        }

        _peak = ResidentPeak.Reset();
        return Once(input, isWhole, out _);
    }

    private Outcome Once(Seed input, bool isWhole, out long raise)
    {
        (long start, TimeSpan work) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        (OutcomeKind kind, string message, string place) = (OutcomeKind.Answer, "", "answer");
        try
        {
            reader.Read(input);
        }
        catch (Exception error)
        {
            (kind, message, place) = Verdict.Of(error) is var (what, where) ? (OutcomeKind.Finding, what, where)
                : isWhole ? (OutcomeKind.Finding, $"a whole file was refused: {error.Message}", "refusal of a whole file")
                : (OutcomeKind.Refusal, error.Message, error.GetType().Name);
        }

        TimeSpan worked = Environment.CpuUsage.TotalTime - work, passed = Stopwatch.GetElapsedTime(start);
        double seconds = Math.Min(worked.TotalSeconds, passed.TotalSeconds);
        long peak = ResidentPeak.Read();
        raise = peak - _peak;
        _peak = peak;
        return new Outcome(kind, OneLine(message), place, seconds, raise);
    }

    private static string OneLine(string text)
    {
        string line = string.Concat(text.Take(400).Select(letter =>
            char.IsControl(letter) ? string.Create(CultureInfo.InvariantCulture, $"\\x{(int)letter:x2}") : $"{letter}"));
        return text.Length > 400 ? line + "..." : line;
    }
}
