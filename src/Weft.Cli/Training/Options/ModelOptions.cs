using System.CommandLine;

using Weft.Cli.Choices;
using Weft.Cli.CommandLine;
using Weft.Cli.Recipes;

namespace Weft.Cli.Training.Options;

/// <summary>The options of <c>weft train</c> about what is trained.</summary>
internal sealed class ModelOptions
{
    private readonly Option<Recipe> _recipe = ChoiceOption.One(
        "--recipe", Recipe.All, Recipe.All[0],
        "A whole way of training: the original script, the most accuracy for half a minute, or for ten. It sets network, epochs, optimizer and augmentation; options given beside it change their part.");

    private readonly Option<string?> _model = new("--model", "-m")
    {
        Description = $"What to train: a network of the tool's own ({string.Join(", ", ModelRecipe.Own)}), one of Keras' applications ({string.Join(", ", ModelRecipe.Applications)}), the JSON of a Keras model (model.to_json()), or a saved model or run to train further. The recipe's network if left out.",
        HelpName = "NAME|FILE",
    };

    private readonly Option<string?> _freeze = new("--freeze") { Description = "Layers whose weights stay as they are: the first N, or names with commas between them.", HelpName = "N|A,B,..." };

    private readonly Option<bool> _addClasses = new("--add-classes")
    {
        Description =
            "With a saved model: classes of the data that it does not know get new outputs beside the old ones, which keep their weights.",
    };

    public Option<PixelChoice?> PixelsOption { get; } = CommandLine.PixelsOption.Create();

    public OptionGroup Group => new("Model", _recipe, _model, _freeze, _addClasses, PixelsOption);

    public Recipe Chosen(ParseResult parsed) => parsed.GetValue(_recipe)!;

    public ModelSource Source(ParseResult parsed, string directory)
    {
        ModelSource source = parsed.GetValue(_model) is { } word
            ? ModelSource.Parse(word, directory, parsed.GetValue(PixelsOption)) : Chosen(parsed).Settings.Model;
        return parsed.GetValue(PixelsOption) is null || source is ModelSource.Saved
            ? source
            : throw new UsageException("--pixels: expected a saved model to say it of, got one that begins anew and takes pixels from 0 to 1. Leave it out.");
    }

    public PixelChoice? Pixels(ParseResult parsed) => parsed.GetValue(PixelsOption);

    public bool AddsClasses(ParseResult parsed) => parsed.GetValue(_addClasses);

    public Freezing? Freezing(ParseResult parsed) => parsed.GetValue(_freeze) is { } text ? Training.Freezing.Parse(text) : null;
}
