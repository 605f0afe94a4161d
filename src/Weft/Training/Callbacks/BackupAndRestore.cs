using System.Diagnostics;

namespace Weft;

/// <summary>Makes a run survive its process: writes checkpoints, and goes on from the last one where a run begins again.</summary>
/// <remarks>
/// <para>A checkpoint is a model file, <c>checkpoint.keras</c>, with the run's position beside the model: weights, the optimizer's state, epoch and step,
/// running totals, history, and what other callbacks remember. It is replaced atomically, so that a kill or a full disk at any moment leaves the last one whole.</para>
/// <para>Build and compile the same model, pass the same data, and call Fit again: the run ends with the same bits as one that was never stopped,
/// on any number of threads. The number of epochs may differ.</para>
/// </remarks>
public sealed class BackupAndRestore : Callback
{
    private readonly string _folder;
    private readonly TimeSpan? _every;
    private readonly int? _everySteps;
    private readonly bool _deleteCheckpoint;
    private (int Epoch, int Step, int Finished) _saved;
    private long _lastSave;

    /// <summary>Checkpoints at the end of every epoch, or more often.</summary>
    /// <param name="backupDir">The folder of <c>checkpoint.keras</c>; made where there is none.</param>
    /// <param name="every">Checkpoints no sooner than this after the last one, inside an epoch too, instead of after every epoch.</param>
    /// <param name="everySteps">Checkpoints after every so many steps of an epoch, and at its end.</param>
    /// <param name="deleteCheckpoint">Whether the checkpoint goes when the run is finished, so that the next run starts afresh.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time or the number of steps is not above 0.</exception>
    public BackupAndRestore(string backupDir, TimeSpan? every = null, int? everySteps = null, bool deleteCheckpoint = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(backupDir);
        if (every <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(every), $"BackupAndRestore: expected a time above 0 between checkpoints, got {every}.");
        }

        if (everySteps < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(everySteps), $"BackupAndRestore: expected at least 1 step between checkpoints, got {everySteps}.");
        }

        (_folder, _every, _everySteps, _deleteCheckpoint) = (backupDir, every, everySteps, deleteCheckpoint);
    }

    /// <summary>The file the checkpoints are written to.</summary>
    public string Checkpoint => Path.Combine(_folder, "checkpoint.keras");

    /// <inheritdoc/>
    public override CallbackOrder Order => CallbackOrder.Last;

    /// <summary>Takes back the last checkpoint, where there is one.</summary>
    /// <exception cref="ModelFileException">The checkpoint is damaged, or is one of another model, optimizer, data set or batch size; the model is as it was.</exception>
    public override void OnTrainBegin(TrainingRun run)
    {
        _saved = run.Model.RestoreCheckpoint(Checkpoint, run) ? Position(run) : default;
        _lastSave = Stopwatch.GetTimestamp();
    }

    /// <inheritdoc/>
    public override void OnBatchEnd(TrainingRun run)
    {
        if (run.Step % _everySteps == 0 || Stopwatch.GetElapsedTime(_lastSave) >= _every)
        {
            Save(run);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingRun run, EpochResult epoch)
    {
        // A run whose loss is no number has nowhere to go on from: the checkpoint stays that of the last epoch that had one.
        if (!epoch.Values.All(figure => double.IsFinite(figure.Value) || !figure.Key.EndsWith("loss", StringComparison.Ordinal)))
        {
            return;
        }

        // The last epoch's end too: what comes after it, best or averaged weights, is for the finished model alone.
        if (_every is null || Stopwatch.GetElapsedTime(_lastSave) >= _every || run.StopTraining || epoch.Epoch == run.Epochs)
        {
            Save(run);
        }
    }

    /// <summary>Writes where an interrupted run stands, or removes the checkpoint of a finished one.</summary>
    public override void OnTrainEnd(TrainingRun run)
    {
        if (_deleteCheckpoint && !run.History.Interrupted)
        {
            File.Delete(Checkpoint);
        }
        else if (run.History.Interrupted && Position(run) != _saved && run.Epoch > run.InitialEpoch)
        {
            Save(run);
        }
    }

    private static (int Epoch, int Step, int Finished) Position(TrainingRun run) => (run.Epoch, run.Step, run.History.Epochs.Count);

    private void Save(TrainingRun run)
    {
        // Weights that are no numbers are nothing to go on from.
        if (run.Model.FirstNotFinite() is not null)
        {
            return;
        }

        Directory.CreateDirectory(_folder);
        run.Model.SaveCheckpoint(Checkpoint, run.Capture());
        _saved = Position(run);
        _lastSave = Stopwatch.GetTimestamp();
    }
}
