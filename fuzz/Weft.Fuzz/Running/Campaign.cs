using System.Diagnostics;
using System.Globalization;

namespace Weft.Fuzz.Running;

/// <summary>Runs inputs of one reader in children: where one dies or hangs, that is a finding, and another goes on behind it.</summary>
/// <param name="reader">The reader.</param>
/// <param name="first">The first number.</param>
/// <param name="end">The number after the last.</param>
/// <param name="time">How long at most.</param>
internal sealed class Campaign(string reader, long first, long end, TimeSpan time)
{
    // A reader that fails at everything need not say so a thousand times.
    private const int MostFindings = 200;
    private const int MostDeaths = 20;

    private static readonly string[] s_collect = ["--collect"];

    private readonly List<Finding> _findings = [];

    public string Reader => reader;

    /// <summary>Whether garbage is collected after every input, and the heap checked: an input that writes where it may not then ends its
    /// child at once, not some thousand inputs later.</summary>
    public bool Collects { get; init; }

    public Tally Tally { get; } = new();

    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>One finding of each place, with how many there are.</summary>
    public IEnumerable<(Finding First, int Count)> ByPlace =>
        _findings.GroupBy(finding => finding.Place).Select(group => (group.MinBy(finding => finding.Number)!, group.Count()));

    public Campaign Run()
    {
        long start = Stopwatch.GetTimestamp();
        string path = Path.GetTempFileName();
        try
        {
            using ProgressFile progress = new(path);
            long next = first;
            for (int deaths = 0; next < end && deaths < MostDeaths && _findings.Count < MostFindings; deaths++)
            {
                TimeSpan left = time - Stopwatch.GetElapsedTime(start);
                if (left <= TimeSpan.Zero)
                {
                    break;
                }

                progress.Number = next - 1;
                using ChildProcess child = new(Arguments(path, next, left), Hear, Collects);
                if (child.Watch(progress) is not { } ending)
                {
                    break;
                }

                _findings.Add(new Finding(reader, progress.Number, ending.Split(':')[0], ending));
                next = progress.Number + 1;
            }
        }
        finally
        {
            File.Delete(path);
        }

        return this;
    }

    private string[] Arguments(string progress, long next, TimeSpan left) =>
    [
        "--child", progress, "--reader", reader, "--first", Text(next), "--count", Text(end - next),
        "--seconds", Text((long)Math.Ceiling(left.TotalSeconds)), .. Collects ? s_collect : [],
    ];

    private void Hear(string line)
    {
        switch (line.Split('\t', 4))
        {
            case [Child.FindingWord, var number, var place, var message]:
                _findings.Add(new Finding(reader, long.Parse(number, CultureInfo.InvariantCulture), place, message));
                break;
            case [Child.TallyWord, var tally]:
                Tally.Add(Tally.FromLine(tally));
                break;
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
