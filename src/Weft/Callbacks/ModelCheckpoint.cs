using Weft.Formats;

namespace Weft;

/// <summary>Saves the model after epochs: each, every few, or only where a figure is the best so far.</summary>
/// <remarks>
/// The file's name may hold the epoch and its figures, written as in Keras: <c>model-{epoch:02d}-{val_loss:.4f}.keras</c>. Without them the file is
/// replaced, atomically, so that it is the last, or the best, model. The best is that of all runs which had this callback. To go on with a whole run, see <see cref="BackupAndRestore"/>.
/// </remarks>
public sealed class ModelCheckpoint : Callback
{
    private readonly FilePattern _file;
    private readonly MonitoredFigure _monitor;
    private readonly bool _saveBestOnly;
    private readonly int _everyEpochs;
    private double? _best;

    /// <summary>A checkpoint of the model alone.</summary>
    /// <param name="filepath">The file, with <c>{epoch:02d}</c> or <c>{val_loss:.2f}</c> and the like where its name shall change; its folder is made where there is none.</param>
    /// <param name="monitor">The figure to watch, by Keras' name: <c>val_loss</c>, <c>val_accuracy</c>, <c>loss</c>, ...</param>
    /// <param name="saveBestOnly">Whether a model is saved only where the figure is better than it ever was.</param>
    /// <param name="mode">Which way the figure gets better.</param>
    /// <param name="everyEpochs">After how many epochs, each time.</param>
    /// <param name="initialValueThreshold">What the figure must be better than at first; null for anything.</param>
    /// <exception cref="ArgumentException">The pattern of the file's name makes no sense, or does not end in <c>.keras</c>.</exception>
    public ModelCheckpoint(
        string filepath,
        string monitor = "val_loss",
        bool saveBestOnly = false,
        MonitorMode mode = MonitorMode.Auto,
        int everyEpochs = 1,
        double? initialValueThreshold = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(monitor);
        _file = new FilePattern(filepath);
        if (KerasFile.NameError(filepath) is { } error)
        {
            throw new ArgumentException($"ModelCheckpoint: {error}", nameof(filepath));
        }

        _everyEpochs = everyEpochs >= 1
            ? everyEpochs
            : throw new ArgumentOutOfRangeException(nameof(everyEpochs), $"ModelCheckpoint: expected everyEpochs of at least 1, got {everyEpochs}.");
        _monitor = new MonitoredFigure(monitor, mode, minDelta: 0, nameof(ModelCheckpoint));
        (_saveBestOnly, _best) = (saveBestOnly, initialValueThreshold);
    }

    /// <exception cref="TrainingException">The run has no such figure to watch.</exception>
    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingRun run)
    {
        if (_saveBestOnly)
        {
            _monitor.Require(run);
        }
    }

    /// <exception cref="TrainingException">The epoch has no such figure to name a file after.</exception>
    /// <exception cref="ModelFileException">The file cannot be written.</exception>
    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingRun run, EpochResult epoch)
    {
        if (epoch.Epoch % _everyEpochs != 0 || (_saveBestOnly && !IsBest(epoch)))
        {
            return;
        }

        string path = _file.For(epoch);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        run.Model.Save(path);
    }

    /// <inheritdoc/>
    public override void SaveState(CallbackState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (_best is { } best)
        {
            state.Numbers["best"] = best;
        }
    }

    /// <inheritdoc/>
    public override void RestoreState(CallbackState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _best = state.Numbers.TryGetValue("best", out double best) ? best : null;
    }

    private bool IsBest(EpochResult epoch)
    {
        double value = _monitor.Of(epoch);
        bool isBest = _monitor.IsBetter(value, _best);
        _best = isBest ? value : _best;
        return isBest;
    }
}
