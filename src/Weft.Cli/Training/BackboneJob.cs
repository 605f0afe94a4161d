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
    private static readonly TimeSpan s_checkpoints = TimeSpan.FromMinutes(2);

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
            DataRequest pictures = settings.Pictures with { Size = (input[0], input[1]), Channels = input[2], Crop = true, Groups = choice.Groups };
            LoadedData data = Whole(await context.Datasets.LoadAsync(settings.Data, pictures, messages, cancellationToken), messages);
            if (choice.Groups is not null && data.TrainGroups is null)
            {
                throw new UsageException($"--groups: expected pictures in files, which can belong together, got {data.Name}. Leave --groups away.");
            }

            folder ??= RunFolder.Create(data.Name, DateTime.Now);
            folder.RemoveLeftovers();
            if (stopped is null)
            {
                RunFiles.Begin(folder, arguments, settings.Data, data, Messages);
            }

            TransferResult result = await Task.Run(() => Train(backbone, data, folder, messages, cancellationToken), cancellationToken);
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
        if (!data.WasSplit || TransferLearning.SparesTest(count, data.Validation is not null))
        {
            return data;
        }

        messages.Say($"None is set aside after all: the model learns from all {count}, "
            + $"{(data.Validation is { } held ? $"and is judged by the {held.Count} pictures of the validation part" : "and cross-validation judges it")}.");
        _testIsLearned = true;
        return data with
        {
            Train = data.Train.Concat(data.Test),
            TrainGroups = data.TrainGroups is null ? null : [.. data.TrainGroups, .. data.TestGroups!],
        };
    }

    private TransferResult Train(Backbone backbone, LoadedData data, RunFolder folder, DataMessages messages, CancellationToken cancellationToken)
    {
        // Epochs of a fine-tuning take minutes: each is shown, filed and gone on from where the run was stopped.
        Callback[] tuning = [.. RunFiles.Reporters(context, settings), new HistoryFile(folder.History, null), new BackupAndRestore(folder.Path, s_checkpoints, deleteCheckpoint: false)];
        TransferLearning transfer = new(backbone, choice.Transfer(settings.Seed, context.FeatureFolder, tuning));
        Messages.WriteLine(transfer.Plan(data.Train, data.Validation, data.TrainGroups));
        using PictureBar? bar = messages.Bar("looking at");
        return transfer.Train(
            data.Train, data.Validation, data.TrainGroups, progress: bar, callbacks: bar is null ? [] : [new LastEpoch(bar, Messages)], ct: cancellationToken);
    }

    private RunOutcome Finish(TransferResult result, LoadedData data, RunFolder folder, CancellationToken cancellationToken)
    {
        (Model model, History history) = (result.Model, result.FineTuning ?? result.History);
        model.Threads = settings.Threads;
        model.Metadata = model.Metadata with { TrainedOnPath = DatasetCatalog.PathOf(settings.Data), Groups = choice.Groups, Epochs = history.Epochs.Count };
        Divergence.Check(model, history);
        bool tests = !history.Interrupted && !_testIsLearned && !cancellationToken.IsCancellationRequested;
        Evaluation? test = tests ? model.Evaluate(data.Test, cancellationToken) : null;
        model.Save(folder.Model, settings.KeepsOptimizer);
        HistoryCsv.Write(folder.History, history.Epochs, null);
        if (settings.Watch.Plots && result.FineTuning is null)
        {
            PlainEpochs.WritePlot(history.Epochs, Messages);
        }

        RunFiles.Draw(folder, data, history);
        RunOutcome outcome = new(history, test, folder, _clock.Elapsed.TotalSeconds, FirstStepSeconds: null) { Transfer = result };
        new RunReporting(settings, arguments).Write(outcome, data, heldOut: 0, model, Messages, cancellationToken);
        if (!history.Interrupted)
        {
            folder.MarkFinished();
        }

        return outcome;
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
