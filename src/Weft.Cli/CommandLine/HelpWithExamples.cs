using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

using Weft.Cli.Commands;

namespace Weft.Cli.CommandLine;

/// <summary>The usual help, then examples of the command.</summary>
internal sealed class HelpWithExamples(HelpAction inner) : SynchronousCommandLineAction
{
    private static readonly string[] RootExamples = ["weft train", "weft evaluate runs/NAME/model.keras", "weft predict runs/NAME/model.keras shoe.jpg", "weft train --help"];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        inner.Invoke(parseResult);
        TextWriter writer = parseResult.InvocationConfiguration.Output;
        writer.WriteLine("Examples:");
        Command command = parseResult.CommandResult.Command;
        foreach (string example in command is ToolCommand tool ? tool.Examples : RootExamples)
        {
            writer.WriteLine($"  {example}");
        }

        writer.WriteLine();
        return ExitCode.Done;
    }
}
