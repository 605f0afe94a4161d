namespace Weft.Cli.Training;

/// <summary>Keeps history.csv up to date while a run goes on. It is written whole each time, from the run's own record, so that a run that was killed and taken up again has no line twice.</summary>
/// <param name="path">Where to.</param>
/// <param name="data">The data set's name, as a last column; null leaves the column out.</param>
internal sealed class HistoryFile(string path, string? data) : Callback
{
    public override void OnEpochEnd(TrainingRun run, EpochResult epoch) => HistoryCsv.Write(path, run.History.Epochs, data);
}
