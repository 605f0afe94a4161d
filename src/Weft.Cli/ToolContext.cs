using Spectre.Console;

using Weft.Cli.Datasets;
using Weft.Data;

namespace Weft.Cli;

/// <summary>What commands touch of the world outside, so that tests can put their own there.</summary>
/// <param name="results">Where results go: standard output.</param>
/// <param name="messages">Where progress and messages go: standard error.</param>
/// <param name="datasets">Where data sets come from.</param>
/// <param name="featureFolder">Where what backbones see is kept; null keeps nothing.</param>
internal sealed class ToolContext(IAnsiConsole results, IAnsiConsole messages, DatasetCatalog datasets, string? featureFolder = null)
{
    // Pipes have no width; tables get room enough not to be folded.
    private const int PipeWidth = 200;

    public IAnsiConsole Results { get; } = results;

    public IAnsiConsole Messages { get; } = messages;

    public DatasetCatalog Datasets { get; } = datasets;

    public string? FeatureFolder { get; } = featureFolder;

    /// <summary>Standard output as a stream of characters: no folding, no markup.</summary>
    public TextWriter Out => Results.Profile.Out.Writer;

    /// <summary>Standard error as a stream of characters: no folding, no markup.</summary>
    public TextWriter Error => Messages.Profile.Out.Writer;

    public static ToolContext ForProcess()
    {
        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = System.Text.Encoding.UTF8;
        }

        DatasetCatalog datasets = new(cacheFolder: Path.Combine(DatasetFolder.Cache, "pictures"));
        return new ToolContext(Open(Console.Out), Open(Console.Error), datasets, Path.Combine(DatasetFolder.Cache, "features"));
    }

    /// <summary>Whether a console is a terminal that can redraw its last line.</summary>
    public static bool IsTerminal(IAnsiConsole console) => console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi;

    private static IAnsiConsole Open(TextWriter writer)
    {
        AnsiConsoleOutput output = new(writer);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = output });
        if (!output.IsTerminal)
        {
            console.Profile.Width = PipeWidth;
        }

        return console;
    }
}
