namespace Weft;

/// <summary>Ends a run when a figure no longer gets better.</summary>
/// <remarks>As in Keras, the best weights come back at the end of the run, whether it was stopped or came to its last epoch.</remarks>
public sealed class EarlyStopping : Callback
{
    private readonly MonitoredFigure _monitor;
    private readonly int _patience;
    private readonly double? _baseline;
    private readonly bool _restoreBestWeights;
    private readonly int _startFromEpoch;
    private float[][]? _bestWeights;
    private int _wait;

    /// <summary>Stops with Keras' defaults.</summary>
    /// <param name="monitor">The figure to watch, by Keras' name.</param>
    /// <param name="minDelta">What counts as no change.</param>
    /// <param name="patience">After how many epochs without a better figure the run ends.</param>
    /// <param name="mode">Which way the figure is better.</param>
    /// <param name="baseline">What the figure must also beat; null for nothing.</param>
    /// <param name="restoreBestWeights">Whether the weights of the best epoch come back at the end.</param>
    /// <param name="startFromEpoch">How many epochs pass before the figure is looked at.</param>
    public EarlyStopping(
        string monitor = "val_loss",
        double minDelta = 0,
        int patience = 0,
        MonitorMode mode = MonitorMode.Auto,
        double? baseline = null,
        bool restoreBestWeights = false,
        int startFromEpoch = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        _monitor = new MonitoredFigure(monitor, mode, minDelta, nameof(EarlyStopping));
        (_patience, _baseline, _restoreBestWeights, _startFromEpoch) = (patience, baseline, restoreBestWeights, startFromEpoch);
    }

    /// <summary>The best figure so far; null before the first.</summary>
    public double? Best { get; private set; }

    /// <summary>The epoch it was reached in, counted from 1; 0 before the first.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>The epoch that ended the run, counted from 1; 0 where the run was not stopped.</summary>
    public int StoppedEpoch { get; private set; }

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingRun run)
    {
        _monitor.Require(run);
        (Best, BestEpoch, StoppedEpoch, _wait, _bestWeights) = (null, 0, 0, 0, null);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingRun run, EpochResult epoch)
    {
        if (epoch.Epoch <= _startFromEpoch || _monitor.In(epoch) is not { } value)
        {
            return;
        }

        _wait++;
        bool better = _monitor.IsBetter(value, Best);
        if (_restoreBestWeights && (better || _bestWeights is null))
        {
            _bestWeights = [.. run.Model.Weights.Select(weight => weight.Span.ToArray())];
        }

        if (better)
        {
            (Best, BestEpoch) = (value, epoch.Epoch);
            // Patience begins again only where the baseline is beaten too.
            _wait = _monitor.IsBetter(value, _baseline) ? 0 : _wait;
        }
        else if (_wait >= _patience && epoch.Epoch > 1)
        {
            StoppedEpoch = epoch.Epoch;
            run.StopTraining = true;
        }
    }

    /// <summary>Brings the best weights back, where asked.</summary>
    public override void OnTrainEnd(TrainingRun run)
    {
        // An interrupted run may go on, and then from where it was.
        if (_bestWeights is null || run.History.Interrupted)
        {
            return;
        }

        foreach ((Weight weight, float[] best) in run.Model.Weights.Zip(_bestWeights))
        {
            best.CopyTo(weight.Values, 0);
        }
    }

    /// <inheritdoc/>
    public override void SaveState(CallbackState state)
    {
        state.Numbers["wait"] = _wait;
        state.Numbers["best_epoch"] = BestEpoch;
        state.Numbers["stopped_epoch"] = StoppedEpoch;
        if (Best is { } best)
        {
            state.Numbers["best"] = best;
        }

        for (int i = 0; i < _bestWeights?.Length; i++)
        {
            state.Arrays[$"weight_{i}"] = _bestWeights[i];
        }
    }

    /// <inheritdoc/>
    public override void RestoreState(CallbackState state)
    {
        _wait = (int)state.Numbers["wait"];
        BestEpoch = (int)state.Numbers["best_epoch"];
        StoppedEpoch = (int)state.Numbers["stopped_epoch"];
        Best = state.Numbers.TryGetValue("best", out double best) ? best : null;
        _bestWeights = state.Arrays.Count == 0 ? null : [.. Enumerable.Range(0, state.Arrays.Count).Select(i => state.Arrays[$"weight_{i}"].ToArray())];
    }
}
