using System.CommandLine;

using Weft.Cli.CommandLine;
using Weft.Cli.Recipes;

namespace Weft.Cli.Training.Options;

/// <summary>The options of <c>weft train</c> about what is trained.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string> _model = new("--model", "-m")
    {
        Description = $"What to train: a network of the tool's own ({string.Join(", ", ModelRecipe.All)}), the JSON of a Keras model (model.to_json()), or a saved model or run to train further.",
        HelpName = "NAME|FILE",
        DefaultValueFactory = _ => ModelRecipe.Seed.Name,
    };

    private readonly Option<string?> _freeze = new("--freeze") { Description = "Layers whose weights stay as they are: the first N, or names with commas between them.", HelpName = "N|A,B,..." };

    public OptionGroup Group => new("Model", _model, _freeze);

    public ModelSource Source(ParseResult parsed, string directory) => ModelSource.Parse(parsed.GetValue(_model)!, directory);

    public Freezing? Freezing(ParseResult parsed) => parsed.GetValue(_freeze) is { } text ? Training.Freezing.Parse(text) : null;
}
