using System.CommandLine;

using Weft.Cli.CommandLine;

namespace Weft.Cli.Training.Options;

/// <summary>The options of <c>weft train</c> about what watches a run, saves from it or steers it.</summary>
internal sealed class WatchOptions
{
    private static readonly WatchSettings Defaults = new();

    private readonly Option<int?> _earlyStopping = NumberOption.MaybeWhole("--early-stopping", 0, "Ends the run after so many epochs without a better figure, with the weights of the best one.");
    private readonly Option<int?> _reduceRate = NumberOption.MaybeWhole("--reduce-lr-on-plateau", 0, "Lowers the learning rate to a tenth after so many epochs without a better figure; with a constant schedule.");
    private readonly Option<string> _monitor = new("--monitor")
    {
        Description = "The figure these two watch: val_loss, val_accuracy, loss, ...",
        HelpName = "FIGURE",
        DefaultValueFactory = _ => Defaults.Monitor,
    };

    private readonly Option<bool> _plot = new("--plot") { Description = "Draws loss and accuracy in the terminal after every epoch; where there is none, once at the end." };
    private readonly Option<string?> _tensorBoard = new("--tensorboard") { Description = "Writes losses, metrics, learning rate and weights for TensorBoard into this folder.", HelpName = "DIR" };
    private readonly Option<string?> _saveBest = new("--save-best") { Description = "Saves the model of the best epoch as best.keras, by this figure: val_loss, val_accuracy, loss, ...", HelpName = "FIGURE" };
    private readonly Option<int?> _saveEvery = NumberOption.MaybeWhole("--save-every", 1, "Keeps the model of every so many epochs as epoch-001.keras, ...");
    private readonly Option<TimeSpan?> _checkpointEvery = DurationOption.OrWord("--checkpoint-every", "epoch", "How often the run's position is saved, for --resume: after every epoch if left out, or as often as 10m.");

    public OptionGroup Group => new("While it runs", _earlyStopping, _reduceRate, _monitor, _plot, _tensorBoard, _saveBest, _saveEvery, _checkpointEvery);

    /// <param name="parsed">The command line.</param>
    /// <param name="directory">From where a path counts.</param>
    public WatchSettings Read(ParseResult parsed, string directory) => new()
    {
        EarlyStopping = parsed.GetValue(_earlyStopping),
        ReduceRate = parsed.GetValue(_reduceRate),
        Monitor = parsed.GetValue(_monitor)!,
        Plots = parsed.GetValue(_plot),
        TensorBoard = parsed.GetValue(_tensorBoard) is { } folder ? Path.GetFullPath(folder, directory) : null,
        SaveBest = parsed.GetValue(_saveBest),
        SaveEvery = parsed.GetValue(_saveEvery),
        CheckpointEvery = parsed.GetValue(_checkpointEvery),
    };
}
