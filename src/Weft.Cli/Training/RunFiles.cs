using Weft.Cli.Datasets;
using Weft.Cli.Rendering;
using Weft.Imaging;

namespace Weft.Cli.Training;

/// <summary>What every run shows, and puts into its folder beside the model and the history.</summary>
internal static class RunFiles
{
    /// <summary>Sets an earlier run aside, and writes down how this one was begun.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="word">What it calls the data; null where it says nothing.</param>
    /// <param name="data">The data that was loaded.</param>
    /// <param name="messages">Where to say what was set aside.</param>
    public static void Begin(RunFolder folder, IReadOnlyList<string> arguments, string? word, LoadedData data, TextWriter messages)
    {
        if (folder.SetEarlierRunAside() is { } aside)
        {
            messages.WriteLine($"The earlier run in {folder.Path} was moved to {aside}.");
        }

        // A later resumption may stand in another folder, and must not take other data where none was named.
        new RunRecord(arguments, DatasetCatalog.PathOf(word) ?? data.Name, Environment.CurrentDirectory).Write(folder.Settings);
    }

    /// <summary>What shows a run's epochs as they go by: live in a terminal, a line each elsewhere.</summary>
    public static IEnumerable<Callback> Reporters(ToolContext context, TrainSettings settings) => settings.Quiet
        ? []
        : [ToolContext.IsTerminal(context.Messages)
            ? new LiveEpochs(context.Messages, settings.Watch.Plots)
            : new PlainEpochs(context.Error, settings.Watch.Plots)];

    /// <summary>Draws pictures of the data, and the run's curves where an epoch has ended.</summary>
    public static void Draw(RunFolder folder, LoadedData data, History history)
    {
        PictureGrid.SavePng(folder.Samples, SamplePictures.First(data.Train, 25), title: data.Name);
        if (history.Epochs.Count > 0)
        {
            TrainingCurves.SavePng(folder.Curves, history.Epochs, data.Name);
        }
    }
}
