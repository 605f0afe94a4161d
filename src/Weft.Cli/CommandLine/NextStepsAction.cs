using System.CommandLine;
using System.CommandLine.Invocation;

using Weft.Cli.Rendering;

namespace Weft.Cli.CommandLine;

/// <summary>What the tool does where no command is named.</summary>
internal sealed class NextStepsAction : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        NextSteps.Write(parseResult.InvocationConfiguration.Output, "runs");
        return ExitCode.Done;
    }
}
