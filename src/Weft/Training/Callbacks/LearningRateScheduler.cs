namespace Weft;

/// <summary>Sets the learning rate before every epoch.</summary>
/// <param name="schedule">Takes the epoch, counted from 0 as Keras passes it, and the present rate; gives the epoch's rate.</param>
public sealed class LearningRateScheduler(Func<int, double, double> schedule) : Callback
{
    internal override bool SetsLearningRate => true;

    /// <summary>Sets the rate of the coming epoch.</summary>
    public override void OnEpochBegin(TrainingRun run)
    {
        double rate = schedule(run.Epoch - 1, run.LearningRate);
        run.LearningRate = double.IsFinite(rate)
            ? rate
            : throw new TrainingException($"LearningRateScheduler: expected a finite rate for epoch {run.Epoch}, got {rate}.");
    }
}
