using System.CommandLine;

using Weft.Cli.Models;
using Weft.Cli.Rendering;
using Weft.Cli.Reports;

namespace Weft.Cli.Commands;

/// <summary><c>weft inspect</c>: what a model is made of, and how it runs.</summary>
internal sealed class InspectCommand : ToolCommand
{
    private readonly Argument<string?> _model = ModelArgument();
    private readonly Option<bool> _plan = new("--plan") { Description = "Show operations, fusions, algorithms and memory." };
    private readonly Option<bool> _training = new("--training") { Description = "Of a training step, instead of predictions." };
    private readonly Option<bool> _json = JsonOption();

    public InspectCommand(ToolContext context)
        : base(context, "inspect", "Shows what a model is made of: layers, figures of its weights, how it was trained, what is unusual; and how it runs on this machine.", "weft inspect model.keras", "weft inspect model.keras --plan", "weft inspect runs/seven --plan --training")
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
        WeightReport[] weights = [.. model.Weights.Select(WeightReport.Of)];
        InspectReport report = new(SummaryReport.From(model), weights, CompilationReport.Of(model), Oddities.Of(model, weights), plan);
        if (parsed.GetValue(_json))
        {
            Json.Write(Context.Out, report);
            return Task.FromResult(ExitCode.Done);
        }

        Context.Out.WriteLine(plan is null ? InspectText.Of(model, report) : PlanText.Of(plan));
        return Task.FromResult(ExitCode.Done);
    }
}
