using System.CommandLine;

using Weft.Cli.Choices;
using Weft.Cli.CommandLine;
using Weft.Cli.Datasets;
using Weft.Cli.Models;
using Weft.Cli.Rendering;
using Weft.Cli.Reports;
using Weft.Explain;
using Weft.Imaging;

namespace Weft.Cli.Commands;

/// <summary><c>weft explain</c>: what of a picture a model goes by, and what its layers make of pictures.</summary>
internal sealed class ExplainCommand : ToolCommand
{
    private readonly Argument<string[]> _words = new("[MODEL] [PICTURE]")
    {
        Description = "A model file (.keras, .h5), the folder of a training run or of a TensorFlow.js model, or nothing for the "
            + "clothing model that comes with weft; then a picture file or the number of a test picture.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<MethodChoice> _method = ChoiceOption.One("--method", MethodChoice.All, MethodChoice.GradCam,
        "How the picture is explained.");
    private readonly Option<string?> _layer = new("--layer")
    {
        Description = "The layer whose maps, filters or features are meant, conv2d_3, or model/conv2d_3 for one of a model inside. The "
            + "last fitting one if left out, the first convolution for --filters.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _class = new("--class", "-c")
    {
        Description = "The class to explain. The predicted one if left out.",
        HelpName = "NAME|N",
    };

    private readonly Option<ScoreChoice> _score = ChoiceOption.One("--score", ScoreChoice.All, ScoreChoice.All[0],
        "Which of the class's figures is explained.");
    private readonly Option<bool> _filters = new("--filters") { Description = "Draw the filters of a convolution instead." };
    private readonly Option<bool> _maps = new("--feature-maps") { Description = "Draw what a layer makes of the picture instead." };
    private readonly Option<ProjectionChoice?> _project = ChoiceOption.Optional("--project", ProjectionChoice.All,
        "Draw test pictures on a plane by their features instead.");
    private readonly Option<int?> _nearest = NumberOption.MaybeWhole("--nearest", 1,
        "Show so many training pictures that are nearest by their features instead.");
    private readonly Option<int> _count = NumberOption.Whole("--count", 1000, 3, "How many test pictures --project takes.");
    private readonly Option<string?> _data = DataOption(
        "Data set of the test pictures' numbers, of --project and --nearest. The one the model was trained on if left out.");
    private readonly PreparationOptions _preparation;
    private readonly Option<PixelChoice?> _pixels = PixelsOption.Create();
    private readonly Option<int> _threads = ThreadsOption();
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The PNG file to write.",
        HelpName = "FILE",
        DefaultValueFactory = _ => "explain.png",
    };

    private readonly Option<bool> _json = JsonOption();

