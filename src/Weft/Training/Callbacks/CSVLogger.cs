using System.Globalization;

namespace Weft;

/// <summary>Writes the figures of every epoch into a text file, a line each.</summary>
/// <remarks>
/// The first line names the columns: <c>epoch</c>, then the figures by name, then <c>learning_rate</c>. Epochs count from 1; numbers are written so that they can be read
/// back exactly; a figure that an epoch has not, such as <c>val_loss</c> of one that did not validate, is <c>NA</c>, as Keras writes it. A
/// line is on disk when its epoch ends.
/// </remarks>
public sealed class CSVLogger : Callback
{
    private readonly string _path;
    private readonly string _separator;
    private readonly bool _append;
    private bool _begun;
    private string[] _names = [];

    /// <summary>Logs into a file.</summary>
    /// <param name="filename">The file; folders are made as needed.</param>
    /// <param name="separator">What stands between columns.</param>
    /// <param name="append">Whether lines are added to what the file holds; otherwise it begins anew.</param>
    public CSVLogger(string filename, string separator = ",", bool append = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(filename);
        (_path, _separator, _append) = (Path.GetFullPath(filename), separator, append);
    }

    /// <summary>Looks whether the file can be written.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    public override void OnTrainBegin(TrainingRun run)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        using FileStream file = new(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        _begun = _append && file.Length > 0;
        _names = [];
    }

    /// <summary>Writes the epoch's line; the first time in a new file also those of earlier sittings, where the run was resumed.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public override void OnEpochEnd(TrainingRun run, EpochResult epoch)
    {
        if (_names.Length == 0)
        {
            _names = [.. run.History.Epochs.Append(epoch).SelectMany(one => one.Values.Keys).Union(Validated(run)).Where(name =>
                name != History.LearningRate).Order(StringComparer.Ordinal)];
        }

        if (_begun)
        {
            File.AppendAllText(_path, Line(epoch));
            return;
        }

        string header = string.Join(_separator, ["epoch", .. _names, "learning_rate"]);
        File.WriteAllText(_path, $"{header}\n{string.Concat(run.History.Epochs.Select(Line))}");
        _begun = true;
    }

    // The first epochs may not have validated yet.
    private static IEnumerable<string> Validated(TrainingRun run) =>
        run.ValidationCount > 0 ? run.MetricNames.Prepend("loss").Select(name => $"val_{name}") : [];

    private string Line(EpochResult epoch)
    {
        IEnumerable<string> figures = _names.Select(name => epoch.Values.TryGetValue(name, out double value) ? Text(value) : "NA");
        return $"{string.Join(_separator, [$"{epoch.Epoch}", .. figures, Text(epoch.LearningRate)])}\n";
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
