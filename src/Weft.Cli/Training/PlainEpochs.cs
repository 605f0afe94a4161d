namespace Weft.Cli.Training;

/// <summary>One plain line per epoch, for pipes and files.</summary>
internal sealed class PlainEpochs(TextWriter messages) : Callback
{
    public override void OnEpochEnd(TrainingRun run, EpochResult epoch)
    {
        messages.WriteLine($"epoch {epoch.Epoch}/{run.Epochs}: {run.Step} steps in {epoch.Seconds:0.00} s, {EpochFigures.Text(epoch, ", ")}");
    }

    public override void OnWarning(TrainingRun run, string message) => messages.WriteLine($"warning: {ToolWords.Of(message)}");
}
