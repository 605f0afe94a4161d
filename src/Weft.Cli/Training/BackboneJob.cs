using System.Diagnostics;

using Weft.Backbones;
using Weft.Cli.Datasets;
using Weft.Cli.Rendering;

namespace Weft.Cli.Training;

/// <summary>A head on a pretrained network, as a run: load, compute features, train, save, judge.</summary>
/// <remarks>Features are kept on disk as they are computed, so that a run that was stopped goes on where it was when it is begun again.</remarks>
/// <param name="settings">What to do.</param>
/// <param name="choice">On which network.</param>
/// <param name="arguments">The command line that said so, for a later resumption.</param>
/// <param name="context">The world outside.</param>
internal sealed class BackboneJob(TrainSettings settings, BackboneChoice choice, IReadOnlyList<string> arguments, ToolContext context)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private bool _testIsLearned;

    private TextWriter Messages => settings.Quiet ? TextWriter.Null : context.Error;

    /// <summary>Carries the run out, or begins a stopped one again.</summary>
    public async Task<(RunOutcome Outcome, LoadedData Data, Model Model)> RunAsync(RunFolder? stopped, CancellationToken cancellationToken)
    {
        RunFolder? folder = stopped ?? (settings.Output is { } output ? RunFolder.Create(output) : null);
        try
        {
            DataMessages messages = new(context.Messages, settings.Quiet);
            Backbone backbone = await choice.OpenAsync(messages, cancellationToken);
            backbone.Features.Threads = settings.Threads;
            Shape input = backbone.Features.InputShape;
            DataRequest pictures = settings.Pictures with { Size = (input[0], input[1]), Channels = input[2], Crop = true };
            LoadedData data = Whole(await context.Datasets.LoadAsync(settings.Data, pictures, messages, cancellationToken), messages);
            folder ??= RunFolder.Create(data.Name, DateTime.Now);
            folder.RemoveLeftovers();
            if (stopped is null)
            {
                RunFiles.Begin(folder, arguments, settings.Data, data, Messages);
            }

            TransferResult result = await Task.Run(() => Train(backbone, data, messages, cancellationToken), cancellationToken);
            return (Finish(result, data, folder, cancellationToken), data, result.Model);
        }
        finally
        {
            folder?.RemoveIfEmpty();
            folder?.Dispose();
        }
    }

    // Of few pictures none is set aside: all are judged by cross-validation, or those of the validation part are, and the model learns from the rest.
    private LoadedData Whole(LoadedData data, DataMessages messages)
    {
        int count = data.Train.Count + data.Test.Count;
        if (!data.WasSplit || (data.Validation is null && count >= TransferLearning.FewPictures))
        {
            return data;
        }

        messages.Say($"None is set aside after all: the model learns from all {count}, "
            + $"{(data.Validation is { } held ? $"and is judged by the {held.Count} pictures of the validation part" : "and cross-validation judges it")}.");
        _testIsLearned = true;
        return data with { Train = data.Train.Concat(data.Test) };
    }

    private TransferResult Train(Backbone backbone, LoadedData data, DataMessages messages, CancellationToken cancellationToken)
    {
        using PictureBar? bar = messages.Bar("looking at");
        TransferResult result = new TransferLearning(backbone, choice.Transfer(settings.Seed, context.FeatureFolder)).Train(
            data.Train, data.Validation, progress: bar, callbacks: bar is null ? [] : [new LastEpoch(bar, Messages)], ct: cancellationToken);
        Messages.WriteLine(result.Plan);
        return result;
    }

    private RunOutcome Finish(TransferResult result, LoadedData data, RunFolder folder, CancellationToken cancellationToken)
    {
        Model model = result.Model;
        model.Threads = settings.Threads;
        model.Metadata = model.Metadata with { TrainedOnPath = DatasetCatalog.PathOf(settings.Data), Epochs = result.History.Epochs.Count };
        Divergence.Check(model, result.History);
        bool tests = !result.History.Interrupted && !_testIsLearned && !cancellationToken.IsCancellationRequested;
        Evaluation? test = tests ? model.Evaluate(data.Test, cancellationToken) : null;
        model.Save(folder.Model, settings.KeepsOptimizer);
        HistoryCsv.Write(folder.History, result.History.Epochs, null);
        RunFiles.Draw(folder, data, result.History);
        if (!result.History.Interrupted)
        {
            folder.MarkFinished();
        }

        return new RunOutcome(result.History, test, folder, _clock.Elapsed.TotalSeconds, FirstStepSeconds: null) { Transfer = result };
    }

    /// <summary>Says how a head did in the end: its epochs take a moment each.</summary>
    private sealed class LastEpoch(PictureBar bar, TextWriter messages) : Callback
    {
        // All pictures are seen: the bar's line is free for others.
        public override void OnTrainBegin(TrainingRun run) => bar.Dispose();

        public override void OnEpochEnd(TrainingRun run, EpochResult epoch)
        {
            if (epoch.Epoch == run.Epochs)
            {
                messages.WriteLine($"head: {epoch.Epoch} epochs, {EpochFigures.Text(epoch, ", ")}");
            }
        }
    }
}
