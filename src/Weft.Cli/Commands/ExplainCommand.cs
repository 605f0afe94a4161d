using System.CommandLine;

using Weft.Cli.Choices;
using Weft.Cli.CommandLine;
using Weft.Cli.Models;

namespace Weft.Cli.Commands;

/// <summary><c>weft explain</c>: what of a picture a model goes by, and what its layers make of pictures.</summary>
internal sealed partial class ExplainCommand : ToolCommand
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
