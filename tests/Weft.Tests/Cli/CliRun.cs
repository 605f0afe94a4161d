using System.Text;
using System.Text.Json;

using Spectre.Console;

using Weft.Cli;
using Weft.Cli.Datasets;

namespace Weft.Tests.Cli;

/// <summary>A whole command line, run in this process on consoles of its own.</summary>
internal sealed class CliRun
{
    private CliRun(int exitCode, string output, string error)
    {
        ExitCode = exitCode;
        Output = output;
        Error = error;
    }

    public int ExitCode { get; }

    public string Output { get; }

    public string Error { get; }

    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Runs a command line where Fashion-MNIST can neither be found nor fetched.</summary>
    public static Task<CliRun> Async(params string[] args) => RunAsync(args, terminal: false, new StringWriter(), CancellationToken.None);

    /// <summary>Runs a command line on a terminal of 100 columns.</summary>
    public static Task<CliRun> OnTerminal(params string[] args) => RunAsync(args, terminal: true, new StringWriter(), CancellationToken.None);

    /// <summary>Runs a command line where 80 columns have to do, and there is no colour.</summary>
    public static Task<CliRun> In80Columns(params string[] args) =>
        RunAsync(args, terminal: false, new StringWriter(), CancellationToken.None, width: 80);

    /// <summary>Runs a command line that <paramref name="onMessage"/> may interrupt when it sees a line on standard error.</summary>
    public static Task<CliRun> Interruptible(string[] args, Action<string> onMessage, CancellationToken interruption) =>
        RunAsync(args, terminal: false, new ListeningWriter(onMessage), interruption);

    private static async Task<CliRun> RunAsync(string[] args, bool terminal, StringWriter error, CancellationToken cancellationToken, int width = 100)
    {
        StringWriter output = new();
        DatasetCatalog datasets = new((_, _, _) => throw new DataException("no network in this test"));
        ToolContext context = new(Console(output, terminal), Console(error, terminal), datasets);
        context.Results.Profile.Width = context.Messages.Profile.Width = width;
        int exitCode = await Tool.RunAsync(args, context, cancellationToken);
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }

    public static IAnsiConsole Console(TextWriter writer, bool terminal)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = terminal ? ColorSystemSupport.TrueColor : ColorSystemSupport.NoColors,
            Out = new FakeOutput(writer, terminal),
        });
        console.Profile.Width = 100;
        return console;
    }

    private sealed class ListeningWriter(Action<string> listener) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            listener(value ?? string.Empty);
        }
    }

    private sealed class FakeOutput(TextWriter writer, bool terminal) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => terminal;

        public int Width => 100;

        public int Height => 40;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
