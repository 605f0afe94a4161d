using System.CommandLine;
using System.Globalization;

using Weft.Cli.CommandLine;
using Weft.Cli.Datasets;
using Weft.Cli.Models;
using Weft.Cli.Rendering;
using Weft.Cli.Reports;
using Weft.Imaging;

namespace Weft.Cli.Commands;

/// <summary><c>weft predict</c>: what a saved model takes pictures for.</summary>
internal sealed class PredictCommand : ToolCommand
{
    private readonly Argument<string> _model = ModelArgument();
    private readonly Argument<string[]> _pictures = new("PICTURE|INDEX")
    {
        Description = "Picture files (JPEG, PNG, WebP, GIF, BMP), or numbers of test pictures.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _data = DataOption("Data set the numbers count in. The one the model was trained on if left out.");
    private readonly Option<int> _threads = ThreadsOption();
    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON list to standard output, an object per picture, and nothing else there." };

    public PredictCommand(ToolContext context)
        : base(
            context,
            "predict",
            "Says what is in pictures: the three most probable classes of each.",
            "weft predict model.keras shoe.jpg bag.png",
            "weft predict model.keras 0 1 2",
            "weft predict runs/seven photo.webp --json")
    {
        _pictures.Validators.Add(UsageReport.RejectOptions);
        Add(_model);
        Add(_pictures);
        Add(_data);
        Add(_threads);
        Add(_json);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Sequential model = ModelLoading.Open(parsed.GetRequiredValue(_model));
        model.Threads = Threads(parsed, _threads);
        string[] pictures = parsed.GetRequiredValue(_pictures);
        bool json = parsed.GetValue(_json);
        TestData? test = pictures.Any(IsIndex)
            ? await Context.Datasets.LoadTestAsync(EvaluateCommand.DataOf(model, parsed.GetValue(_data)), Context.Error, cancellationToken)
            : null;
        List<PredictReport> reports = [];
        int failures = 0;
        foreach (string picture in pictures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                (PredictReport report, string line) = IsIndex(picture) ? OfTestPicture(model, test!, picture) : OfFile(model, picture);
                reports.Add(report);
                if (!json)
                {
                    Context.Out.WriteLine(line);
                }
            }
            catch (DataException error) when (pictures.Length > 1)
            {
                Context.Error.WriteLine($"weft: {error.Message}");
                failures++;
            }
        }

        if (json)
        {
            Json.Write<IReadOnlyList<PredictReport>>(Context.Out, reports);
        }

        return failures == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    // A file may be called 7; a number that is no file counts in the test set.
    private static bool IsIndex(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out _) && !File.Exists(word);

    private static (PredictReport Report, string Line) OfTestPicture(Sequential model, TestData data, string word)
    {
        int index = int.Parse(word, CultureInfo.InvariantCulture);
        if (index >= data.Pictures.Count)
        {
            throw new DataException($"{word}: expected the number of a test picture of {data.Name}, 0 to {data.Pictures.Count - 1}.");
        }

        Prediction prediction = Prediction.From(model, model.Predict(data.Pictures.Slice(index, 1)).Row(0));
        string truth = data.ClassName(data.Pictures.Labels[index]);
        string note = data.IsSketches ? $"{index} (sketches)" : word;
        PredictReport report = Report(prediction) with { Index = index, TrueClass = truth, Correct = truth == prediction.Best.Class, Data = data.Name };
        return (report, PredictionText.Line(note, prediction, truth));
    }

    private static (PredictReport Report, string Line) OfFile(Sequential model, string file)
    {
        Shape input = model.InputShape;
        if (input.Rank != 3 || input[2] is not (1 or 3))
        {
            throw new ShapeException($"weft predict: expected a model of pictures with 1 or 3 channels, got one of {input.ToBatchString()}.");
        }

        PreparedPicture prepared = PhotoPreparation.Prepare(Picture.Load(file, input[2]), input);
        float scale = model.PixelScale;
        Tensor batch = new(input.Prepend(1));
        for (int i = 0; i < batch.Size; i++)
        {
            batch.Span[i] = prepared.Picture.Pixels[i] * scale;
        }

        Prediction prediction = Prediction.From(model, model.Predict(batch).Row(0));
        string steps = prepared.Steps.Count == 0 ? string.Empty : $" ({string.Join("; ", prepared.Steps)})";
        return (Report(prediction) with { File = file, Prepared = prepared.Steps }, PredictionText.Line(file, prediction) + steps);
    }

    private static PredictReport Report(Prediction prediction) => new()
    {
        Class = prediction.Best.Class,
        Probability = prediction.Best.Probability,
        Top = [.. prediction.Top.Select(candidate => new TopReport(candidate.Class, candidate.Probability))],
    };
}
