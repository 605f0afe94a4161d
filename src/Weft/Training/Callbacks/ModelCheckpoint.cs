using Weft.Formats;

namespace Weft;

/// <summary>Saves the model after epochs: each, every few, or only where a figure is the best so far; or after every so many batches.</summary>
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
    private readonly int? _saveFreq;
    private readonly bool _saveWeightsOnly;
    private double? _best;
    private int _batches;

    /// <summary>A checkpoint of the model alone.</summary>
    /// <param name="filepath">The file, with <c>{epoch:02d}</c> or <c>{val_loss:.2f}</c> and the like where its name shall change; its folder is made where there is none.</param>
    /// <param name="monitor">The figure to watch, by Keras' name: <c>val_loss</c>, <c>val_accuracy</c>, <c>loss</c>, ...</param>
    /// <param name="saveBestOnly">Whether a model is saved only where the figure is better than it ever was.</param>
    /// <param name="mode">Which way the figure gets better.</param>
    /// <param name="everyEpochs">After how many epochs, each time.</param>
    /// <param name="initialValueThreshold">What the figure must be better than at first; null for anything.</param>
    /// <param name="saveWeightsOnly">Whether the weights and the optimizer's state are saved without the layers, as Keras' <c>load_weights</c> reads them: a <c>.weights.h5</c>.</param>
    /// <param name="saveFreq">After how many batches, each time, counted over all epochs, instead of after epochs; the name may then hold <c>{batch}</c>, and the figures are those of the epoch so far.</param>
    /// <exception cref="ArgumentException">The pattern of the file's name makes no sense, holds a batch where epochs are saved, or does not end in <c>.keras</c>, or <c>.weights.h5</c> for weights.</exception>
    public ModelCheckpoint(
        string filepath,
        string monitor = "val_loss",
        bool saveBestOnly = false,
        MonitorMode mode = MonitorMode.Auto,
        int everyEpochs = 1,
        double? initialValueThreshold = null,
        bool saveWeightsOnly = false,
        int? saveFreq = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(monitor);
        _file = new FilePattern(filepath);
        if (NameError(filepath, saveWeightsOnly) is { } error)
        {
            throw new ArgumentException($"ModelCheckpoint: {error}", nameof(filepath));
        }

        if (saveFreq is null && _file.NamesBatch)
        {
            throw new ArgumentException($"ModelCheckpoint: expected a name without {{batch}} for the models of epochs, got '{filepath}'. Pass saveFreq to save after batches.", nameof(filepath));
        }

        _saveFreq = saveFreq is null or >= 1
            ? saveFreq
            : throw new ArgumentOutOfRangeException(nameof(saveFreq), $"ModelCheckpoint: expected saveFreq of at least 1 batch, got {saveFreq}.");
        _saveWeightsOnly = saveWeightsOnly;

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
            _monitor.Require(run, _saveFreq is null);
        }
    }

    /// <exception cref="TrainingException">The epoch has no such figure to name a file after.</exception>
    /// <exception cref="ModelFileException">The file cannot be written.</exception>
    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingRun run, EpochResult epoch)
    {
        if (_saveFreq is null && epoch.Epoch % _everyEpochs == 0)
        {
            Save(run, epoch, batch: 0);
        }
    }

    /// <exception cref="TrainingException">The run has no such figure to name a file after, or to watch after a batch.</exception>
    /// <exception cref="ModelFileException">The file cannot be written.</exception>
    /// <inheritdoc/>
    public override void OnBatchEnd(TrainingRun run)
    {
        if (_saveFreq is not { } batches || ++_batches < batches)
        {
            return;
        }

        _batches = 0;
        Dictionary<string, double> values = new() { ["loss"] = run.Loss };
        for (int i = 0; i < run.MetricNames.Count; i++)
        {
            values[run.MetricNames[i]] = run.Metrics[i];
        }

        Save(run, new EpochResult(run.Epoch, run.EpochSeconds, run.LastLearningRate, values), run.Step);
    }

    private void Save(TrainingRun run, EpochResult figures, int batch)
    {
        if (_saveBestOnly && !IsBest(figures))
        {
            return;
        }

        string path = _file.For(figures.Epoch, batch, figures.Values);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        if (_saveWeightsOnly)
        {
            run.Model.WriteWeights(path);
        }
        else
        {
            run.Model.Save(path);
        }
    }

    /// <inheritdoc/>
    public override void SaveState(CallbackState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (_saveFreq is not null)
        {
            state.Numbers["batches"] = _batches;
        }

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
        _batches = state.Numbers.TryGetValue("batches", out double batches) ? (int)batches : 0;
    }

    private static string? NameError(string path, bool weights) => !weights ? KerasFile.NameError(path) : path.EndsWith(".weights.h5", StringComparison.Ordinal)
        ? null
        : $"expected a file name that ends in .weights.h5, as Keras asks of weights alone, got '{path}'. Change the ending.";

    private bool IsBest(EpochResult epoch)
    {
        if (_monitor.In(epoch) is not { } value || !_monitor.IsBetter(value, _best))
        {
            return false;
        }

        _best = value;
        return true;
    }
}
