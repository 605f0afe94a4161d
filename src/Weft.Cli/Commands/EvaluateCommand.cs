using System.CommandLine;
using System.Diagnostics;

using Weft.Cli.Datasets;
using Weft.Cli.Models;
using Weft.Cli.Rendering;
using Weft.Cli.Reports;

namespace Weft.Cli.Commands;

/// <summary><c>weft evaluate</c>: how a saved model does on the test pictures.</summary>
internal sealed class EvaluateCommand : ToolCommand
{
    private readonly Argument<string> _model = ModelArgument();
    private readonly Option<string?> _data = DataOption("Data set: fashion-mnist, sketches, or a folder of IDX files. The one the model was trained on if left out.");
    private readonly Option<int> _threads = ThreadsOption();
    private readonly Option<bool> _json = JsonOption();

    public EvaluateCommand(ToolContext context)
        : base(
            context,
            "evaluate",
            "Measures a model on test pictures: accuracy, loss, figures per class, and which classes are taken for which.",
            "weft evaluate runs/seven/model.keras",
            "weft evaluate model.keras --data path/to/idx-files",
            "weft evaluate model.keras --json")
    {
        Add(_model);
        Add(_data);
        Add(_threads);
        Add(_json);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string path = parsed.GetRequiredValue(_model);
        Sequential model = ModelLoading.Open(path);
        ModelLoading.EnsureCompiled(model);
        model.Threads = Threads(parsed, _threads);
        TestData data = await Context.Datasets.LoadTestAsync(DataOf(model, parsed.GetValue(_data)), Context.Error, cancellationToken);
        long start = Stopwatch.GetTimestamp();
        Evaluation evaluation = model.Evaluate(data.Pictures, cancellationToken);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (parsed.GetValue(_json))
        {
            Json.Write(Context.Out, EvaluateReport.From(evaluation, data.Name, path, seconds));
        }
        else
        {
            EvaluationText.Write(Context.Results, evaluation, data, seconds);
        }

        return ExitCode.Done;
    }

    /// <summary>The data set asked for, or the one the model remembers.</summary>
    /// <exception cref="UsageException">The model was trained on a folder, whose whereabouts it does not know.</exception>
    internal static string? DataOf(Sequential model, string? asked) => (asked, model.Metadata.TrainedOn) switch
    {
        ({ } name, _) => name,
        (null, null) => null,
        (null, { } trained) when DatasetCatalog.Names.Contains(trained) => trained,
        (null, { } trained) => throw new UsageException($"The model was trained on '{trained}', a folder of its own. Name it: --data DIR."),
    };
}
