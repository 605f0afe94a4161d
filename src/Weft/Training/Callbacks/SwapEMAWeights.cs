namespace Weft;

/// <summary>Has validation and the other callbacks' ends of epochs see the moving average of the weights instead of the weights, for an optimizer with <see cref="Optimizer.UseEma"/>.</summary>
/// <remarks>
/// So <see cref="EarlyStopping"/> judges and keeps averages, and <see cref="ModelCheckpoint"/> saves them. Training goes on with the weights themselves, and so do the checkpoints of
/// <see cref="BackupAndRestore"/>. Keras' callback with <c>swap_on_epoch=True</c>; there the order of the callbacks decides who sees what.
/// </remarks>
public sealed class SwapEMAWeights : Callback
{
    /// <exception cref="TrainingException">The optimizer keeps no average.</exception>
    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingRun run)
    {
        if (run.Model.Optimizer is { UseEma: false } optimizer)
        {
            throw new TrainingException($"SwapEMAWeights: expected an optimizer that keeps an average of the weights, got {optimizer.GetType().Name} with UseEma = false. Set UseEma, or remove the callback.");
        }
    }

    /// <summary>Exchanges weights and averages until the disposal.</summary>
    public override IDisposable? AroundValidation(TrainingRun run) => new Exchange(run.Session);

    private sealed class Exchange : IDisposable
    {
        private readonly Training.TrainingSession _session;

        public Exchange(Training.TrainingSession session)
        {
            _session = session;
            session.SwapAverages();
        }

        public void Dispose() => _session.SwapAverages();
    }
}