    public ExplainCommand(ToolContext context)
        : base(
            context,
            "explain",
            "Draws what of a picture a model goes by.",
            "weft explain shoe.jpg",
            "weft explain model.keras photo.jpg --method integrated-gradients -o why.png",
            "weft explain model.keras 17 --class Shirt --method occlusion",
            "weft explain model.keras --filters",
            "weft explain model.keras photo.jpg --feature-maps --layer conv2d_2",
            "weft explain model.keras --project t-sne --count 2000",
            "weft explain model.keras photo.jpg --nearest 5")
    {
        _words.Validators.Add(UsageReport.RejectOptions);
        Add(_words);
        foreach (Option option in (Option[])[_method, _layer, _class, _score, _filters, _maps, _project, _nearest, _count, _data])
        {
            Add(option);
        }

        _preparation = new PreparationOptions(this);
        foreach (Option option in (Option[])[_pixels, _threads, _output, _json])
        {
            Add(option);
        }

        Validators.Add(result =>
        {
            string[] asked = [.. ((Option[])[_method, _filters, _maps, _project, _nearest])
                .Where(option => result.GetResult(option) is { Implicit: false }).Select(option => option.Name)];
            if (asked.Length > 1)
            {
                result.AddError($"expected one question, got {string.Join(" and ", asked)}. Ask one at a time.");
            }
        });
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string[] words = parsed.GetValue(_words) ?? [];
        bool namesModel = words.Length > 0 && ModelLoading.IsModel(words[0]);
        string[] pictures = namesModel ? words[1..] : words;
        bool wantsPicture = !parsed.GetValue(_filters) && parsed.GetValue(_project) is null;
        RequirePictures(pictures, wantsPicture);
        string? path = namesModel ? words[0] : null;
        Model model = ModelLoading.ForPictures(ModelLoading.Open(path, Context.Error, parsed.GetValue(_pixels)), path);
        model.Threads = Threads(parsed, _threads);
        try
        {
            await AnswerAsync(parsed, model, wantsPicture ? pictures[0] : null, cancellationToken);
        }
        catch (ArgumentException error) when (error is not ArgumentOutOfRangeException && error.ParamName == "name")
        {
            // A layer's name that is none.
            throw new UsageException($"--layer: {error.Message.Split(" (Parameter")[0]}");
        }

        return ExitCode.Done;
    }

    private async Task AnswerAsync(ParseResult parsed, Model model, string? word, CancellationToken cancellationToken)
    {
        FeatureQuestions questions = new(model, parsed.GetValue(_layer), parsed.GetRequiredValue(_output));
        if (parsed.GetValue(_filters))
        {
            Write(parsed, questions.Filters(), ExplainText.Write);
            return;
        }

        if (parsed.GetValue(_project) is { } projection)
        {
            TestData data = await EvaluateCommand.LoadTestAsync(Context, model, parsed.GetValue(_data), DataRequest.For(model),
                cancellationToken);
            ProjectReport report = await Task.Run(() =>
                questions.Project(projection.Name, projection.Create(), data, parsed.GetValue(_count), cancellationToken),
                cancellationToken);
            Write(parsed, report, (writer, found) => ExplainText.Write(writer, found, data));
            return;
        }

        int? nearest = parsed.GetValue(_nearest);
        PredictInput input = PredictInput.Of(word!, Context.Error.WriteLine) is [var only]
            ? only
            : throw new UsageException($"explain: expected one picture, got the several of {word}. Name one of them.");
        LoadedData? trained = nearest is null ? null : await LoadTrainedAsync(parsed, model, cancellationToken);
        TestData? test = input.Index is null ? null
            : trained is null
                ? await EvaluateCommand.LoadTestAsync(Context, model, parsed.GetValue(_data), DataRequest.For(model), cancellationToken)
            : new TestData(trained.Name, trained.Test, trained.IsSketches);
        PicturePreparation preparation = _preparation.For(model, parsed);
        PredictedPicture picture = new Predictor(model, preparation, test).Run([input], error => throw error, bar: null, cancellationToken)
            .Single();
        PicturePredictor predictor = new(model, preparation);
        if (!parsed.GetValue(_json))
        {
            PredictionText.Write(Context.Results, [picture], test);
        }

        PredictReport prediction = PredictReport.From(picture, test?.Name) with
        {
            Notes = model.LoadNotes.Count > 0 ? model.LoadNotes : null,
        };
        if (parsed.GetValue(_maps))
        {
            Write(parsed, questions.Maps(picture, predictor), ExplainText.Write);
        }
        else if (nearest is { } count)
        {
            Context.Messages.Profile.Out.Writer.WriteLine($"comparing with {trained!.Train.Count} training pictures of {trained.Name}");
            NearestReport report = await Task.Run(() =>
                questions.Nearest(picture, predictor, prediction, trained, count, cancellationToken), cancellationToken);
            Write(parsed, report, ExplainText.Write);
        }
        else
        {
            ExplainedPicture explained = await Task.Run(() => Explain(parsed, model, picture, predictor), cancellationToken);
            string output = parsed.GetRequiredValue(_output);
            explained.Save(output, predictor);
            Write(parsed, ExplainReport.From(explained, prediction, output), (writer, _) => ExplainText.Write(writer, explained, output));
        }
    }

    private ExplainedPicture Explain(ParseResult parsed, Model model, PredictedPicture picture, PicturePredictor predictor)
    {
        (MethodChoice method, string? layer) = (parsed.GetRequiredValue(_method), parsed.GetValue(_layer));
        if (layer is not null && !method.TakesLayer)
        {
            throw new UsageException(
                $"--layer: expected grad-cam or grad-cam++, which look at a layer, got --method {method.Name}. Leave --layer out.");
        }

        IReadOnlyList<string> names = model.Metadata.ClassNames;
        int wanted = parsed.GetValue(_class) is { } word ? ClassWord.Number(word, names, Math.Max(2, model.OutputShape.Size))
            : picture.Prediction.Best.Label;
        ScoreChoice score = parsed.GetRequiredValue(_score);
        Explanation explanation = (method.Create(layer) with { Score = score.Score })
            .Explain(model, predictor.SampleOf(picture.Seen), wanted);
        return new ExplainedPicture(picture, method.Name, wanted < names.Count ? names[wanted] : $"{wanted}", explanation, score.Name);
    }

    private async Task<LoadedData> LoadTrainedAsync(ParseResult parsed, Model model, CancellationToken cancellationToken)
    {
        DataMessages messages = new(Context.Messages);
        LoadedData data = await Context.Datasets.LoadAsync(EvaluateCommand.DataOf(model, parsed.GetValue(_data), Context.Error),
            DataRequest.For(model), messages, cancellationToken);
        return data.NumberedAs(model.Metadata.ClassNames, "Name a data set of the model's classes.");
    }

    private void Write<T>(ParseResult parsed, T report, Action<TextWriter, T> write)
    {
        if (parsed.GetValue(_json))
        {
            Json.Write(Context.Out, report);
        }
        else
        {
            write(Context.Out, report);
        }
    }

    private static void RequirePictures(string[] pictures, bool wanted)
    {
        if (pictures.FirstOrDefault(ModelLoading.IsModel) is { } late)
        {
            throw new UsageException(
                $"explain: expected a model in front of a picture, got the model '{late}' behind. Name one model, and it first.");
        }

        if (pictures.Length != (wanted ? 1 : 0))
        {
            string got = pictures.Length == 0 ? "none" : string.Join(", ", pictures);
            throw new UsageException(wanted
                ? $"explain: expected one picture, got {got}. Name a file or the number of a test picture."
                : $"explain: expected no picture beside --filters or --project, got {got}. Leave it out.");
        }
    }
}
