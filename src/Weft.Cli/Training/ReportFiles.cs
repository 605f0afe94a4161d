using System.Text;
using System.Text.Json;

using Weft.Cli.Judging;
using Weft.Cli.Pages;
using Weft.Cli.Reports;
using Weft.Formats;

namespace Weft.Cli.Training;

/// <summary>The report's files in a run's folder: the page, its numbers, and what the model said to each test picture.</summary>
internal static class ReportFiles
{
    public const string Page = "report.html";
    public const string Numbers = "report.json";
    public const string Answers = "predictions.npz";

    // Beyond, the classes alone are kept: 40 MB.
    private const int MostProbabilities = 10_000_000;

    /// <summary>Writes them.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="run">The report.</param>
    /// <param name="cancellationToken">Ends what a model is asked for the page.</param>
    public static void Write(string folder, RunPictures run, CancellationToken cancellationToken)
    {
        string page = new RunPage(run, cancellationToken).Render();
        if (run.Predictions is { } predictions)
        {
            ArrayFile.Write(Path.Combine(folder, Answers), Arrays(predictions));
        }

        AtomicFile.Write(Path.Combine(folder, Numbers), stream => JsonSerializer.Serialize(stream, run.Report, Json.Default.RunReport));
        AtomicFile.Write(Path.Combine(folder, Page), stream => stream.Write(Encoding.UTF8.GetBytes(page)));
    }

    private static OrderedDictionary<string, Tensor> Arrays(TestPredictions predictions)
    {
        OrderedDictionary<string, Tensor> arrays = new()
        {
            ["labels"] = new Tensor([predictions.Count], [.. predictions.Labels.Select(label => (float)label)]),
            ["predicted"] = new Tensor([predictions.Count], [.. predictions.Predicted.Select(label => (float)label)]),
        };
        if (predictions.Probabilities.Size <= MostProbabilities)
        {
            arrays["probabilities"] = predictions.Probabilities;
        }

        return arrays;
    }
}
