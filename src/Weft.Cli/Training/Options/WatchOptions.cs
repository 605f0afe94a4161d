using System.CommandLine;

using Weft.Cli.CommandLine;

namespace Weft.Cli.Training.Options;

/// <summary>The options of <c>weft train</c> about what watches a run, saves from it or steers it.</summary>
internal sealed class WatchOptions
{
    private readonly Option<string?> _saveBest = new("--save-best") { Description = "Saves the model of the best epoch as best.keras, by this figure: val_loss, val_accuracy, loss, ...", HelpName = "FIGURE" };
    private readonly Option<int?> _saveEvery = NumberOption.MaybeWhole("--save-every", 1, "Keeps the model of every so many epochs as epoch-001.keras, ...");
    private readonly Option<TimeSpan?> _checkpointEvery = DurationOption.OrWord("--checkpoint-every", "epoch", "How often the run's position is saved, for --resume: after every epoch if left out, or as often as 10m.");

    public OptionGroup Group => new("While it runs", _saveBest, _saveEvery, _checkpointEvery);

    public WatchSettings Read(ParseResult parsed) => new()
    {
        SaveBest = parsed.GetValue(_saveBest),
        SaveEvery = parsed.GetValue(_saveEvery),
        CheckpointEvery = parsed.GetValue(_checkpointEvery),
    };
}
