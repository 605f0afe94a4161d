using System.CommandLine;
using System.CommandLine.Parsing;

using Weft.Cli.CommandLine;
using Weft.Cli.Pages;
using Weft.Cli.Rendering;
using Weft.Cli.Reports;
using Weft.Cli.Training;

namespace Weft.Cli.Commands;

/// <summary><c>weft compare</c>: runs side by side, by what their reports keep.</summary>
internal sealed class CompareCommand : ToolCommand
{
    private const string PageName = "compare.html";
    private const int Most = 8;

    private readonly Argument<string[]> _runs = new("RUN") { Description = "The folders of two to eight runs, or of evaluations with --report.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _report = new("--report") { Description = $"Also writes a page with the curves: a file.html, or {PageName} in a folder.", HelpName = "FILE|DIR" };
    private readonly Option<bool> _json = JsonOption();

    public CompareCommand(ToolContext context)
        : base(
            context,
            "compare",
            "Puts runs side by side: what differed, their curves, gains and losses of each class, and whether the difference is more than chance.",
            "weft compare runs/seven runs/eight",
            "weft compare runs/* --report compare.html",
            "weft compare runs/seven runs/eight --json")
    {
        _runs.Validators.Add(UsageReport.RejectOptions);
        _runs.Validators.Add(RequireSeveral);
        Add(_runs);
        Add(_report);
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string[] folders = parsed.GetRequiredValue(_runs);
        StoredRun[] runs = [.. folders.Zip(Names(folders), StoredRun.Read)];
        CompareReport report = CompareReport.From(runs);
        if (parsed.GetValue(_report) is { } path)
        {
            Context.Error.WriteLine($"saved {PageFile.Write(path, PageName, new ComparePage(runs, report).Render())}");
        }

        if (parsed.GetValue(_json))
        {
            Json.Write(Context.Out, report);
        }
        else
        {
            CompareText.Write(Context.Results, report);
        }

        return Task.FromResult(ExitCode.Done);
    }

    // The folder's own name, as long as it tells them apart.
    private static string[] Names(string[] folders)
    {
        string[] names = [.. folders.Select(folder => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))))];
        return names.Distinct().Count() == names.Length ? names : folders;
    }

    private static void RequireSeveral(ArgumentResult result)
    {
        if (result.Tokens.Count is < 2 or > Most)
        {
            result.AddError($"RUN: expected the folders of two to {Most} runs, got {result.Tokens.Count}. weft compare runs/seven runs/eight");
        }
    }
}
