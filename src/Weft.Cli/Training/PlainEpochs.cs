using Spectre.Console;

using Weft.Cli.Rendering;

namespace Weft.Cli.Training;

/// <summary>One plain line per epoch, for pipes and files; at the end, on request, the curves.</summary>
internal sealed class PlainEpochs(TextWriter messages, bool plots) : Callback
{
    public override void OnEpochEnd(TrainingRun run, EpochResult epoch)
    {
        messages.WriteLine($"epoch {epoch.Epoch}/{run.Epochs}: {run.Step} steps in {epoch.Seconds:0.00} s, {EpochFigures.Text(epoch, ", ")}");
    }

    public override void OnTrainEnd(TrainingRun run)
    {
        if (plots)
        {
            WritePlot(run.History.Epochs, messages);
        }
    }

    /// <summary>Writes a run's curves as plain lines.</summary>
    public static void WritePlot(IReadOnlyList<EpochResult> epochs, TextWriter writer)
    {
        const int width = 100;
        foreach (string line in CurveText.Lines(epochs, width))
        {
            writer.WriteLine(Markup.Remove(line).TrimEnd());
        }
    }

    public override void OnWarning(TrainingRun run, string message) => messages.WriteLine($"warning: {ToolWords.Of(message)}");
}
