using System.Diagnostics;

using Weft.Cli.Datasets;
using Weft.Cli.Rendering;
using Weft.Data;
using Weft.Imaging;

namespace Weft.Cli.Training;

/// <summary>A whole training run: load, show, build, fit, save, evaluate.</summary>
/// <param name="settings">What to do.</param>
/// <param name="arguments">The command line that said so, for a later resumption.</param>
/// <param name="context">The world outside.</param>
internal sealed class TrainingJob(TrainSettings settings, IReadOnlyList<string> arguments, ToolContext context)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly FirstStep _firstStep = new();

    private bool Talks => !settings.Json && !settings.Quiet;

    private TextWriter Messages => settings.Quiet ? TextWriter.Null : context.Error;

    /// <summary>Carries the run out, or, given the folder of one that was stopped, goes on with it.</summary>
    public async Task<(RunOutcome Outcome, LoadedData Data, Model Model)> RunAsync(RunFolder? stopped, CancellationToken cancellationToken)
    {
        Task warmUp = WarmUpAsync();
        RunFolder? folder = stopped ?? (settings.Output is { } output ? RunFolder.Create(output) : null);
        try
        {
            DataMessages messages = new(context.Messages, settings.Quiet);
            DataRequest pictures = settings.Model.Complete(settings.Pictures);
            LoadedData data = await context.Datasets.LoadAsync(settings.Data, pictures, messages, cancellationToken);
            await warmUp;
            folder ??= RunFolder.Create(data.Name, DateTime.Now);
            folder.RemoveLeftovers();
            SuggestBackbone(data, messages);
            Model? trained = settings.Model.Open();
            Model model = Create(data, messages);
            List<string> notes = [.. (trained ?? model).LoadNotes.Select(note => $"note: {ToolWords.Of(note)}")];
            data = data.NumberedAs(model.Metadata.ClassNames,
                "--add-classes gives these outputs of their own; or name a data set of the model's classes.");
            PicturePreparation preparation = data.Preparation with { Grey = pictures is { GreyIsAsked: true, Channels: 1 }, Crop = pictures.Crop };
            (model, IReadOnlyList<string> said) = Finish(model, trained, preparation, TrainingPart(data).Count);
            return await RunAsync(folder, data, model, [.. notes, .. said], begins: stopped is null, cancellationToken);
        }
        finally
        {
            folder?.RemoveIfEmpty();
            folder?.Dispose();
        }
    }

    private async Task<(RunOutcome Outcome, LoadedData Data, Model Model)> RunAsync(
        RunFolder folder, LoadedData data, Model model, IReadOnlyList<string> notes, bool begins, CancellationToken cancellationToken)
    {
        model.Metadata = model.Metadata with { TrainedOnPath = DatasetCatalog.PathOf(settings.Data) };
        string[] figures = ["loss", .. model.Metrics.Select(metric => metric.Name)];
        bool validates = data.Validation is not null || settings.ValidationSplit > 0;
        if (!validates && (settings.ValidationFreq is not null || settings.ValidationBatchSize is not null))
        {
            throw new UsageException(
                $"{(settings.ValidationFreq is not null ? "--validation-freq" : "--validation-batch-size")}: expected pictures to "
                    + "validate on, got none. Hold some out: --validation-split 0.2.");
        }

        settings.Watch.CheckFigures(validates ? [.. figures, .. figures.Select(name => $"val_{name}")] : figures);
        foreach (string note in notes)
        {
            Messages.WriteLine(note);
        }

        if (Talks)
        {
            ShowStart(data, model);
        }

        if (begins)
        {
            RunFiles.Begin(folder, arguments, settings.Data, data, Messages);
        }

        History history = model.Fit(
            data.Train,
            settings.Epochs,
            settings.BatchSize,
            settings.ValidationSplit,
            data.Validation,
            initialEpoch: settings.InitialEpoch,
            stepsPerEpoch: settings.StepsPerEpoch,
            validationFreq: settings.ValidationFreq,
            validationBatchSize: settings.ValidationBatchSize,
            classWeights: settings.Objective.BalanceClasses ? ClassWeights.Balanced(TrainingPart(data).Labels) : null,
            mixing: settings.Augmentation.Mixing,
            callbacks: [_firstStep, .. RunFiles.Reporters(context, settings), new HistoryFile(folder.History, Suffix(data)), .. settings.Watch.Callbacks(folder, model.Optimizer!.UseEma)],
            cancellationToken: cancellationToken);
        return (await FinishAsync(model, data, folder, history, notes, cancellationToken), data, model);
    }

    // Few large photos teach a new network little.
    private void SuggestBackbone(LoadedData data, DataMessages messages)
    {
        const int few = 5_000;
        bool isNew = settings.Model is ModelSource.BuiltIn or ModelSource.Described;
        bool areLarge = Math.Min(data.Train.Shape[0], data.Train.Shape[1]) >= PictureProbe.UsualSize && data.Train.Shape[2] == 3;
        if (isNew && areLarge && DatasetCatalog.PathOf(settings.Data) is not null && data.Train.Count < few)
        {
            messages.Say("These are few photos for a new network: --backbone resnet18 learns from what a pretrained one sees in them, and is right more often.");
        }
    }

    // The column that says what a history was made on, where that is no data set.
    private static string? Suffix(LoadedData data) => data.IsSketches ? data.Name : null;

    private Model Create(LoadedData data, DataMessages messages)
    {
        Model model = settings.Model.Create(data.Train.Shape, data.ClassCount, settings.Seed);
        string[] strangers = ClassNumbers.Strangers(model.Metadata.ClassNames, data.Train.ClassNames);
        if (settings.AddsClasses && strangers.Length > 0)
        {
            model = model.AddClasses(strangers, settings.Seed);
            messages.Say($"The model has {model.OutputShape.Size} outputs now; new are {string.Join(", ", strangers)}.");
        }
        else if (settings.AddsClasses && model.Metadata.ClassNames.Count == 0)
        {
            throw new DataException("--add-classes: expected a model whose file names its classes, got one that does not, "
                + "so that nobody can tell which of the data's are new. Leave the option out.");
        }

        if (settings.Model.IsTrained)
        {
            ClassNumbers.SayPlaces(model, data.Train.ClassNames, messages);
        }

        ClassNumbers.RequireOutputs(model, model.Metadata.ClassNames.Count == 0 ? data.ClassCount : 0, data.Name);
        return model;
    }

    // The trained model is the one that this one was made from; null where training begins anew.
    private (Model Model, IReadOnlyList<string> Said) Finish(Model model, Model? trained, PicturePreparation preparation, int trainingCount)
    {
        model = settings.Augmentation.Apply(settings.Freezing?.Apply(model) ?? model);
        model.Threads = settings.Threads;
        model.Metadata = model.Metadata with { Preparation = preparation, TestTimeFlip = settings.Augmentation.TestTimeFlip };
        Metric[] metrics = [.. settings.Objective.Metrics.Select(choice => choice.Metric)];
        RunLength length = RunLength.Of(settings, trainingCount);
        Optimizer MakeOptimizer() => settings.Optimization.Create(length.Steps, length.StepsPerEpoch);
        Loss MakeLoss() => settings.Objective.Create(model);
        if (trained is null)
        {
            model.Compile(MakeOptimizer(), MakeLoss(), metrics);
            return (model, []);
        }

        if (settings.Model is ModelSource.Resumed && trained.Loss is not null)
        {
            model.ContinueFrom(trained);
            return (model, []);
        }

        Continuation continuation = new(trained, arguments.ToHashSet());
        return (model, continuation.Compile(model, settings.Optimization, MakeOptimizer, MakeLoss, metrics));
    }

    // The kernels of a small network take as long to compile as Fashion-MNIST to unpack. On a second processor both happen at once, if a network of the same kind is trained on nothing meanwhile.
    private Task WarmUpAsync()
    {
        NamedDataset? named = NamedDataset.All.FirstOrDefault(dataset => dataset.Name == (settings.Data ?? FashionMnist.Name));
        if (named is null || settings.Pictures != new DataRequest() || settings.Model is not ModelSource.BuiltIn || settings.Threads == 1)
        {
            return Task.CompletedTask;
        }

        const int side = 28, count = 16, pictures = 60_000;
        return Task.Run(() =>
        {
            ImageDataset nothing = new(new byte[count * side * side], new int[count], [side, side, 1], "nothing", named.ClassNames);
            Model network = settings.Model.Create(nothing.Shape, named.ClassNames.Count, settings.Seed);
            (Model model, _) = Finish(network, trained: null, PicturePreparation.FitOnly, pictures);
            model.Threads = 1;
            model.Fit(nothing, epochs: 1, batchSize: count, validationSplit: 0, mixing: settings.Augmentation.Mixing);
        });
    }

    private Dataset TrainingPart(LoadedData data) => data.Validation is null && settings.ValidationSplit > 0 ? data.Train.SplitTail(settings.ValidationSplit).Train : data.Train;

    private Dataset? HeldOutPart(LoadedData data) => data.Validation ?? (settings.ValidationSplit > 0 ? data.Train.SplitTail(settings.ValidationSplit).Validation : null);

    private void ShowStart(LoadedData data, Model model)
    {
        context.Out.WriteLine(DataText.Describe(data));
        context.Out.WriteLine();
        PictureSheet.Write(context.Results, SamplePictures.OnePerClass(data.Train), PictureSheet.SmallCell);
        context.Out.WriteLine(model.Summary());
    }

    // Pictures wait for the end and are then drawn beside the evaluation: loading the drawing libraries must not hold up the first step.
    private async Task<RunOutcome> FinishAsync(Model model, LoadedData data, RunFolder folder, History history, IReadOnlyList<string> notes, CancellationToken cancellationToken)
    {
        Divergence.Check(model, history);
        if (!history.Interrupted && HeldOut.Calibrate(model, HeldOutPart(data)) is { } calibration)
        {
            Messages.WriteLine(calibration);
        }

        Task drawing = Task.Run(() => RunFiles.Draw(folder, data, history), CancellationToken.None);
        Evaluation? test = null;
        try
        {
            test = cancellationToken.IsCancellationRequested ? null : model.Evaluate(data.Test, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Messages.WriteLine("Interrupted in the evaluation on the test pictures.");
        }

        await drawing;
        Divergence.Check(test);
        model.Save(folder.Model, settings.KeepsOptimizer);
        HistoryCsv.Write(folder.History, history.Epochs, Suffix(data));
        RunOutcome outcome = new(history, test, folder, _clock.Elapsed.TotalSeconds, _firstStep.Seconds) { Notes = notes };
        new RunReporting(settings, arguments).Write(outcome, data, HeldOutPart(data)?.Count ?? 0, model, Messages, cancellationToken);
        if (test is not null)
        {
            folder.MarkFinished();
        }

        return outcome;
    }
}
