using Weft.Backbones;
using Weft.Cli.Datasets;
using Weft.Cli.Training;
using Weft.Imaging;

namespace Weft.Cli.Rendering;

/// <summary>What a training run came to, in words; the test accuracy is the last line.</summary>
internal static class ResultText
{
    private const int Shown = 5;

    public static void Write(TextWriter writer, RunOutcome outcome, LoadedData data, Model model, bool quiet)
    {
        if (!quiet)
        {
            if (outcome.Test is not null)
            {
                WritePredictions(writer, data, model);
            }

            writer.WriteLine($"saved {outcome.Folder.Model}, history.csv, samples.png{(outcome.History.Epochs.Count > 0 ? ", curves.png" : string.Empty)} and {ReportFiles.Page}");
            writer.WriteLine($"time: {outcome.Seconds:0.0} s");
        }

        if (outcome.Transfer is { } transfer)
        {
            WriteTransfer(writer, transfer);
        }

        if (outcome.Test is not { } test)
        {
            return;
        }

        if (data.IsSketches)
        {
            writer.WriteLine("on sketches, Weft's built-in drawings; not comparable with figures for Fashion-MNIST:");
        }

        writer.WriteLine($"test loss: {test.Loss:0.0000}{(data.IsSketches ? " (sketches)" : string.Empty)}");
        writer.WriteLine($"test accuracy: {test.Accuracy:0.0000}");
    }

    private static void WriteTransfer(TextWriter writer, TransferResult transfer)
    {
        if (transfer.Temperature is { } temperature)
        {
            writer.WriteLine($"temperature {temperature.Temperature:0.000}: expected calibration error {temperature.Before.Error:0.0000} before, {temperature.After.Error:0.0000} after");
        }

        if (transfer.Validation is { } validation)
        {
            writer.WriteLine($"validation accuracy: {WithInterval(validation)}");
        }

        if (transfer.CrossValidation is { } crossed)
        {
            writer.WriteLine($"cross-validated accuracy: {WithInterval(crossed)}, in {transfer.Folds} folds");
        }
    }

    private static string WithInterval(Evaluation score) =>
        $"{score.Accuracy:0.0000} ({score.AccuracyInterval.Low:0.00} to {score.AccuracyInterval.High:0.00} with 95 % confidence, {score.Count} pictures)";

    private static void WritePredictions(TextWriter writer, LoadedData data, Model model)
    {
        int count = Math.Min(Shown, data.Test.Count);
        Tensor outputs = model.Predict(data.Test.Take(count));
        writer.WriteLine($"the first {count} test pictures:");
        for (int index = 0; index < count; index++)
        {
            writer.WriteLine($"  {PredictionText.Line($"{index}", Prediction.From(model, outputs.Row(index)), data.ClassName(data.Test.Labels[index]))}");
        }
    }
}
