using System.CommandLine;

using Weft.Cli.Models;
using Weft.Cli.Rendering;
using Weft.Cli.Reports;

namespace Weft.Cli.Commands;

/// <summary><c>weft inspect</c>: how a model runs.</summary>
internal sealed class InspectCommand : ToolCommand
{
    private readonly Argument<string?> _model = ModelArgument();
    private readonly Option<bool> _plan = new("--plan") { Description = "Show operations, fusions, algorithms and memory." };
    private readonly Option<bool> _training = new("--training") { Description = "Of a training step, instead of predictions." };
    private readonly Option<bool> _json = JsonOption();

    public InspectCommand(ToolContext context)
        : base(context, "inspect", "Shows what a model is made of, and how it runs on this machine.", "weft inspect model.keras --plan", "weft inspect runs/seven --plan --training")
    {
        Add(_model);
        Add(_plan);
        Add(_training);
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Model model = ModelLoading.Open(parsed.GetValue(_model), Context.Error);
        PlanReport? plan = parsed.GetValue(_plan) || parsed.GetValue(_training) ? model.InspectPlan(parsed.GetValue(_training)) : null;
        if (parsed.GetValue(_json))
        {
            Json.Write(Context.Out, new InspectReport(SummaryReport.From(model), plan));
            return Task.FromResult(ExitCode.Done);
        }

        Context.Out.WriteLine(plan is null ? model.Summary() : PlanText.Of(plan));
        return Task.FromResult(ExitCode.Done);
    }
}
