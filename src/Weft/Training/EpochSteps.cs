namespace Weft.Training;

/// <summary>Which batches of the data each epoch of a run has.</summary>
/// <remarks>
/// As Keras goes through arrays: an epoch of so many steps ends after them, and the next goes on behind them. Where the data ends inside an
/// epoch, that epoch is shorter,
/// and the next begins a new pass, in a new order. Epochs are counted from 0, from the first of the run.
/// </remarks>
internal sealed class EpochSteps
{
    private readonly int _passSteps;
    private readonly int _epochsPerPass;

    /// <param name="samples">The samples of the data.</param>
    /// <param name="batchSize">Samples per step.</param>
    /// <param name="stepsPerEpoch">The steps of an epoch; null for a pass through the data.</param>
    public EpochSteps(int samples, int batchSize, int? stepsPerEpoch)
    {
        _passSteps = (int)(((long)samples + batchSize - 1) / batchSize);
        PerEpoch = stepsPerEpoch ?? _passSteps;
        _epochsPerPass = (int)(((long)_passSteps + PerEpoch - 1) / PerEpoch);
    }

    /// <summary>The steps that an epoch is meant to have.</summary>
    public int PerEpoch { get; }

    /// <summary>The epochs of the pass that are over before an epoch.</summary>
    public int Before(int epoch) => epoch % _epochsPerPass;

    /// <summary>The first batch of an epoch in its pass.</summary>
    public int First(int epoch) => Before(epoch) * PerEpoch;

    /// <summary>The batches that an epoch has.</summary>
    public int Count(int epoch) => Math.Min(PerEpoch, _passSteps - First(epoch));
}
