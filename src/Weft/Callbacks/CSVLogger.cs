using System.Globalization;

namespace Weft;

/// <summary>Writes the figures of every epoch into a text file, a line each.</summary>
/// <remarks>
/// The first line names the columns: <c>epoch</c>, then the figures by name, then <c>learning_rate</c>. Epochs count from 1; numbers are written so that they can be read
/// back exactly. A line is on disk when its epoch ends.
/// </remarks>
public sealed class CSVLogger : Callback
{
    private readonly string _path;
    private readonly string _separator;
    private readonly bool _append;
    private bool _hasHeader;

    /// <summary>Logs into a file.</summary>
    /// <param name="filename">The file; folders are made as needed.</param>
    /// <param name="separator">What stands between columns.</param>
    /// <param name="append">Whether lines are added to what the file holds; otherwise it begins anew.</param>
    public CSVLogger(string filename, string separator = ",", bool append = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(filename);
        (_path, _separator, _append) = (Path.GetFullPath(filename), separator, append);
    }

    /// <summary>Begins the file.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public override void OnTrainBegin(TrainingRun run)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        _hasHeader = _append && File.Exists(_path) && new FileInfo(_path).Length > 0;
        if (!_hasHeader)
        {
            File.WriteAllText(_path, "");
        }
    }

    /// <summary>Writes the epoch's line.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public override void OnEpochEnd(TrainingRun run, EpochResult epoch)
    {
        string[] names = [.. epoch.Values.Keys.Order(StringComparer.Ordinal)];
        string header = _hasHeader ? "" : $"{string.Join(_separator, ["epoch", .. names, "learning_rate"])}\n";
        IEnumerable<string> numbers = names.Select(name => Text(epoch[name]));
        File.AppendAllText(_path, $"{header}{string.Join(_separator, [$"{epoch.Epoch}", .. numbers, Text(epoch.LearningRate)])}\n");
        _hasHeader = true;
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
