using System.Diagnostics;

using Weft.Fuzz.Readers;

namespace Weft.Fuzz.Running;

/// <summary>Feeds one reader in a process of its own, and tells the parent what it finds, a line each.</summary>
internal static class Child
{
    public const string FindingWord = "FINDING";
    public const string TallyWord = "TALLY";

    private const int InputsPerTally = 500;

    /// <param name="name">The reader.</param>
    /// <param name="progress">The file that says where the child is.</param>
    /// <param name="first">The first number.</param>
    /// <param name="end">The number after the last.</param>
    /// <param name="time">How long at most.</param>
    /// <param name="collects">Whether garbage is collected after every input.</param>
    public static void Run(string name, string progress, long first, long end, TimeSpan time, bool collects)
    {
        using ProgressFile at = new(progress);
        using Reader reader = AllReaders.Create(name);
        Inputs inputs = Inputs.Of(name);
        Meter meter = new(reader);
        Tally tally = new();
        long start = Stopwatch.GetTimestamp();
        for (long number = first; number < end && Stopwatch.GetElapsedTime(start) < time; number++)
        {
            at.Number = number;
            Outcome outcome = meter.Run(inputs[number], inputs.IsWhole(number));
            tally.Add(outcome);
            if (collects)
            {
                GC.Collect();
            }

            if (outcome.Kind == OutcomeKind.Finding)
            {
                Console.WriteLine($"{FindingWord}\t{number}\t{outcome.Place}\t{outcome.Message}");
            }

            // Whole tallies, for the next input may be the child's end.
            if (tally.Inputs == InputsPerTally)
            {
                Console.WriteLine($"{TallyWord}\t{tally.ToLine()}");
                tally = new Tally();
            }
        }

        at.Number = -1;
        Console.WriteLine($"{TallyWord}\t{tally.ToLine()}");
    }
}
