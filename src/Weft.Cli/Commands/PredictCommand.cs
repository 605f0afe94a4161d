using System.CommandLine;

using Weft.Cli.Choices;
using Weft.Cli.CommandLine;
using Weft.Cli.Datasets;
using Weft.Cli.Models;
using Weft.Cli.Rendering;
using Weft.Cli.Reports;

namespace Weft.Cli.Commands;

/// <summary><c>weft predict</c>: what a saved model takes pictures for.</summary>
internal sealed class PredictCommand : ToolCommand
{
    private readonly Argument<string[]> _words = new("[MODEL] PICTURE")
    {
        Description = "A model file (.keras, .h5), the folder of a training run or of a TensorFlow.js model, or nothing for the clothing model that comes with weft; then picture files (JPEG, PNG, WebP, GIF, BMP, TIFF, HEIC, AVIF), folders of them, patterns such as 'photos/*.jpg', or numbers of test pictures.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly PreparationOptions _preparation;
    private readonly Option<bool> _show = new("--show") { Description = "Show each picture as the model saw it." };
    private readonly Option<string?> _data = DataOption("Data set the numbers count in. The one the model was trained on if left out.");
    private readonly Option<string?> _outputs = new("--outputs")
    {
        Description = "Runs the model on an array of samples (.npy, .npz) as they are, without any preparation, and writes its raw outputs to this .npy as float32: to compare with other programs.",
        HelpName = "FILE.npy",
    };

    private readonly Option<PixelChoice?> _pixels = PixelsOption.Create();
    private readonly Option<int> _threads = ThreadsOption();
    private readonly Option<bool> _csv = new("--csv") { Description = "Write a CSV line per picture to standard output and nothing else there." };
    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON list to standard output, an object per picture, and nothing else there." };

    public PredictCommand(ToolContext context)
        : base(
            context,
            "predict",
            "Says what is in pictures: the three most probable classes of each.",
            "weft predict shoe.jpg",
            "weft predict model.keras shoe.jpg bag.png",
            "weft predict model.keras shoe.jpg --show",
            "weft predict keras_model.h5 photo.jpg",
            "weft predict resnet.h5 photo.jpg --pixels -1..1",
            "weft predict model.keras photos/ --csv > photos.csv",
            "weft predict model.keras 0 1 2",
            "weft predict model.keras x.npy --outputs y.npy",
            "weft predict runs/seven photo.webp --skip cut --json")
    {
        _words.Validators.Add(UsageReport.RejectOptions);
        _words.Validators.Add(result =>
        {
            if (result.Tokens is [var only] && ModelLoading.IsModel(only.Value))
            {
                result.AddError("expected pictures after the model, got none. Name files, folders, patterns or numbers of test pictures.");
            }
        });
        Add(_words);
        _preparation = new PreparationOptions(this);
        foreach (Option option in (Option[])[_show, _data, _outputs, _pixels, _threads, _csv, _json])
        {
            Add(option);
        }

        Validators.Add(result =>
        {
            if (result.GetValue(_csv) && result.GetValue(_json))
            {
                result.AddError("expected --csv or --json, got both.");
            }
        });
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string[] words = parsed.GetRequiredValue(_words);
        bool namesModel = ModelLoading.IsModel(words[0]);
        string[] pictures = namesModel ? words[1..] : words;
        string? path = namesModel ? words[0] : null;
        if (pictures.FirstOrDefault(ModelLoading.IsModel) is { } late)
        {
            throw new UsageException($"predict: expected pictures {(namesModel ? "after the model" : "or a model in front of them")}, "
                + $"got the model '{late}' behind {words[0]}. "
                + (namesModel ? "One model predicts at a time." : $"Name the model first: weft predict {late} "
                + $"{string.Join(' ', pictures.Where(word => word != late).Take(3))}"));
        }

        Model model = ModelLoading.ForPictures(ModelLoading.Open(path, Context.Error, parsed.GetValue(_pixels)), path);
        model.Threads = Threads(parsed, _threads);
        if (ArrayPrediction.IsAsked(pictures, parsed.GetValue(_outputs)))
        {
            Write(parsed, ArrayPrediction.Run(model, pictures[0], parsed.GetValue(_outputs)!, namesModel ? words[0] : ModelLoading.Shipped));
            return ExitCode.Done;
        }

        int failures = 0;
        void Fail(DataException error)
        {
            Context.Error.WriteLine($"weft: {error.Message}");
            failures++;
        }

        List<PredictInput> inputs = Inputs(pictures, Fail, Context.Error.WriteLine);
        TestData? test = inputs.Any(input => input.Index is not null)
            ? await EvaluateCommand.LoadTestAsync(Context, model, parsed.GetValue(_data), DataRequest.For(model), cancellationToken)
            : null;
        bool forMachines = parsed.GetValue(_csv) || parsed.GetValue(_json);
        List<PredictedPicture> predicted = [];
        using (PictureBar? bar = inputs.Count > 1 ? new PictureBar(Context.Messages, "predicting") : null)
        {
            predicted.AddRange(new Predictor(model, _preparation.For(model, parsed), test).Run(inputs, Fail, bar, cancellationToken));
        }

        if (parsed.GetValue(_show) && predicted.Count > 0)
        {
            PictureSheet.Write(
                forMachines ? Context.Messages : Context.Results,
                [.. predicted.Select(item => new Imaging.CaptionedPicture(item.Seen, $"{Path.GetFileName(item.Input.Name)}: {item.Prediction.Best.Class}"))],
                Imaging.PicturePredictor.PicturesOf(model)[1]);
        }

        if (parsed.GetValue(_json))
        {
            Json.Write<IReadOnlyList<PredictReport>>(Context.Out, [.. predicted.Select(item => PredictReport.From(item, test?.Name) with { Notes = model.LoadNotes.Count > 0 ? model.LoadNotes : null })]);
        }
        else if (parsed.GetValue(_csv))
        {
            PredictionCsv.Write(Context.Out, predicted);
        }
        else
        {
            PredictionText.Write(Context.Results, predicted, test);
        }

        return failures == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private void Write(ParseResult parsed, ArrayReport report)
    {
        if (parsed.GetValue(_json))
        {
            Json.Write(Context.Out, report);
        }
        else
        {
            Context.Out.WriteLine($"saved {report.Outputs}: [{string.Join(", ", report.Shape)}] float32");
        }
    }

    private static List<PredictInput> Inputs(IEnumerable<string> words, Action<DataException> fail, Action<string> say)
    {
        List<PredictInput> inputs = [];
        foreach (string word in words)
        {
            try
            {
                inputs.AddRange(PredictInput.Of(word, say));
            }
            catch (DataException error)
            {
                fail(error);
            }
        }

        return inputs;
    }
}
