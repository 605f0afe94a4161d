using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;

using Weft.Cli.Choices;
using Weft.Cli.CommandLine;
using Weft.Cli.Datasets;
using Weft.Cli.Models;
using Weft.Cli.Rendering;
using Weft.Cli.Reports;
using Weft.Cli.Training;

namespace Weft.Cli.Commands;

/// <summary><c>weft evaluate</c>: how a saved model does on the test pictures.</summary>
internal sealed class EvaluateCommand : ToolCommand
{
    private readonly Argument<string?> _model = ModelArgument();
    private readonly Option<string?> _data = DataOption("Data set: a name (weft data lists them), a folder with a folder of pictures per class, a .csv of path,label, an .npz, or a folder of IDX or CIFAR files. The one the model was trained on if left out.");
    private readonly Argument<string?> _word = new("DATA") { Description = "The same as --data.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<ChannelsChoice?> _channels =
        ChoiceOption.Optional("--channels", ChannelsChoice.All, "grey takes pictures in colour for a model of grey ones.");
    private readonly Option<bool> _all = new("--all") { Description = "Take every picture of a folder or CSV file, not only those training sets aside for testing." };
    private readonly Option<PixelChoice?> _pixels = PixelsOption.Create();
    private readonly Option<int> _threads = ThreadsOption();
    private readonly Option<string?> _report = new("--report")
    {
        Description = $"Also writes {ReportFiles.Page}, one page with figures, pictures and plots, and its numbers into this folder.",
        HelpName = "DIR",
    };

    private readonly Option<bool> _json = JsonOption();

    public EvaluateCommand(ToolContext context)
        : base(
            context,
            "evaluate",
            "Measures a model on test pictures: accuracy, loss, figures per class, and which classes are taken for which.",
            "weft evaluate runs/seven/model.keras",
            "weft evaluate model.keras path/to/pictures --all",
            "weft evaluate runs/seven --report runs/seven-on-photos --data path/to/photos",
            "weft evaluate model.keras --json")
    {
        Add(_model);
        _word.Validators.Add(UsageReport.RejectOptions);
        _word.Validators.Add(result =>
        {
            if (result.Tokens is [var word] && !DatasetCatalog.Names.Contains(word.Value) && !Path.Exists(word.Value))
            {
                result.AddError(PathSources.Missing(word.Value));
            }
        });
        Add(_word);
        Add(_data);
        Add(_channels);
        Add(_all);
        Add(_pixels);
        Add(_threads);
        Add(_report);
        Add(_json);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        (string? path, string? asked) = Words(parsed);
        Model model = ModelLoading.ForPictures(ModelLoading.Open(path, Context.Error, parsed.GetValue(_pixels)), path);
        ModelLoading.CompileForEvaluation(model);
        model.Threads = Threads(parsed, _threads);
        DataRequest request = DataRequest.For(model, parsed.GetValue(_all));
        request = request with { GreyIsAsked = request.GreyIsAsked || parsed.GetValue(_channels)?.Channels == 1 };
        TestData data = await LoadTestAsync(Context, model, asked, request, cancellationToken);
        long start = Stopwatch.GetTimestamp();
        Evaluation evaluation = model.Evaluate(data.Pictures, cancellationToken);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        SaveReport(parsed, path, model, data, evaluation, seconds, cancellationToken);
        if (parsed.GetValue(_json))
        {
            Json.Write(Context.Out, EvaluateReport.From(evaluation, data, path ?? ModelLoading.Shipped, seconds) with { Notes = model.LoadNotes });
        }
        else
        {
            EvaluationText.Write(Context.Results, evaluation, data, seconds);
        }

        return ExitCode.Done;
    }

    private void SaveReport(
        ParseResult parsed, string? path, Model model, TestData data, Evaluation evaluation, double seconds, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_report) is not { } folder)
        {
            return;
        }

        if (Path.GetExtension(folder).ToLowerInvariant() is ".html" or ".htm")
        {
            throw new UsageException($"--report: expected a folder, got '{folder}'. The page is called {ReportFiles.Page} there, and its numbers lie beside it.");
        }

        Directory.CreateDirectory(folder);
        string[] words = [.. parsed.Tokens.SkipWhile(token => token.Type == TokenType.Command).Select(token => token.Value)];
        ReportFiles.Write(folder, new EvaluationReporting(path, words).Of(model, data, evaluation, seconds, cancellationToken), cancellationToken);
        Context.Error.WriteLine($"saved {Path.Combine(folder, ReportFiles.Page)}");
    }

    // One word alone is the model, unless it is none and a data set.
    private (string? Model, string? Data) Words(ParseResult parsed)
    {
        (string? model, string? word, string? data) = (parsed.GetValue(_model), parsed.GetValue(_word), parsed.GetValue(_data));
        if (word is null && data is null && model is not null && !ModelLoading.IsModel(model)
            && (DatasetCatalog.Names.Contains(model) || Path.Exists(model)) && !File.Exists(model))
        {
            (model, word) = (null, model);
        }

        return word is null || data is null || word == data
            ? (model, word ?? data)
            : throw new UsageException($"expected one data set, got '{word}' and --data '{data}'. Leave one of them out.");
    }

    /// <summary>Test pictures as a model takes them, its classes by its numbers.</summary>
    internal static async Task<TestData> LoadTestAsync(ToolContext context, Model model, string? asked, DataRequest request,
        CancellationToken cancellationToken)
    {
        DataMessages messages = new(context.Messages);
        TestData data = await context.Datasets.LoadTestAsync(DataOf(model, asked, context.Error), request, messages, cancellationToken);
        ClassNumbers.SayPlaces(model, data.Pictures.ClassNames, messages);
        ClassNumbers.RequireOutputs(model, model.Metadata.ClassNames.Count == 0 ? data.Pictures.ClassNames.Count : 0, data.Name);
        return data.NumberedAs(model.Metadata.ClassNames);
    }

    /// <summary>The data set asked for, or the one the model remembers.</summary>
    /// <exception cref="UsageException">The model was trained on a folder that is not there, or whose whereabouts it does not know.</exception>
    internal static string? DataOf(Model model, string? asked, TextWriter messages)
    {
        if (asked is not null || model.Metadata.TrainedOn is not { } trained)
        {
            return asked;
        }

        if (DatasetCatalog.Names.Contains(trained) && model.Metadata.TrainedOnPath is null)
        {
            return trained;
        }

        if (model.Metadata.TrainedOnPath is not { } path)
        {
            throw new UsageException($"The model was trained on '{trained}', a folder or file of its own. Name it: --data PATH.");
        }

        if (!Path.Exists(path))
        {
            throw new UsageException($"The model was trained on {path}, which is not on this machine now. Name the data: --data PATH.");
        }

        messages.WriteLine($"data: {path}, which the model was trained on; --data takes other.");
        return path;
    }
}
