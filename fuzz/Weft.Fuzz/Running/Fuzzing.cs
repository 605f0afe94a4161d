namespace Weft.Fuzz.Running;

/// <summary>Runs readers beside each other and says what was found.</summary>
internal static class Fuzzing
{
    /// <summary>Gives 1 where there is a finding, otherwise 0.</summary>
    /// <param name="readers">Which.</param>
    /// <param name="first">The number of the first input of each.</param>
    /// <param name="count">How many inputs of each.</param>
    /// <param name="time">How long all together.</param>
    /// <param name="jobs">How many at once.</param>
    /// <param name="collects">Whether garbage is collected after every input, and the heap checked.</param>
    /// <param name="output">Where it is said.</param>
    public static int Run(IReadOnlyList<string> readers, long first, long count, TimeSpan time, int jobs, bool collects, TextWriter output)
    {
        int atOnce = Math.Clamp(jobs, 1, readers.Count);
        TimeSpan each = time * atOnce / readers.Count;
        bool isClean = true;
        Parallel.ForEach(readers, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, reader =>
        {
            Campaign campaign = new Campaign(reader, first, first + count, each) { Collects = collects }.Run();
            lock (output)
            {
                output.WriteLine($"{reader,-16}{campaign.Tally}");
                foreach ((Finding finding, int times) in campaign.ByPlace)
                {
                    isClean = false;
                    output.WriteLine($"  FINDING{(times > 1 ? $" x{times}" : "")}: {finding}");
                    output.WriteLine($"    again: Weft.Fuzz --reader {finding.Reader} --replay {finding.Number}");
                }
            }
        });
        output.WriteLine(isClean ? "Nothing was found." : "There are findings. docs/fuzzing.md says how to go on.");
        return isClean ? 0 : 1;
    }
}
