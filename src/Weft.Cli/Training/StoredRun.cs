using System.Text.Json;

using Weft.Cli.Reports;
using Weft.Cli.Reports.Runs;
using Weft.Formats;

namespace Weft.Cli.Training;

/// <summary>A run as its folder keeps it: what <see cref="ReportFiles"/> wrote.</summary>
/// <param name="Name">What it is called beside others.</param>
/// <param name="Report">The report.</param>
/// <param name="Labels">The class of each test picture; empty where answers are not kept.</param>
/// <param name="Predicted">What each was taken for; as many.</param>
internal sealed record StoredRun(string Name, RunReport Report, IReadOnlyList<int> Labels, IReadOnlyList<int> Predicted)
{
    // What is missing or null is no report, but for what may be null by its type; of lists it cannot know.
    private static readonly Json s_strict = new(new JsonSerializerOptions(Json.Default.Options) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true });

    /// <summary>Reads a run's folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">What to call it.</param>
    /// <exception cref="UsageException">There is no report in it.</exception>
    /// <exception cref="ModelFileException">A file is damaged, or they do not belong together.</exception>
    public static StoredRun Read(string folder, string name)
    {
        string numbers = Path.Combine(folder, ReportFiles.Numbers), answers = Path.Combine(folder, ReportFiles.Answers);
        if (!File.Exists(numbers))
        {
            throw new UsageException($"{folder}: expected the folder of a run with {ReportFiles.Numbers}, found none. 'weft train' writes one; "
                + $"for a model that is there already: weft evaluate {folder} --report {folder}");
        }

        RunReport report = ReadReport(numbers);
        if (report.Test?.Mark is null || !File.Exists(answers))
        {
            return new StoredRun(name, report, [], []);
        }

        IReadOnlyDictionary<string, Tensor> arrays = ArrayFile.Read(answers);
        int[] Classes(string array) => arrays.TryGetValue(array, out Tensor? tensor) && tensor.Size == report.Test.Count
            ? [.. tensor.Span.ToArray().Select(value => value >= 0 && value < report.Test.Classes.Count ? (int)value : throw Damaged(answers, $"class {value}"))]
            : throw Damaged(answers, $"no '{array}' of {report.Test.Count} pictures");
        return new StoredRun(name, report, Classes("labels"), Classes("predicted"));
    }

    private static RunReport ReadReport(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            RunReport? report = JsonSerializer.Deserialize(stream, s_strict.RunReport);
            return report is { Format: 1, History: not null, Recipe: not null }
                && (report.Test is null or { Classes: not null, Figures: not null })
                && report.History.All(epoch => epoch is not null)
                && report.Recipe.All(setting => setting is not null)
                && (report.Test is null || (report.Test.Classes.All(row => row is not null) && report.Test.Figures.All(figure => figure is not null) && report.Test.Figures.Any(figure => figure.Key == "accuracy")))
                ? report
                : throw new JsonException($"another form of the file, {report?.Format}.");
        }
        catch (JsonException error)
        {
            throw Damaged(path, error.Message);
        }
    }

    private static ModelFileException Damaged(string path, string reason) =>
        new($"{path}: expected what a run's report keeps, got: {reason} Write it anew: weft evaluate MODEL --report DIR.");
}
