using Weft.Cli.Datasets;

namespace Weft.Cli.Reports;

/// <summary>What <c>weft evaluate --json</c> writes.</summary>
/// <param name="Accuracy">The share of pictures classified correctly.</param>
/// <param name="AccuracyInterval">Both ends of the accuracy's 95 % interval.</param>
/// <param name="Loss">The mean loss.</param>
/// <param name="CalibrationError">The expected calibration error; null where outputs are no probabilities.</param>
/// <param name="Correct">Pictures classified correctly.</param>
/// <param name="Count">Pictures looked at.</param>
/// <param name="Data">The data set.</param>
/// <param name="Model">The model's file.</param>
/// <param name="Seconds">How long the evaluation took.</param>
/// <param name="Classes">The figures of each class; null where the data has no class numbers.</param>
/// <param name="Confusion">Row by true class, column by predicted class; null where the data has no class numbers.</param>
/// <param name="Unreadable">Files that gave no picture.</param>
internal sealed record EvaluateReport(
    double Accuracy,
    IReadOnlyList<double> AccuracyInterval,
    double Loss,
    double? CalibrationError,
    int Correct,
    int Count,
    string Data,
    string Model,
    double Seconds,
    IReadOnlyList<ClassReport>? Classes,
    IReadOnlyList<IReadOnlyList<int>>? Confusion,
    IReadOnlyList<UnreadableReport> Unreadable)
{
    /// <summary>What loading the model left out of its file, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public static EvaluateReport From(Evaluation evaluation, TestData data, string model, double seconds)
    {
        ConfusionMatrix? confusion = evaluation.Confusion;
        int[] labels = [.. Enumerable.Range(0, confusion?.ClassCount ?? 0)];
        return new EvaluateReport(
            evaluation.Accuracy,
            [evaluation.AccuracyInterval.Low, evaluation.AccuracyInterval.High],
            evaluation.Loss,
            evaluation.Metrics.TryGetValue(new ExpectedCalibrationError().Name, out double calibration) ? calibration : null,
            evaluation.Correct,
            evaluation.Count,
            data.Name,
            model,
            seconds,
            confusion is null ? null : [.. labels.Select(c => new ClassReport(confusion.ClassNames[c], confusion.Precision(c), confusion.Recall(c), confusion.F1(c), confusion.Support(c)))],
            confusion is null ? null : [.. labels.Select(actual => (IReadOnlyList<int>)[.. labels.Select(predicted => confusion[actual, predicted])])],
            UnreadableReport.From(data.Unreadable));
    }
}

/// <summary>How well one class is told from the others.</summary>
internal sealed record ClassReport(string Class, double Precision, double Recall, double F1, int Support);
