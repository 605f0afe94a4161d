namespace Weft.Bench;

/// <summary>Two builds of Weft beside each other: an earlier checkout and this one, each in processes of its own and in turn.</summary>
/// <param name="options">What to compare, and how long.</param>
/// <param name="tell">Told how it goes.</param>
internal sealed class Versions(VersionsOptions options, Action<string> tell)
{
    private readonly Contest _contest = new(options.Rounds, tell);
    private readonly Peer _after = new("after", Environment.ProcessPath!, ["child"]);
    private readonly Peer _before = new($"before, {Machine.CommitOf(options.Before)}", ProgramIn(options.Before), ["child"]);

    public string Run()
    {
        string load = Machine.Load;
        Result[] training = [.. Measure("train", network => network.Batch)];
        Result[] one = [.. Measure("predict", _ => 1)];
        Result[] many = [.. Measure("predict", _ => 1000)];
        Result[] start = [.. Measure("start", network => network.Batch)];
        Result[] slower = [.. training.Concat(one).Concat(many).Concat(start).Where(result => result.Ratio.Max < 1)];
        Report report = new(
            $"""
            - Machine: {Environment.ProcessorCount} cores, vectors of {Machine.Vectors}; {Machine.System}
            - Before: {Machine.CommitOf(options.Before)}; after: {Machine.Commit}; {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC
            - Load averages at the beginning {load}, at the end {Machine.Load}, the measured processes included
            - {options.Rounds} rounds; in each, the later and then the earlier build measure for {options.Seconds} s, each in a new process, after a warm-up of {Work.WarmUpSeconds} s.
              A round's figure is the median of its repetitions. Given are the median of the rounds and their range. A ratio above 1 means that the later build is faster.
            - Slower in every round: {(slower.Length == 0 ? "none" : string.Join("; ", slower.Select(Describe)))}
            """,
            "after",
            "before");
        report.Section("A training step", "Fetch a batch, scale it, forward, cross-entropy, backward, Adam.", training);
        report.Section("Inference of one picture", "Floats in, probabilities out.", one);
        report.Section("Inference of a thousand pictures", "At once; floats in, probabilities out.", many);
        report.Section("From process start to the first finished step", "Made of random pictures, so neither side reads a data set.", start);
        return report.ToString();
    }

    private IEnumerable<Result> Measure(string mode, Func<Network, int> batch)
    {
        foreach (Network network in options.Networks)
        {
            foreach (int threads in options.Threads)
            {
                Work work = new(mode, network.Name, batch(network), threads, options.Seconds);
                tell(Describe(work));
                yield return _contest.Run(work, _after, _before);
            }
        }
    }

    private static string Describe(Result result) => Describe(result.Work);

    private static string Describe(Work work) => $"{work.Mode} {work.Network}, batch {work.Batch}, {work.Threads} threads";

    // Where this program lies in its checkout, the other one lies in the other.
    private static string ProgramIn(string checkout)
    {
        string program = Path.Combine(checkout, Path.GetRelativePath(Directory.GetCurrentDirectory(), Environment.ProcessPath!));
        return File.Exists(program) && Path.GetFullPath(program) != Environment.ProcessPath
            ? program
            : throw new FileNotFoundException(
                $"versions: expected the earlier build at '{program}'. Build bench/Weft.Bench in '{checkout}' as this one was built, and start this one in its repository's root.");
    }
}

/// <summary>Which builds to compare, and how long.</summary>
/// <param name="Before">The folder of the earlier checkout, built.</param>
/// <param name="Networks">Which networks; both builds have to know them.</param>
/// <param name="Threads">On how many threads, one after another.</param>
/// <param name="Rounds">How often each build runs.</param>
/// <param name="Seconds">How long each time.</param>
internal sealed record VersionsOptions(string Before, IReadOnlyList<Network> Networks, IReadOnlyList<int> Threads, int Rounds, double Seconds);
