using Weft.Cli.Choices;

namespace Weft.Cli.Training;

/// <summary>What watches a run, saves from it or steers it.</summary>
internal sealed record WatchSettings
{
    /// <summary>The figure that early stopping and the plateau watch.</summary>
    public string Monitor { get; init; } = "val_loss";

    /// <summary>After how many epochs without a better figure the run ends; null for never.</summary>
    public int? EarlyStopping { get; init; }

    /// <summary>After how many epochs without a better figure the learning rate falls to a tenth; null for never.</summary>
    public int? ReduceRate { get; init; }

    /// <summary>The folder for TensorBoard's files; null for none.</summary>
    public string? TensorBoard { get; init; }

    /// <summary>The figure whose best epoch is saved as best.keras; null for none.</summary>
    public string? SaveBest { get; init; }

    /// <summary>After how many epochs a model is kept, each time; null for never.</summary>
    public int? SaveEvery { get; init; }

    /// <summary>Whether loss and accuracy are drawn in the terminal.</summary>
    public bool Plots { get; init; }

    /// <summary>The time between checkpoints; null for one after every epoch.</summary>
    public TimeSpan? CheckpointEvery { get; init; }

    /// <summary>Refuses options that mean nothing together.</summary>
    /// <exception cref="UsageException">There are such.</exception>
    public void Check(ScheduleChoice schedule)
    {
        if (ReduceRate is not null && schedule != ScheduleChoice.Constant)
        {
            throw new UsageException($"--reduce-lr-on-plateau: the schedule {schedule} sets the rate itself. Use one of the two.");
        }
    }

    /// <summary>Refuses figures that the run will not have.</summary>
    /// <param name="figures">Those it will have.</param>
    /// <exception cref="UsageException">A figure is not among them.</exception>
    public void CheckFigures(IReadOnlyCollection<string> figures)
    {
        if (SaveBest is { } best && !figures.Contains(best))
        {
            throw new UsageException($"--save-best: expected one of {string.Join(", ", figures)}, got '{best}'. {Remedy(best, figures)}");
        }

        if ((EarlyStopping ?? ReduceRate) is not null && !figures.Contains(Monitor))
        {
            throw new UsageException($"--monitor: expected one of {string.Join(", ", figures)}, got '{Monitor}'. "
                + $"{Remedy(Monitor, figures)}");
        }
    }

    private static string Remedy(string figure, IReadOnlyCollection<string> figures) =>
        figure.StartsWith("val_", StringComparison.Ordinal) && !figures.Any(known => known.StartsWith("val_", StringComparison.Ordinal))
            ? "Hold some pictures out to validate on: --validation-split 0.2."
            : $"--metrics adds figures.{Suggestions.DidYouMean(figure, figures)}";

    /// <summary>What the run calls.</summary>
    /// <param name="folder">Where it saves to.</param>
    /// <param name="averages">Whether the optimizer keeps an average of the weights, which is then what counts.</param>
    public IEnumerable<Callback> Callbacks(RunFolder folder, bool averages)
    {
        if (averages)
        {
            yield return new SwapEMAWeights();
        }

        if (EarlyStopping is { } patience)
        {
            yield return new EarlyStopping(Monitor, patience: patience, restoreBestWeights: true);
        }

        if (ReduceRate is { } plateau)
        {
            yield return new ReduceLROnPlateau(Monitor, patience: plateau);
        }

        if (TensorBoard is not null)
        {
            yield return new TensorBoard(TensorBoard, histogramFreq: 1);
        }

        if (SaveBest is not null)
        {
            yield return new ModelCheckpoint(folder.In("best.keras"), SaveBest, saveBestOnly: true);
        }

        if (SaveEvery is { } epochs)
        {
            yield return new ModelCheckpoint(folder.In("epoch-{epoch:03d}.keras"), everyEpochs: epochs);
        }

        yield return new BackupAndRestore(folder.Path, CheckpointEvery, deleteCheckpoint: false);
    }
}
