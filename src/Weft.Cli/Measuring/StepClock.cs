using System.Diagnostics;

namespace Weft.Cli.Measuring;

/// <summary>Notes how long each training step takes, from the end of the one before it, and ends the run when the time is up.</summary>
/// <remarks>
/// So a step's time holds everything it takes, fetching and scaling its pictures included. The first step of an epoch is left out:
/// it has no predecessor in its epoch, and shuffling would count as computing. The warm-up comes first.
/// </remarks>
/// <param name="seconds">How long to measure, and at least five steps; 0 ends the run after its first step.</param>
/// <param name="warmUpSeconds">How long steps are done before they are timed.</param>
internal sealed class StepClock(double seconds, double warmUpSeconds) : Callback
{
    private readonly List<double> _intervals = new(1 << 16);
    private readonly Stopwatch _run = new();
    private long _last;

    public double[] Intervals => [.. _intervals];

    /// <summary>When the first step was done, in seconds since 1970.</summary>
    public double FirstStepAt { get; private set; }

    public override void OnTrainBegin(TrainingRun run) => _run.Start();

    public override void OnBatchEnd(TrainingRun run)
    {
        long now = Stopwatch.GetTimestamp();
        if (FirstStepAt == 0)
        {
            FirstStepAt = (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;
        }

        double elapsed = _run.Elapsed.TotalSeconds;
        if (elapsed > warmUpSeconds && run.Step > 1)
        {
            _intervals.Add(Stopwatch.GetElapsedTime(_last, now).TotalMilliseconds);
        }

        _last = now;
        run.StopTraining = seconds == 0 || (elapsed > warmUpSeconds + seconds && _intervals.Count >= 5);
    }
}
