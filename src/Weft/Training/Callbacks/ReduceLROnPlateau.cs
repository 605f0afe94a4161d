namespace Weft;

/// <summary>Lowers the learning rate when a figure no longer gets better.</summary>
public sealed class ReduceLROnPlateau : Callback
{
    private readonly MonitoredFigure _monitor;
    private readonly double _factor;
    private readonly int _patience;
    private readonly int _cooldown;
    private readonly double _minLR;
    private double? _best;
    private int _wait;
    private int _cooling;

    /// <summary>Lowers with Keras' defaults.</summary>
    /// <param name="monitor">The figure to watch, by Keras' name.</param>
    /// <param name="factor">What the rate is multiplied with; below 1.</param>
    /// <param name="patience">After how many epochs without a better figure.</param>
    /// <param name="mode">Which way the figure is better.</param>
    /// <param name="minDelta">What counts as no change.</param>
    /// <param name="cooldown">How many epochs pass after that before the figure is looked at again.</param>
    /// <param name="minLR">The lowest rate.</param>
    public ReduceLROnPlateau(
        string monitor = "val_loss",
        double factor = 0.1,
        int patience = 10,
        MonitorMode mode = MonitorMode.Auto,
        double minDelta = 1e-4,
        int cooldown = 0,
        double minLR = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        ArgumentOutOfRangeException.ThrowIfNegative(cooldown);
        _factor = factor is > 0 and < 1
            ? factor
            : throw new ArgumentOutOfRangeException(nameof(factor), $"ReduceLROnPlateau: expected factor between 0 and 1, got {factor}.");
        _monitor = new MonitoredFigure(monitor, mode, minDelta, nameof(ReduceLROnPlateau));
        (_patience, _cooldown, _minLR) = (patience, cooldown, minLR);
    }

    internal override bool SetsLearningRate => true;

    /// <exception cref="TrainingException">The run has no such figure to watch, or its rate follows a schedule.</exception>
    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingRun run)
    {
        _monitor.Require(run);
        run.Session.RequireConstantRate();
        (_best, _wait, _cooling) = (null, 0, 0);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingRun run, EpochResult epoch)
    {
        if (_monitor.In(epoch) is not { } value)
        {
            return;
        }

        if (_cooling > 0)
        {
            _cooling--;
            _wait = 0;
        }

        if (_monitor.IsBetter(value, _best))
        {
            _best = value;
            _wait = 0;
        }
        else if (_cooling == 0 && ++_wait >= _patience && run.LearningRate > _minLR)
        {
            run.LearningRate = Math.Max(run.LearningRate * _factor, _minLR);
            _cooling = _cooldown;
            _wait = 0;
        }
    }

    /// <inheritdoc/>
    public override void SaveState(CallbackState state)
    {
        state.Numbers["wait"] = _wait;
        state.Numbers["cooling"] = _cooling;
        if (_best is { } best)
        {
            state.Numbers["best"] = best;
        }
    }

    /// <inheritdoc/>
    public override void RestoreState(CallbackState state)
    {
        _wait = (int)state.Numbers["wait"];
        _cooling = (int)state.Numbers["cooling"];
        _best = state.Numbers.TryGetValue("best", out double best) ? best : null;
    }
}
