using Weft.Cli.Datasets;
using Weft.Cli.Training;
using Weft.Schedules;

namespace Weft.Cli.Reports;

/// <summary>What <c>weft train --json</c> writes.</summary>
internal sealed record TrainReport
{
    /// <summary>Null where the run was interrupted.</summary>
    public double? TestAccuracy { get; init; }

    public double? TestLoss { get; init; }

    public int? Correct { get; init; }

    public int? Count { get; init; }

    /// <summary>The whole run, loading and saving included.</summary>
    public double Seconds { get; init; }

    /// <summary>From the start of the process to the end of the first step.</summary>
    public double? FirstStepSeconds { get; init; }

    /// <summary>The saved model's full path.</summary>
    public required string Model { get; init; }

    public required string Data { get; init; }

    public int Seed { get; init; }

    /// <summary>Epochs finished.</summary>
    public int Epochs { get; init; }

    public bool Interrupted { get; init; }

    public int BatchSize { get; init; }

    public required string Optimizer { get; init; }

    public double LearningRate { get; init; }

    public double ValidationSplit { get; init; }

    public int Threads { get; init; }

    public int Parameters { get; init; }

    /// <summary>What loading a saved model left out, and what training goes on with, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The temperature fitted to what was held out; null where there was none.</summary>
    public double? Temperature { get; init; }

    /// <summary>The pretrained network; null where a network was trained as a whole.</summary>
    public string? Backbone { get; init; }

    /// <summary>With a backbone: how heads did on pictures they had not seen; null where there was no cross-validation.</summary>
    public ScoreReport? CrossValidation { get; init; }

    public int? Folds { get; init; }

    /// <summary>With a backbone: how the head does on the pictures to validate on.</summary>
    public ScoreReport? Validation { get; init; }

    /// <summary>Files that gave no picture.</summary>
    public IReadOnlyList<UnreadableReport> Unreadable { get; init; } = [];

    public required IReadOnlyList<EpochReport> History { get; init; }

    public static TrainReport From(TrainSettings settings, RunOutcome outcome, LoadedData data, Model model) => new()
    {
        TestAccuracy = outcome.Test?.Accuracy,
        TestLoss = outcome.Test?.Loss,
        Correct = outcome.Test?.Correct,
        Count = outcome.Test?.Count,
        Seconds = outcome.Seconds,
        FirstStepSeconds = outcome.FirstStepSeconds,
        Model = Path.GetFullPath(outcome.Folder.Model),
        Data = data.Name,
        Seed = settings.Seed,
        Epochs = outcome.History.Epochs.Count,
        Interrupted = !outcome.IsDone,
        Backbone = settings.Backbone?.NameOrFile,
        CrossValidation = outcome.Transfer?.CrossValidation is { } crossed ? ScoreReport.From(crossed) : null,
        Folds = outcome.Transfer is { Folds: > 0 } ? outcome.Transfer.Folds : null,
        Validation = outcome.Transfer?.Validation is { } validation ? ScoreReport.From(validation) : null,
        BatchSize = settings.BatchSize,
        Optimizer = model.Optimizer!.GetType().Name.ToLowerInvariant(),
        LearningRate = settings.Model is ModelSource.Saved && model.Optimizer.LearningRate is ConstantSchedule kept ? kept.LearningRate : settings.Optimization.LearningRate,
        ValidationSplit = settings.ValidationSplit,
        Threads = settings.Threads,
        Parameters = model.ParameterCount,
        Notes = outcome.Notes,
        Temperature = model.Metadata.Temperature,
        Unreadable = UnreadableReport.From(data.Unreadable),
        History = [.. outcome.History.Epochs.Select(EpochReport.From)],
    };
}

/// <summary>How many pictures were right, and between which shares the accuracy lies with 95 % confidence.</summary>
internal sealed record ScoreReport(double Accuracy, double Low, double High, int Correct, int Count)
{
    public static ScoreReport From(Evaluation score) =>
        new(score.Accuracy, score.AccuracyInterval.Low, score.AccuracyInterval.High, score.Correct, score.Count);
}

/// <summary>One epoch of a run.</summary>
internal sealed record EpochReport(int Epoch, double Seconds, double LearningRate, double? Loss, double? Accuracy, double? ValLoss, double? ValAccuracy)
{
    public static EpochReport From(EpochResult epoch)
    {
        double? Figure(string name) => epoch.Values.TryGetValue(name, out double value) ? value : null;
        return new(epoch.Epoch, epoch.Seconds, epoch.LearningRate, Figure("loss"), Figure("accuracy"), Figure("val_loss"), Figure("val_accuracy"));
    }
}
