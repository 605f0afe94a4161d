using System.CommandLine;

using Weft.Cli.CommandLine;
using Weft.Cli.Models;
using Weft.Cli.Rendering;
using Weft.Cli.Reports;
using Weft.Formats;

namespace Weft.Cli.Commands;

/// <summary><c>weft diff</c>: what two models have in common, and what not.</summary>
internal sealed class DiffCommand : ToolCommand
{
    private readonly Argument<string> _a = new("A") { Description = "A model: a file, or the folder of a training run." };
    private readonly Argument<string> _b = new("B") { Description = "The other." };
    private readonly Option<string?> _samples =
        new("--samples") { Description = "A .npy or .npz of samples [n, ...] that both are run on; random ones if left out.", HelpName = "ARRAYS" };

    private readonly Option<bool> _json = JsonOption();

    public DiffCommand(ToolContext context)
        : base(
            context,
            "diff",
            "Compares two models: layers, settings, weights by name, and their outputs on the same samples. The exit code is 0 if they are the same, 1 if not.",
            "weft diff before.keras after.keras",
            "weft diff model.keras model.onnx --samples pictures.npy")
    {
        _a.Validators.Add(UsageReport.RejectOptions);
        _b.Validators.Add(UsageReport.RejectOptions);
        Add(_a);
        Add(_b);
        Add(_samples);
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Model a = ModelLoading.Open(parsed.GetRequiredValue(_a), Context.Error), b = ModelLoading.Open(parsed.GetRequiredValue(_b), Context.Error);
        Tensor? samples = parsed.GetValue(_samples) is { } arrays ? Samples(a, arrays) : null;
        DiffReport report = ModelDifference.Of(a, b, samples);
        if (parsed.GetValue(_json))
        {
            Json.Write(Context.Out, report);
        }
        else
        {
            Context.Out.WriteLine(DiffText.Of(report));
        }

        return Task.FromResult(report.IsSame ? ExitCode.Done : ExitCode.Failed);
    }

    private static Tensor Samples(Model model, string arrays)
    {
        Tensor x = NpyFile.Read(arrays);
        return x.Shape.Rank > 0 && x.Shape[0] > 0 && x.Shape.Skip(1).SequenceEqual(model.InputShape)
            ? x
            : throw new DataException($"{arrays}: expected samples [n, {string.Join(", ", model.InputShape)}], at least one, got {x.Shape}. Resize or transpose the array.");
    }
}
