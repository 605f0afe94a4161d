using System.CommandLine;

using Weft.Cli.Models;
using Weft.Cli.Reports;

namespace Weft.Cli.Commands;

/// <summary><c>weft summary</c>: the layers of a saved model.</summary>
internal sealed class SummaryCommand : ToolCommand
{
    private readonly Argument<string?> _model = ModelArgument();
    private readonly Option<bool> _nested = new("--expand-nested") { Description = "List the layers of models inside the model too" };
    private readonly Option<bool> _trainable = new("--show-trainable") { Description = "Say which layers' weights are trained" };
    private readonly Option<bool> _json = JsonOption();

    public SummaryCommand(ToolContext context)
        : base(context, "summary", "Shows a model's layers, output shapes and parameter counts.", "weft summary model.keras", "weft summary runs/seven --json")
    {
        Add(_model);
        Add(_nested);
        Add(_trainable);
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Model model = ModelLoading.Open(parsed.GetValue(_model), Context.Error);
        if (parsed.GetValue(_json))
        {
            Json.Write(Context.Out, SummaryReport.From(model));
            return Task.FromResult(ExitCode.Done);
        }

        Context.Out.WriteLine(model.Summary(expandNested: parsed.GetValue(_nested), showTrainable: parsed.GetValue(_trainable)));
        if (model.Metadata is { TrainedOn: { } data, Epochs: var epochs })
        {
            Context.Out.WriteLine($"trained on {data}, {epochs} {(epochs == 1 ? "epoch" : "epochs")}, seed {model.Metadata.Seed}");
        }

        return Task.FromResult(ExitCode.Done);
    }
}
