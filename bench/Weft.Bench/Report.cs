using System.Text;

namespace Weft.Bench;

/// <summary>Results as a page of Markdown tables.</summary>
internal sealed class Report(string conditions)
{
    private readonly StringBuilder _text = new($"# {Machine.Processor}\n\n{conditions}\n");

    public void Section(string title, string explanation, IEnumerable<Result> results)
    {
        _text.Append($"\n## {title}\n\n{explanation}\n\n");
        _text.Append("| network | batch | threads | Weft, ms | peer, ms | peer over Weft | peer | Weft's peak memory | peer's peak memory |\n");
        _text.Append("|---|---:|---:|---:|---:|---:|---|---:|---:|\n");
        foreach (Result result in results)
        {
            _text.Append($"| {result.Work.Network} | {result.Work.Batch} | {result.Work.Threads} | {result.Weft} | {result.Other} ");
            _text.Append($"| **{Spread.Digits(result.Ratio.Median)}** ({Spread.Digits(result.Ratio.Min)} to {Spread.Digits(result.Ratio.Max)}) ");
            _text.Append($"| {result.Peer} | {Megabytes(result.WeftPeakBytes)} | {Megabytes(result.OtherPeakBytes)} |\n");
        }
    }

    public void Note(string text) => _text.Append($"\n{text}\n");

    public override string ToString() => _text.ToString();

    private static string Megabytes(long bytes) => $"{bytes / 1e6:0} MB";
}
