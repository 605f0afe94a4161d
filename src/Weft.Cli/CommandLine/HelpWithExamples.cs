using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

using Weft.Cli.Commands;

namespace Weft.Cli.CommandLine;

/// <summary>The usual help, then examples of the command.</summary>
/// <param name="inner">The usual help.</param>
internal sealed class HelpWithExamples(HelpAction inner) : SynchronousCommandLineAction
{
    private static readonly string[] RootExamples = ["weft train", "weft evaluate runs/NAME/model.keras", "weft predict runs/NAME/model.keras shoe.jpg", "weft train --help"];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        TextWriter writer = parseResult.InvocationConfiguration.Output;
        Command command = parseResult.CommandResult.Command;
        if (command is ToolCommand { Groups.Count: > 0 } grouped)
        {
            GroupedHelp.Write(grouped, writer);
        }
        else
        {
            inner.Invoke(parseResult);
        }

        writer.WriteLine("Examples:");
        foreach (string example in command is ToolCommand tool ? tool.Examples : RootExamples)
        {
            writer.WriteLine($"  {example}");
        }

        writer.WriteLine();
        return ExitCode.Done;
    }
}
