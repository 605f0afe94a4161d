using System.CommandLine;

using Weft.Cli.Measuring;
using Weft.Cli.Rendering;
using Weft.Cli.Reports;

namespace Weft.Cli.Commands;

/// <summary><c>weft doctor</c>: what the tool finds on this machine, and what is in its way.</summary>
internal sealed class DoctorCommand : ToolCommand
{
    private readonly Option<bool> _json = JsonOption();

    public DoctorCommand(ToolContext context)
        : base(
            context,
            "doctor",
            "Shows what this machine has: processor and vectors, memory, versions, folders, data sets, backbones, and what a first run would download. Ends with 1 where something is in the way.",
            "weft doctor",
            "weft doctor --json") =>
        Add(_json);

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        DoctorReport report = Examination.Run("runs");
        if (parsed.GetValue(_json))
        {
            Json.Write(Context.Out, report);
        }
        else
        {
            DoctorText.Write(Context.Out, report);
        }

        return Task.FromResult(report.Problems.Count == 0 ? ExitCode.Done : ExitCode.Failed);
    }
}
