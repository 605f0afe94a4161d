using System.Text;

namespace Weft.Bench;

/// <summary>Results as a page of Markdown tables.</summary>
/// <param name="conditions">Where and how they were made.</param>
/// <param name="ours">What the first contestant is called.</param>
/// <param name="theirs">What the second one is called.</param>
internal sealed class Report(string conditions, string ours = "Weft", string theirs = "peer")
{
    private readonly StringBuilder _text = new($"# {Machine.Processor}\n\n{conditions}\n");

    public void Section(string title, string explanation, IReadOnlyCollection<Result> results)
    {
        if (results.Count == 0)
        {
            return;
        }

        _text.Append($"\n## {title}\n\n{explanation}\n\n");
        _text.Append($"| network | batch | threads | {ours}, ms | {theirs}, ms | {theirs} over {ours} | {theirs} | {ours}'s peak memory | {theirs}'s peak memory |\n");
        _text.Append("|---|---:|---:|---:|---:|---:|---|---:|---:|\n");
        foreach (Result result in results)
        {
            _text.Append($"| {result.Work.Network} | {result.Work.Batch} | {result.Work.Threads} | {result.Weft} | {result.Other} ");
            _text.Append($"| **{result.Ratio.Median:0.00}** ({result.Ratio.Min:0.00} to {result.Ratio.Max:0.00}) ");
            _text.Append($"| {result.Peer} | {Megabytes(result.WeftPeakBytes)} | {Megabytes(result.OtherPeakBytes)} |\n");
        }
    }

    public override string ToString() => _text.ToString();

    private static string Megabytes(long bytes) => $"{bytes / 1e6:0} MB";
}
