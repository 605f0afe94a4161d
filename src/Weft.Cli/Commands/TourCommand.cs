using System.CommandLine;

using Weft.Cli.CommandLine;
using Weft.Cli.Datasets;
using Weft.Cli.Models;
using Weft.Cli.Recipes;
using Weft.Cli.Reports;
using Weft.Cli.Tour;
using Weft.Cli.Training;

namespace Weft.Cli.Commands;

/// <summary><c>weft tour</c>: pictures of how a network sees, learns and answers, those of docs/tour.md.</summary>
internal sealed class TourCommand : ToolCommand
{
    private const int BatchSize = 64;
    private const double ValidationSplit = 0.2;

    private readonly Argument<string?> _model = new("MODEL")
    {
        Description = "A model file, or the folder of a training run. A small network is trained for the tour if left out.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _data = DataOption("Data set: a name (weft data lists them), a folder with a folder of pictures per class, a .csv of path,label, an .npz, or a folder of IDX or CIFAR files. The one the model was trained on if left out, or Fashion-MNIST.");
    private readonly Option<int> _index = NumberOption.Whole("--index", 0, 0, "The test picture that the tour looks at.");
    private readonly Option<int> _epochs = NumberOption.Whole("--epochs", 3, 1, "How long the tour's own network is trained.");
    private readonly Option<string> _output = new("--output", "-o") { Description = "The folder for the pictures.", HelpName = "DIR", DefaultValueFactory = _ => "tour" };
    private readonly Option<bool> _json = JsonOption();

    public TourCommand(ToolContext context)
        : base(
            context,
            "tour",
            "Draws how a network sees, learns and answers: the pictures of docs/tour.md.",
            "weft tour",
            "weft tour runs/seven -o pictures",
            "weft tour model.keras --data photos --index 3")
    {
        _model.Validators.Add(UsageReport.RejectOptions);
        Add(_model);
        foreach (Option option in (Option[])[_data, _index, _epochs, _output, _json])
        {
            Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        (string? path, string? data, string folder) = (parsed.GetValue(_model), parsed.GetValue(_data), parsed.GetValue(_output)!);
        (TourSubject subject, IReadOnlyList<EpochResult> history) = path is null
            ? await TrainAsync(data, parsed.GetValue(_epochs), cancellationToken)
            : (await OpenAsync(path, data, cancellationToken), HistoryOf(path));
        int index = parsed.GetValue(_index);
        if (index >= subject.Data.Count)
        {
            throw new UsageException($"--index: expected a number below {subject.Data.Count}, the test pictures there are, got {index}.");
        }

        IReadOnlyList<(string File, string? Missing)> pictures = TourPictures.Draw(subject with { Index = index }, history, folder, cancellationToken);
        string[] drawn = [.. pictures.Where(picture => picture.Missing is null).Select(picture => Path.Combine(folder, picture.File))];
        if (parsed.GetValue(_json))
        {
            Json.Write(Context.Out, new TourReport(subject.Model.Name, subject.Data.Name, index, drawn, [.. pictures.Where(picture => picture.Missing is not null).Select(picture => $"{picture.File}: {picture.Missing}")]));
            return ExitCode.Done;
        }

        foreach ((string file, string? missing) in pictures)
        {
            Context.Out.WriteLine(missing is null ? Path.Combine(folder, file) : $"{file} is left out: {missing}");
        }

        Context.Out.WriteLine("docs/tour.md tells what they show.");
        return ExitCode.Done;
    }

    private async Task<(TourSubject Subject, IReadOnlyList<EpochResult> History)> TrainAsync(string? word, int epochs, CancellationToken ct)
    {
        LoadedData data = await Context.Datasets.LoadAsync(word, new DataRequest(), new DataMessages(Context.Messages), ct);
        Model model = ModelRecipe.Seed.Build(data.Train.Shape, data.ClassCount, 1, "tour");
        model.Compile(new Adam(), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        IEnumerable<Callback> shown = RunFiles.Reporters(Context, new TrainSettings());
        History history = model.Fit(data.Train, epochs, BatchSize, data.Validation is null ? ValidationSplit : 0, data.Validation, callbacks: [.. shown], cancellationToken: ct);
        ct.ThrowIfCancellationRequested();
        return (new TourSubject(model, data.Test), history.Epochs);
    }

    // A model that is no run's, or an earlier run's, has none.
    private static IReadOnlyList<EpochResult> HistoryOf(string path) => File.Exists(Path.Combine(path, ReportFiles.Numbers))
        ? [.. StoredRun.Read(path, path).Report.History.Select(epoch => new EpochResult(epoch.Epoch, epoch.Seconds, epoch.LearningRate, epoch.Values))]
        : [];

    private async Task<TourSubject> OpenAsync(string path, string? word, CancellationToken ct)
    {
        Model model = ModelLoading.ForPictures(ModelLoading.Open(path, Context.Error), path);
        ModelLoading.EnsureCompiled(model);
        TestData data = await EvaluateCommand.LoadTestAsync(Context, model, word, DataRequest.For(model), ct);
        return new TourSubject(model, data.Pictures);
    }
}
