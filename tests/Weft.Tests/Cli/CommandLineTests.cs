using System.CommandLine;

using Weft.Cli;
using Weft.Cli.CommandLine;
using Weft.Cli.Commands;
using Weft.Cli.Datasets;
using Weft.Cli.Training;

namespace Weft.Tests.Cli;

public sealed class CommandLineTests
{
    [Fact]
    public void Train_WithoutArguments_IsTheSeedsRun()
    {
        TrainSettings settings = Parse("train");

        Assert.Equal(new TrainSettings { Threads = Environment.ProcessorCount }, settings);
        Assert.Equal((5, 64, 0.2, 0.001, "adam", 1), (settings.Epochs, settings.BatchSize, settings.ValidationSplit, settings.LearningRate, settings.Optimizer, settings.Seed));
        Assert.Equal(new Adam(0.001), settings.CreateOptimizer());
    }

    [Fact]
    public void Train_EveryOption_IsTaken() => Assert.Equal(
        new TrainSettings
        {
            Data = "sketches",
            Epochs = 3,
            BatchSize = 32,
            ValidationSplit = 0,
            LearningRate = 0.05,
            Optimizer = "sgd",
            Seed = 9,
            Threads = 2,
            Output = "here",
            Quiet = true,
            Json = true,
        },
        Parse("train --data sketches --epochs 3 --batch-size=32 --validation-split 0 --learning-rate 5e-2 --optimizer sgd --seed 9 --threads 2 -o here -q --json"));

    [Theory]
    [InlineData("trian", "weft: unknown command 'trian'. Did you mean train?")]
    [InlineData("train --epoch 3", "weft train: unknown option '--epoch'. Did you mean --epochs?")]
    [InlineData("train --lerning-rate=1", "unknown option '--lerning-rate'. Did you mean --learning-rate?")]
    [InlineData("predict model.keras --jsn 3", "weft predict: unknown option '--jsn'. Did you mean --json?")]
    [InlineData("evaluate --jsno", "weft evaluate: unknown option '--jsno'. Did you mean --json?")]
    [InlineData("data fetc", "unknown command 'fetc'. Did you mean fetch?")]
    [InlineData("train --epochs abc", "--epochs: expected a whole number of at least 1, got 'abc'.")]
    [InlineData("train --epochs 0", "--epochs: expected a whole number of at least 1, got '0'.")]
    [InlineData("train --threads 0", "--threads: expected a whole number of at least 1, got '0'.")]
    [InlineData("train --validation-split 1", "--validation-split: expected a number from 0 up to but not including 1, got '1'.")]
    [InlineData("train --learning-rate -1", "--learning-rate: expected a number above 0, got '-1'.")]
    [InlineData("train --optimizer adm", "--optimizer: expected adam or sgd, got 'adm'. Did you mean adam?")]
    [InlineData("train --data fashon-mnist", "got 'fashon-mnist', which is none of them. Did you mean fashion-mnist?")]
    [InlineData("show --data sketches --class sandl", "got 'sandl'. Did you mean Sandal?")]
    [InlineData("data fetch fashion_mnist", "Did you mean fashion-mnist?")]
    public async Task WrongUsage_SaysWhatWasMeant_AndExitsWith2(string line, string expected)
    {
        CliRun run = await CliRun.Async(line.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("predict")]
    [InlineData("predict model.keras")]
    [InlineData("evaluate")]
    [InlineData("summary a b")]
    public async Task MissingOrSurplusArguments_ExitWith2(string line)
    {
        CliRun run = await CliRun.Async(line.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--help", run.Error);
    }

    [Theory]
    [InlineData("evaluate")]
    [InlineData("summary")]
    [InlineData("predict")]
    public async Task MissingModel_IsAMessageWithoutAStack_AndExitsWith1(string command)
    {
        CliRun run = await CliRun.Async([command, "nowhere.keras", .. command == "predict" ? (string[])["0"] : []]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("nowhere.keras: expected a .keras file", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("train")]
    [InlineData("evaluate")]
    [InlineData("predict")]
    [InlineData("summary")]
    [InlineData("show")]
    [InlineData("data")]
    [InlineData("data fetch")]
    public async Task Help_OfEveryCommand_HasExamples(string command)
    {
        CliRun run = await CliRun.Async($"{command} --help".Trim().Split(' '));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Usage:\n  weft", run.Output.ReplaceLineEndings("\n"));
        Assert.Contains($"Examples:\n  weft {command}".TrimEnd(), run.Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task NoArguments_ShowHelp()
    {
        CliRun run = await CliRun.Async();

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Examples:", run.Output);
    }

    [Theory]
    [InlineData("--epcohs", "--epochs")]
    [InlineData("--BATCHSIZE", "--batch-size")]
    [InlineData("--learning", "--learning-rate")]
    [InlineData("--zzz", null)]
    public void Suggestions_FindTheNearest(string word, string? expected) =>
        Assert.Equal(expected, Suggestions.Near(word, ["--epochs", "--batch-size", "--learning-rate", "--seed"]).FirstOrDefault());

    private static TrainSettings Parse(string line)
    {
        StringWriter nowhere = new();
        RootCommand root = Tool.CreateRoot(new ToolContext(CliRun.Console(nowhere, false), CliRun.Console(nowhere, false), new DatasetCatalog()));
        ParseResult parsed = root.Parse(line.Split(' '));
        Assert.Empty(parsed.Errors);
        return ((TrainCommand)parsed.CommandResult.Command).Settings(parsed);
    }
}
