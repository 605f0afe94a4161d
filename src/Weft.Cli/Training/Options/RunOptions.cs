using System.CommandLine;

using Weft.Cli.Choices;
using Weft.Cli.CommandLine;
using Weft.Cli.Commands;

namespace Weft.Cli.Training.Options;

/// <summary>The options of <c>weft train</c> about the data, the length of a run, and where and how it is carried out.</summary>
internal sealed class RunOptions(Option<string?> data, Option<Size2D?> imageSize, Option<ChannelsChoice?> channels, Option<int> threads, Option<bool> json)
{
    private static readonly TrainSettings Defaults = new();

    public Option<int> BatchSize { get; } = NumberOption.Whole("--batch-size", Defaults.BatchSize, 1, "Pictures per step.");
    private readonly Option<double> _validationSplit = NumberOption.Real(
        "--validation-split", Defaults.ValidationSplit, x => x is >= 0 and < 1, "from 0 up to but not including 1", "The last part of the training pictures, kept for validation.");
    private readonly Option<int> _initialEpoch = NumberOption.Whole("--initial-epoch", Defaults.InitialEpoch, 0, "Epochs that are done "
        + "already, of those of --epochs: the first is the one after them.");
    private readonly Option<int?> _stepsPerEpoch = NumberOption.MaybeWhole(
        "--steps-per-epoch", 1, "Ends an epoch after so many steps; the next goes on through the data where it stopped. A pass through "
            + "the data if left out.");
    private readonly Option<int[]> _validationFreq = NumberOption.List(
        "--validation-freq", [1], 1_000_000, "Validates after every so many epochs, 2; or after those that are named, 1,5,10.");
    private readonly Option<int?> _validationBatchSize = NumberOption.MaybeWhole("--validation-batch-size", 1, "Pictures per batch of a "
        + "validation; those of a step if left out.");
    private readonly Option<int> _seed = NumberOption.Whole("--seed", Defaults.Seed, 0, "Where weights and shuffling get their randomness; the same seed gives the same weights, bit for bit.");
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Folder for the files; runs/DATA-DATE-TIME if left out. An earlier run there is moved aside, never overwritten.", HelpName = "DIR" };
    private readonly Option<bool> _noOptimizer = new("--no-optimizer") { Description = "Save model.keras without the optimizer's state: a third of the size, for a model that is done." };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say nothing but the result." };

    public DataWord Data { get; } = new(data);

    public Option<int> Epochs { get; } = NumberOption.Whole("--epochs", Defaults.Epochs, 1, "How often to go through the data.");

    public Option<string?> Resume { get; } = new("--resume") { Description = "Goes on with the run in this folder that was stopped, by whatever, with the options it began with.", HelpName = "DIR" };

    public OptionGroup Learning => new("Data and epochs", data, imageSize, channels, Epochs, _initialEpoch, _stepsPerEpoch, BatchSize,
        _validationSplit, _validationFreq, _validationBatchSize, _seed);

    public OptionGroup Running => new("Run", _output, _noOptimizer, Resume, threads, _quiet, json);

    /// <summary>What may change where a run is resumed: where and how loudly it runs.</summary>
    public IReadOnlyList<Option> Free => [Resume, threads, _quiet, json];

    /// <summary>What means something where a head is trained on a backbone.</summary>
    public IReadOnlyList<Option> BesideBackbone => [data, imageSize, Epochs, _seed, _output, _noOptimizer, .. Free];

    /// <param name="parsed">The command line.</param>
    /// <param name="recipe">What holds where it says nothing.</param>
    public TrainSettings Read(ParseResult parsed, TrainSettings recipe) => recipe with
    {
        Data = Data.Of(parsed),
        Pictures = ToolCommand.Request(parsed, imageSize, channels),
        Epochs = parsed.Or(Epochs, recipe.Epochs),
        InitialEpoch = parsed.GetValue(_initialEpoch),
        StepsPerEpoch = parsed.GetValue(_stepsPerEpoch),
        ValidationFreq = parsed.GetResult(_validationFreq) is { Implicit: false } ? Frequency(parsed.GetValue(_validationFreq)!) : null,
        ValidationBatchSize = parsed.GetValue(_validationBatchSize),
        BatchSize = parsed.Or(BatchSize, recipe.BatchSize),
        ValidationSplit = parsed.Or(_validationSplit, recipe.ValidationSplit),
        Seed = parsed.GetValue(_seed),
        Threads = parsed.GetResult(threads) is null ? Environment.ProcessorCount : parsed.GetValue(threads),
        Output = parsed.GetValue(_output),
        KeepsOptimizer = !parsed.GetValue(_noOptimizer),
        Quiet = parsed.GetValue(_quiet),
        Json = parsed.GetValue(json),
    };

    private static ValidationFrequency Frequency(int[] numbers) => numbers is [var every] ? every : ValidationFrequency.At(numbers);
}
