using System.Diagnostics;
using System.Reflection;

using Weft.Cli.Datasets;
using Weft.Cli.Judging;
using Weft.Cli.Measuring;
using Weft.Cli.Pages;
using Weft.Cli.Reports;
using Weft.Cli.Reports.Runs;
using Weft.Data;

namespace Weft.Cli.Training;

/// <summary>The report of a training run.</summary>
/// <param name="settings">What the run was asked.</param>
/// <param name="arguments">The command line that said so.</param>
internal sealed class RunReporting(TrainSettings settings, IReadOnlyList<string> arguments)
{
    /// <summary>Writes the report into the run's folder.</summary>
    /// <param name="outcome">What the run came to.</param>
    /// <param name="data">Its data.</param>
    /// <param name="heldOut">Pictures that were held out to validate on.</param>
    /// <param name="model">The trained model.</param>
    /// <param name="messages">Where to say that it was not written.</param>
    /// <param name="cancellationToken">Ends it: the run is done, and keeps its model.</param>
    public void Write(RunOutcome outcome, LoadedData data, int heldOut, Model model, TextWriter messages, CancellationToken cancellationToken)
    {
        try
        {
            ReportFiles.Write(outcome.Folder.Path, Of(outcome, data, heldOut, model, cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            messages.WriteLine($"Interrupted before {ReportFiles.Page} was written; weft evaluate {outcome.Folder.Path} --report {outcome.Folder.Path} writes it.");
        }
    }

    private RunPictures Of(RunOutcome outcome, LoadedData data, int heldOut, Model model, CancellationToken cancellationToken)
    {
        TestPredictions? predictions = outcome.Test is null ? null : TestPredictions.Of(model, data.Test, cancellationToken);
        RunReport report = new()
        {
            Kind = "train",
            Data = DataOf(data, heldOut),
            Recipe = RecipeSettings.Of(settings, model, outcome.Transfer?.Plan),
            Network = NetworkPart.Of(model),
            History = [.. outcome.History.Epochs.Select(epoch => new EpochPart(epoch.Epoch, epoch.Seconds, epoch.LearningRate, epoch.Values))],
            Test = predictions is not null
                ? TestPart.Of(predictions, outcome.Test!.Loss, model.Metadata.Temperature, PicturesMark.Of(data.Test, [.. data.TestFiles.Select(file => file.Name)]))
                : OfTransfer(outcome),
            Cost = CostOf(outcome.Seconds, outcome.FirstStepSeconds, settings.Threads),
            Repeat = Repeat("train", Words(data), settings.Seed),
            Notes = [.. Notes(outcome, data)],
        };
        return new RunPictures(report, model, data.Train, data.Test, predictions) { Files = data.TestFiles };
    }

    /// <summary>What a run took until now.</summary>
    public static CostPart CostOf(double seconds, double? firstStep, int threads)
    {
        using Process process = Process.GetCurrentProcess();
        return new CostPart(seconds, firstStep, process.PeakWorkingSet64, threads, ProcessorName.OfThisOne(), MachineReport.OfThisOne());
    }

    /// <summary>What repeats a command.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="arguments">Its words.</param>
    /// <param name="seed">Its seed; null where nothing is random.</param>
    public static RepeatPart Repeat(string command, IEnumerable<string> arguments, int? seed)
    {
        string version = typeof(RunReporting).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        return new RepeatPart(string.Join(' ', (string[])["weft", command, .. arguments.Select(Quoted)]), Environment.CurrentDirectory, seed, version, DateTimeOffset.Now);
    }

    private static DataPart DataOf(LoadedData data, int heldOut)
    {
        int[] train = Counts(data.Train), test = Counts(data.Test);
        return new DataPart(
            data.Name,
            [.. data.Train.Shape],
            data.Train.Count,
            data.Validation?.Count ?? heldOut,
            data.Test.Count,
            [.. data.Train.ClassNames.Select((name, c) => new ClassPart(name, train[c], test[c]))]);
    }

    /// <summary>How many pictures each class has.</summary>
    public static int[] Counts(ImageDataset pictures)
    {
        int[] counts = new int[Math.Max(pictures.ClassNames.Count, 1)];
        foreach (int label in pictures.Labels)
        {
            if (label < counts.Length)
            {
                counts[label]++;
            }
        }

        return counts;
    }

    private static TestPart? OfTransfer(RunOutcome outcome) =>
        TestPart.Of($"pictures in {outcome.Transfer?.Folds} folds, each judged by a head that had not seen it", outcome.Transfer?.CrossValidation)
        ?? TestPart.Of("pictures of the validation part", outcome.Transfer?.Validation);

    private static IEnumerable<string> Notes(RunOutcome outcome, LoadedData data)
    {
        IEnumerable<string> notes = WithData(outcome.Notes.Concat(outcome.History.Warnings.Select(ToolWords.Of)), data.IsSketches, data.Unreadable.Count);
        return outcome.IsDone
            ? notes
            : notes.Prepend($"The run was interrupted after {outcome.History.Epochs.Count} epochs. Go on with: weft train --resume {outcome.Folder.Path}");
    }

    /// <summary>Notes, and what a reader should know of the data.</summary>
    /// <param name="notes">The notes there are.</param>
    /// <param name="isSketches">Whether the data is Weft's drawings.</param>
    /// <param name="unreadable">How many files gave no picture.</param>
    public static IEnumerable<string> WithData(IEnumerable<string> notes, bool isSketches, int unreadable)
    {
        if (isSketches)
        {
            notes = notes.Prepend("These are sketches, Weft's built-in drawings: no figure here says anything of photographs.");
        }

        return unreadable == 0 ? notes : notes.Append($"{unreadable} files gave no picture.");
    }

    // Defaults may change, and what was found where nothing was named may not be there: both are said.
    private IEnumerable<string> Words(LoadedData data)
    {
        IEnumerable<string> words = arguments;
        if (settings.Data is null)
        {
            words = words.Concat(["--data", data.Name]);
        }

        return arguments.Contains("--seed") || arguments.Any(word => word.StartsWith("--seed=", StringComparison.Ordinal)) ? words : words.Concat(["--seed", $"{settings.Seed}"]);
    }

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(sign => char.IsLetterOrDigit(sign) || "-_./:=,+@%".Contains(sign, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
