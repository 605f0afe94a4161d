using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text;

using Weft.Cli;
using Weft.Cli.Datasets;
using Weft.Layers;
using Weft.Tests.Architecture;

namespace Weft.Tests.Cli;

/// <summary>Help, errors and plain output of every command, as they are in 80 columns without colour.</summary>
public sealed class SnapshotTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    // Numbers, times and folders are those of the machine; only the words are held.
    private static readonly Dictionary<string, string[]> s_outputs = new()
    {
        ["bench"] = ["bench", "--model", "mlp", "--threads", "1", "--batch-size", "8", "--seconds", "0.01"],
        ["compare"] = ["compare", "FOLDER/first", "FOLDER/second"],
        ["completion"] = ["completion", "bash"],
        ["convert"] = ["convert", "MODEL", "FOLDER/copy.onnx"],
        ["data"] = ["data", "DATA"],
        ["data check"] = ["data", "check", "DATA"],
        ["data fetch"] = ["data", "fetch", "fashion-mnist"],
        ["diff"] = ["diff", "MODEL", "MODEL"],
        ["doctor"] = ["doctor"],
        ["evaluate"] = ["evaluate", "MODEL", "DATA"],
        ["explain"] = ["explain", "MODEL", "0", "--data", "DATA", "--method", "occlusion", "-o", "FOLDER/heat.png"],
        ["inspect"] = ["inspect", "MODEL"],
        ["predict"] = ["predict", "MODEL", "0", "1", "--data", "DATA"],
        ["show"] = ["show", "--data", "DATA", "--count", "3"],
        ["summary"] = ["summary", "MODEL"],
        ["tour"] = ["tour", "MODEL", "--data", "DATA", "-o", "FOLDER/tour"],
        ["train"] = ["train", "DATA", "--epochs", "2", "--output", "FOLDER/run", "--threads", "1"],
    };

    public static TheoryData<string> Commands => [.. Paths(Root(), string.Empty)];

    public static TheoryData<string> Outputs => [.. s_outputs.Keys];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_IsAsItWas(string command)
    {
        CliRun run = await CliRun.In80Columns([.. Words(command), "--help"]);

        Assert.Equal(0, run.ExitCode);
        Snapshot.Matches($"help{Dashed(command)}", Neutral(run.Output));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task UnknownOption_IsAnErrorAsItWas(string command)
    {
        CliRun run = await CliRun.In80Columns([.. Words(command), "--jsom"]);

        Assert.Equal(2, run.ExitCode);
        Snapshot.Matches($"error{Dashed(command)}", run.Error + run.Output);
    }

    [Theory]
    [InlineData("unknown-command", "trian")]
    [InlineData("missing-model", "predict nowhere.keras 0")]
    [InlineData("missing-picture", "predict nowhere.png")]
    [InlineData("missing-data", "train nowhere")]
    [InlineData("wrong-number", "train --epochs 0")]
    [InlineData("wrong-word", "train --optimizer adm")]
    public async Task Mistake_IsAnErrorAsItWas(string name, string line)
    {
        CliRun run = await CliRun.In80Columns(line.Split(' '));

        Assert.NotEqual(0, run.ExitCode);
        Snapshot.Matches($"error-{name}", run.Error + run.Output);
    }

    [Theory]
    [MemberData(nameof(Outputs))]
    public async Task Output_HasTheWordsItHad(string command)
    {
        using TemporaryFolder folder = new();
        string data = SmallIdx.Create(folder), model = folder.File("model.keras");
        SmallModel().Save(model);

        foreach (string earlier in (string[])(command == "compare" ? ["first", "second"] : []))
        {
            CliRun training = await CliRun.In80Columns("train", data, "--epochs", "1", "--output", folder.File(earlier), "--threads", "1");
            Assert.True(training.ExitCode == 0, training.Error);
        }

        CliRun run = await CliRun.In80Columns([.. s_outputs[command].Select(word => word
            .Replace("MODEL", model, StringComparison.Ordinal).Replace("DATA", data, StringComparison.Ordinal).Replace("FOLDER", folder.Path, StringComparison.Ordinal))]);

        string text = $"{run.Output}--\n{run.Error}".Replace(folder.Path, "FOLDER", StringComparison.Ordinal);
        Assert.DoesNotContain('\e', text);
        Snapshot.Matches($"output{Dashed(command)}", command switch
        {
            "doctor" => Heads(text),
            "bench" => Titles(text),
            _ => Snapshot.WithoutNumbers(text),
        });
    }

    // How a new command is called for its output is written above; its help and its error need nothing.
    [Fact]
    public void Outputs_AreThoseOfEveryCommand() => Assert.Equal([], Paths(Root(), string.Empty).Except(["", .. s_outputs.Keys]));

    [Theory]
    [InlineData("help", "--help")]
    [InlineData("help-predict", "predict --help")]
    [InlineData("error-unknown-command", "trian")]
    [InlineData("output", "")]
    public async Task Pipe_WithoutColour_GetsTheSame(string name, string line)
    {
        using TemporaryFolder home = new();
        using ToolProcess tool = new(home, [("NO_COLOR", "1"), ("COLUMNS", "80"), ("TERM", "xterm-256color")], Words(line));

        (_, string output, string error) = await tool.FinishAsync(Limit);

        Assert.DoesNotContain('\e', output + error);
        Snapshot.Matches(name, Neutral(error + output));
    }

    [Fact]
    public void Files_AreThoseOfCommandsThatAreThere()
    {
        string[] known = [.. Paths(Root(), string.Empty).SelectMany(command => (string[])[$"help{Dashed(command)}", $"error{Dashed(command)}", $"output{Dashed(command)}"])];
        string[] kept = [.. Directory.EnumerateFiles(Snapshot.Folder).Select(file => Path.GetFileNameWithoutExtension(file)!)];

        Assert.Equal([], kept.Where(name => !known.Contains(name) && !name.StartsWith("error-missing-", StringComparison.Ordinal)
            && !name.StartsWith("error-wrong-", StringComparison.Ordinal) && name != "error-unknown-command"));
    }

    [Fact]
    public async Task Page_OfTheCommandLine_IsTheHelpOfEveryCommand()
    {
        StringBuilder page = new("""
            # The command line

            This page is the tool's own help, command by command; a test holds the two together. In a clone, `weft` is `dotnet run -c Release --project src/Weft.Cli --`.
            Results go to standard output, progress and messages to standard error. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.

            """);
        foreach (string command in Paths(Root(), string.Empty))
        {
            CliRun run = await CliRun.In80Columns([.. Words(command), "--help"]);
            IEnumerable<string> lines = Neutral(run.Output).ReplaceLineEndings("\n").Trim('\n').Split('\n').Select(line => line.TrimEnd());
            page.Append('\n').Append($"## weft {command}".TrimEnd()).Append("\n\n```\n").Append(string.Join('\n', lines)).Append("\n```\n");
        }

        Snapshot.MatchesFile(Path.Combine(SourceTree.Root, "docs", "command-line.md"), page.ToString());
    }

    private static Sequential SmallModel()
    {
        Sequential model = new(inputShape: [SmallIdx.Side, SmallIdx.Side, 1], seed: 1) { new Flatten(), new Dense(3, Activation.Softmax) };
        model.Compile(new Adam(), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        return model;
    }

    private static RootCommand Root() =>
        Tool.CreateRoot(new ToolContext(CliRun.Console(TextWriter.Null, false), CliRun.Console(TextWriter.Null, false), new DatasetCatalog()));

    private static IEnumerable<string> Paths(Command command, string path) =>
        command.Subcommands.SelectMany(sub => Paths(sub, $"{path} {sub.Name}".Trim())).Prepend(path);

    private static string[] Words(string command) => command.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Dashed(string command) => string.Concat(Words(command).Select(word => $"-{word}"));

    // How many threads there are is the machine's.
    private static string Neutral(string help) => help
        .Replace($"[1,{Environment.ProcessorCount}]", "[1,THREADS]", StringComparison.Ordinal).Replace($"1|{Environment.ProcessorCount}", "1|THREADS", StringComparison.Ordinal);

    // Tables of the machine's figures are as wide as those.
    private static string Titles(string text) =>
        Snapshot.WithoutNumbers(string.Join('\n', text.Replace(RuntimeInformation.OSDescription, "SYSTEM", StringComparison.Ordinal).Split('\n').Where(line => line.Length > 0 && char.IsLetter(line[0]))));

    private static string Heads(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.Split("  ")[0]).Where(head => head.Length > 0 && head != "--"));
}
