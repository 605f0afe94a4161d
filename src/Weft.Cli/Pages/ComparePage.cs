using Weft.Cli.Rendering;
using Weft.Cli.Reports;
using Weft.Cli.Training;

namespace Weft.Cli.Pages;

/// <summary>Runs side by side, as a page.</summary>
/// <param name="runs">The runs.</param>
/// <param name="report">What was found.</param>
internal sealed class ComparePage(IReadOnlyList<StoredRun> runs, CompareReport report)
{
    /// <summary>The page's text.</summary>
    public string Render() => HtmlPage.Render($"{string.Join(", ", runs.Select(run => run.Name))}: compared", new PagePart("compare", new Dictionary<string, object?>
    {
        ["report"] = report,
        ["plots"] = CurvePlots.Together([.. runs.Select(run => (run.Name, run.Report.History))]).ToArray(),
        ["tests"] = report.Tests.Select(CompareText.Sentence).ToArray(),
        ["classes"] = report.Classes.Select(row => new Dictionary<string, object?>
        {
            ["name"] = row.Class,
            ["cells"] = row.Recall.Zip(row.Changes, (recall, change) => new Dictionary<string, object?> { ["recall"] = recall, ["change"] = change }).ToArray(),
        }).ToArray(),
    }));
}
