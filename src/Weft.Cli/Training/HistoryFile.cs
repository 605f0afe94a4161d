namespace Weft.Cli.Training;

/// <summary>Keeps history.csv up to date while a run goes on.</summary>
/// <remarks>It is written whole each time, from the run's own record: a run that was killed and taken up again has no line twice.</remarks>
/// <param name="path">Where to.</param>
/// <param name="data">The data set's name, as a last column; null leaves the column out.</param>
internal sealed class HistoryFile(string path, string? data) : Callback
{
    public override void OnEpochEnd(TrainingRun run, EpochResult epoch) => HistoryCsv.Write(path, run.History.Epochs, data);
}
