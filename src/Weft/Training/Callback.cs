namespace Weft;

/// <summary>Code that a training run calls at its turning points. Override what you need.</summary>
public abstract class Callback
{
    /// <summary>When the callback's turn comes among the others of a run; in the list's order among equals.</summary>
    public virtual CallbackOrder Order => CallbackOrder.Normal;

    /// <summary>Before the first epoch.</summary>
    public virtual void OnTrainBegin(TrainingRun run)
    {
    }

    /// <summary>After the last epoch, or when the run was cancelled.</summary>
    public virtual void OnTrainEnd(TrainingRun run)
    {
    }

    /// <summary>Before an epoch's first step; not again where a run goes on inside an epoch.</summary>
    public virtual void OnEpochBegin(TrainingRun run)
    {
    }

    /// <summary>Around an epoch's validation and the ends of epochs of callbacks of normal order: for what shall hold there alone, such as other weights.</summary>
    /// <returns>What is disposed of afterwards; null for nothing.</returns>
    public virtual IDisposable? AroundValidation(TrainingRun run) => null;

    /// <summary>After an epoch and its validation.</summary>
    public virtual void OnEpochEnd(TrainingRun run, EpochResult epoch)
    {
    }

    /// <summary>Before a step.</summary>
    public virtual void OnBatchBegin(TrainingRun run)
    {
    }

    /// <summary>After a step; <see cref="TrainingRun.Loss"/> and <see cref="TrainingRun.Metrics"/> are means over the epoch so far.</summary>
    public virtual void OnBatchEnd(TrainingRun run)
    {
    }

    /// <summary>When a step's loss is no number, or infinite. The step changes no weight.</summary>
    /// <returns>True to end the run there, with its history; where no callback does, Fit throws.</returns>
    public virtual bool OnLossNotFinite(TrainingRun run, double loss) => false;

    /// <summary>When the run has something to warn of.</summary>
    public virtual void OnWarning(TrainingRun run, string message)
    {
    }

    /// <summary>Whether the learning rate is this callback's doing, and so a figure of every epoch, as in Keras.</summary>
    internal virtual bool SetsLearningRate => false;

    /// <summary>Puts what this callback remembers into a checkpoint: counters, best values. Override it where there is any such memory.</summary>
    public virtual void SaveState(CallbackState state)
    {
    }

    /// <summary>Takes it back, after <see cref="OnTrainBegin"/>, where a run goes on from a checkpoint.</summary>
    public virtual void RestoreState(CallbackState state)
    {
    }
}
