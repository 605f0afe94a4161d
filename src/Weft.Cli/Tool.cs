using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

using Weft.Cli.CommandLine;
using Weft.Cli.Commands;

namespace Weft.Cli;

/// <summary>The <c>weft</c> tool: its commands, and what becomes of what they throw.</summary>
internal static class Tool
{
    private static readonly (string Name, Func<ToolContext, ToolCommand> Create)[] s_commands =
    [
        ("train", context => new TrainCommand(context)),
        ("evaluate", context => new EvaluateCommand(context)),
        ("predict", context => new PredictCommand(context)),
        ("explain", context => new ExplainCommand(context)),
        ("summary", context => new SummaryCommand(context)),
        ("inspect", context => new InspectCommand(context)),
        ("convert", context => new ConvertCommand(context)),
        ("compare", context => new CompareCommand(context)),
        ("diff", context => new DiffCommand(context)),
        ("show", context => new ShowCommand(context)),
        ("tour", context => new TourCommand(context)),
        ("data", context => new DataCommand(context)),
        ("bench", context => new BenchCommand(context)),
        ("doctor", context => new DoctorCommand(context)),
        ("completion", context => new CompletionCommand(context)),
    ];

    /// <summary>Carries out a command line and gives the exit code.</summary>
    public static async Task<int> RunAsync(string[] args, ToolContext context, CancellationToken cancellationToken)
    {
        ParseResult parsed = CreateRoot(context, args.FirstOrDefault()).Parse(args);
        if (HomeSign.Explain(args) is { } unexpanded)
        {
            context.Error.WriteLine($"weft: {unexpanded}");
            return ExitCode.WrongUsage;
        }

        if (parsed.Action is ParseErrorAction)
        {
            UsageReport.Write(parsed, context.Error);
            return ExitCode.WrongUsage;
        }

        try
        {
            InvocationConfiguration configuration = new()
            {
                Output = context.Out,
                Error = context.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            context.Error.WriteLine("Interrupted.");
            return ExitCode.Interrupted;
        }
        catch (Exception error)
        {
            return Report(error, context.Error);
        }
    }

    /// <summary>The commands: all of them, or the one that a command line begins with, for their options are many and take a while to make.</summary>
    internal static RootCommand CreateRoot(ToolContext context, string? first = null)
    {
        RootCommand root = new("Trains, evaluates and runs image classifiers on the CPU.");
        bool isCommand = s_commands.Any(command => command.Name == first);
        foreach ((string name, Func<ToolContext, ToolCommand> create) in s_commands)
        {
            if (!isCommand || name == first)
            {
                root.Add(create(context));
            }
        }

        root.HelpName = "weft";
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        HelpAction usual = (HelpAction)help.Action!;
        usual.MaxWidth = GroupedHelp.Width;
        help.Action = new HelpWithExamples(usual);
        root.Action = new NextStepsAction();
        return root;
    }

    private static int Report(Exception error, TextWriter writer)
    {
        if (Environment.GetEnvironmentVariable("WEFT_DEBUG") == "1")
        {
            writer.WriteLine(error);
            return error is UsageException ? ExitCode.WrongUsage : ExitCode.Failed;
        }

        bool isOfSystem = error is IOException or UnauthorizedAccessException;
        writer.WriteLine($"weft: {(isOfSystem ? FileTrouble.Describe(error) : ToolWords.Of(error.Message))}");
        switch (error)
        {
            case UsageException:
                return ExitCode.WrongUsage;
            case WeftException or IOException or UnauthorizedAccessException:
                return ExitCode.Failed;
            default:
                writer.WriteLine($"This is not one of Weft's own errors ({error.GetType().Name}). Run it again with WEFT_DEBUG=1 to see where it comes from.");
                return ExitCode.Failed;
        }
    }
}
