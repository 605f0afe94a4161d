using Weft.Cli.Judging;
using Weft.Cli.Reports.Runs;
using Weft.Cli.Training;

namespace Weft.Cli.Reports;

/// <summary>What <c>weft compare --json</c> writes: runs side by side, the first beside each other one.</summary>
/// <param name="Runs">Each run's result.</param>
/// <param name="Differences">What was set otherwise.</param>
/// <param name="Classes">Class by class.</param>
/// <param name="Tests">McNemar's test of every two runs that were asked the same pictures.</param>
/// <param name="Notes">What could not be compared, a sentence each.</param>
internal sealed record CompareReport(
    IReadOnlyList<ComparedRun> Runs,
    IReadOnlyList<SettingDifference> Differences,
    IReadOnlyList<ComparedClass> Classes,
    IReadOnlyList<ComparedPair> Tests,
    IReadOnlyList<string> Notes)
{
    private const string None = "-";

    public static CompareReport From(IReadOnlyList<StoredRun> runs)
    {
        List<ComparedPair> tests = [];
        List<string> notes = [];
        for (int i = 0; i < runs.Count; i++)
        {
            for (int j = i + 1; j < runs.Count; j++)
            {
                if (WhyNot(runs[i], runs[j]) is { } reason)
                {
                    notes.Add($"{runs[i].Name} and {runs[j].Name}: no McNemar's test, since {reason}.");
                }
                else
                {
                    McNemar test = McNemar.Of(Right(runs[i]), Right(runs[j]));
                    tests.Add(new ComparedPair(runs[i].Name, runs[j].Name, test.OnlyFirst, test.OnlySecond, test.PValue, test.ChiSquared, test.Method));
                }
            }
        }

        return new CompareReport([.. runs.Select(ComparedRun.Of)], [.. DifferencesOf(runs)], [.. ClassesOf(runs)], tests, notes);
    }

    /// <summary>Why two runs' answers cannot be held side by side; null where they can.</summary>
    private static string? WhyNot(StoredRun a, StoredRun b) =>
        a.Report.Test is null || b.Report.Test is null ? "one of them was not tested"
        : a.Labels.Count == 0 || b.Labels.Count == 0 ? "one of them does not keep what it said to each picture"
        : a.Report.Test.Mark!.IsSameAs(b.Report.Test.Mark!) ? null
        : "they were tested on other pictures";

    private static bool[] Right(StoredRun run) => [.. run.Labels.Zip(run.Predicted, (label, predicted) => label == predicted)];

    private static IEnumerable<SettingDifference> DifferencesOf(IReadOnlyList<StoredRun> runs)
    {
        Dictionary<string, string>[] settings = [.. runs.Select(run => SettingsOf(run.Report))];
        foreach (string name in settings.SelectMany(one => one.Keys).Distinct())
        {
            string[] values = [.. settings.Select(one => one.GetValueOrDefault(name, None))];
            if (values.Distinct().Count() > 1)
            {
                yield return new SettingDifference(name, values);
            }
        }
    }

    private static Dictionary<string, string> SettingsOf(RunReport report)
    {
        Dictionary<string, string> settings = new() { ["data"] = report.Data.Name };
        foreach (Setting setting in report.Recipe)
        {
            settings[setting.Name] = setting.Value;
        }

        settings["picture"] = string.Join('x', report.Data.Shape);
        settings["parameters"] = $"{report.Network.Parameters}";
        settings["temperature"] = report.Test?.Reliability?.Temperature?.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture) ?? None;
        settings["Weft"] = report.Repeat.Version;
        settings["processor"] = report.Cost.Processor;
        return settings;
    }

    // Classes go by name: runs may have other ones, or number them otherwise.
    private static IEnumerable<ComparedClass> ClassesOf(IReadOnlyList<StoredRun> runs)
    {
        string[] names = [.. runs.SelectMany(run => run.Report.Test?.Classes ?? []).Select(row => row.Class).Distinct()];
        bool[] areSame = [.. runs.Select(run => WhyNot(runs[0], run) is null)];
        foreach (string name in names)
        {
            ClassFigures?[] rows = [.. runs.Select(run => run.Report.Test?.Classes.FirstOrDefault(row => row.Class == name))];
            yield return new ComparedClass(
                name,
                [.. rows.Select(row => row?.Recall)],
                [.. rows.Select(row => row?.F1)],
                [.. runs.Select((run, i) => i > 0 && areSame[i] ? Change(runs[0], run, name) : null)]);
        }
    }

    private static ClassChange Change(StoredRun first, StoredRun other, string name)
    {
        int label = first.Report.Test!.Classes.ToList().FindIndex(row => row.Class == name);
        bool[] before = Right(first), after = Right(other);
        int[] own = [.. Enumerable.Range(0, before.Length).Where(i => first.Labels[i] == label)];
        return new ClassChange(own.Count(i => after[i] && !before[i]), own.Count(i => before[i] && !after[i]));
    }
}

/// <summary>One run's result.</summary>
internal sealed record ComparedRun(
    string Name, double? Accuracy, double? Low, double? High, int? Correct, int? Count, double? LogLoss, double? CalibrationError, int Parameters, int Epochs, double Seconds, string Command)
{
    public static ComparedRun Of(StoredRun run)
    {
        (RunReport report, TestPart? test) = (run.Report, run.Report.Test);
        double? Figure(string key) => test?.Figures.FirstOrDefault(figure => figure.Key == key)?.Value;
        return new ComparedRun(
            run.Name, test?.Accuracy.Value, test?.Accuracy.Low, test?.Accuracy.High, test?.Correct, test?.Count, Figure("log_loss"), Figure("expected_calibration_error"),
            report.Network.Parameters, report.History.Count, report.Cost.Seconds, report.Repeat.Command);
    }
}

/// <summary>Something that was set otherwise: to what in each run.</summary>
internal sealed record SettingDifference(string Name, IReadOnlyList<string> Values);

/// <summary>A class in each run.</summary>
/// <param name="Class">Its name.</param>
/// <param name="Recall">The share of its pictures that were found.</param>
/// <param name="F1">The harmonic mean of precision and recall.</param>
/// <param name="Changes">Beside the first run, on the same pictures; null for the first, and where pictures are others.</param>
internal sealed record ComparedClass(string Class, IReadOnlyList<double?> Recall, IReadOnlyList<double?> F1, IReadOnlyList<ClassChange?> Changes);

/// <summary>Pictures that are right now and were not, and those that were right and are not.</summary>
internal sealed record ClassChange(int Gained, int Lost);

/// <summary>McNemar's test of two runs.</summary>
/// <param name="First">The one.</param>
/// <param name="Second">The other.</param>
/// <param name="OnlyFirst">Pictures that the one alone has right.</param>
/// <param name="OnlySecond">Pictures that the other alone has right.</param>
/// <param name="PValue">How often chance alone would make at least as much of a difference.</param>
/// <param name="ChiSquared">The statistic; null where the binomial was taken.</param>
/// <param name="Method">Which was taken.</param>
internal sealed record ComparedPair(string First, string Second, int OnlyFirst, int OnlySecond, double PValue, double? ChiSquared, string Method);
