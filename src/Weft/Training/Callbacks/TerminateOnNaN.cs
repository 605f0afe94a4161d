namespace Weft;

/// <summary>Ends a run whose loss is no longer a number, and keeps its history; without this callback Fit throws.</summary>
/// <remarks>The step that gave such a loss changes no weight.</remarks>
public sealed class TerminateOnNaN : Callback
{
    /// <inheritdoc/>
    public override bool OnLossNotFinite(TrainingRun run, double loss) => true;
}
