using System.Globalization;

using Weft.Cli.Datasets;
using Weft.Cli.Judging;
using Weft.Cli.Models;
using Weft.Cli.Pages;
using Weft.Cli.Reports.Runs;

namespace Weft.Cli.Training;

/// <summary>The report of an evaluation: the parts of a run's that a saved model and test pictures give.</summary>
/// <param name="path">The model's file or folder; null for the one that comes with the tool.</param>
/// <param name="arguments">The command line.</param>
internal sealed class EvaluationReporting(string? path, IReadOnlyList<string> arguments)
{
    /// <summary>The report, with the pictures that its page shows.</summary>
    /// <param name="model">The model, compiled.</param>
    /// <param name="data">The test pictures.</param>
    /// <param name="evaluation">How it does on them.</param>
    /// <param name="seconds">How long that took.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public RunPictures Of(Model model, TestData data, Evaluation evaluation, double seconds, CancellationToken cancellationToken)
    {
        TestPredictions predictions = TestPredictions.Of(model, data.Pictures, cancellationToken);
        int[] counts = RunReporting.Counts(data.Pictures);
        RunReport report = new()
        {
            Kind = "evaluate",
            Data = new DataPart(data.Name, [.. data.Pictures.Shape], null, 0, data.Pictures.Count, [.. data.Pictures.ClassNames.Select((name, c) => new ClassPart(name, null, counts[c]))]),
            Recipe = [.. Recipe(model)],
            Network = NetworkPart.Of(model),
            Test = TestPart.Of(predictions, evaluation.Loss, model.Metadata.Temperature, PicturesMark.Of(data.Pictures, [.. data.Files.Select(file => file.Name)])),
            Cost = RunReporting.CostOf(seconds, firstStep: null, model.Threads),
            Repeat = RunReporting.Repeat("evaluate", arguments, seed: null),
            Notes = [.. RunReporting.WithData(model.LoadNotes.Select(ToolWords.Of), data.IsSketches, data.Unreadable.Count)],
        };
        return new RunPictures(report, model, Learned: null, data.Pictures, predictions) { Files = data.Files };
    }

    private IEnumerable<Setting> Recipe(Model model)
    {
        yield return new Setting("model", path ?? ModelLoading.Shipped);
        if (model.Metadata.TrainedOn is { } trained)
        {
            yield return new Setting("trained on", trained);
        }

        if (model.Metadata.Epochs > 0)
        {
            yield return new Setting("epochs", $"{model.Metadata.Epochs}");
        }

        if (model.Metadata.Seed is { } seed)
        {
            yield return new Setting("seed", $"{seed}");
        }

        if (model.Optimizer is { } optimizer)
        {
            yield return new Setting("optimizer", optimizer.GetType().Name);
        }

        yield return new Setting("loss", model.Loss!.KerasName);
        if (model.Metadata.Temperature is { } temperature)
        {
            yield return new Setting("temperature", temperature.ToString("0.000", CultureInfo.InvariantCulture));
        }
    }
}
