using System.CommandLine;
using System.CommandLine.Parsing;

using Weft.Backbones;
using Weft.Cli.Choices;
using Weft.Cli.CommandLine;
using Weft.Imaging;

namespace Weft.Cli.Training.Options;

/// <summary>The options of <c>weft train</c> about a pretrained network and the head on it.</summary>
internal sealed class BackboneOptionGroup
{
    public Option<string?> Backbone { get; } = new("--backbone")
    {
        Description = "Trains a head on the features of a pretrained network: a good classifier from few photos, in seconds. A name "
            + $"({string.Join(", ", Weft.Backbones.Backbone.FamilyNames)}, or timm/NAME with its tag as in timm/resnet18.a1_in1k), fetched once; "
            + "or a file: .keras, .h5, ONNX, safetensors, a Teachable Machine model.",
        HelpName = "NAME|FILE",
    };

    private readonly Option<string?> _features = new("--features")
    {
        Description = "With --backbone: the layer whose output is the features. The last before the classes if left out.",
        HelpName = "LAYER",
    };

    private readonly Option<int?> _folds = NumberOption.MaybeWhole(
        "--folds", 0, "With --backbone: cross-validates in so many folds; 0 for none. 10 if left out and there are fewer than 500 pictures and none to validate on.");

    private readonly Option<string?> _groups = new("--groups")
    {
        Description = "With --backbone: what says which pictures show the same object, so that none of them is learned where another is judged. A column of the CSV file, "
            + $"or '{PictureList.ByFolder}' for those that lie in one folder. A column 'group' is found by itself.",
        HelpName = "COLUMN|folder",
    };

    private readonly Option<int?> _fineTune = NumberOption.MaybeAlone(
        "--fine-tune", 1, "With --backbone: once the head has learned, the backbone's last N stages learn with it, from pictures that --augment changes anew each time; "
            + "--epochs, --learning-rate and --batch-size are then of this. N is picked if left out.");

    public OptionGroup Group => new("Backbone", Backbone, _features, _folds, _groups, _fineTune);

    /// <summary>Whether a backbone is to be fine-tuned.</summary>
    public bool IsFineTuned(CommandResult parsed) => parsed.GetResult(_fineTune) is { Implicit: false };

    /// <summary>What was asked for; null where no backbone was.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="size">The size pictures are taken in; null for the backbone's.</param>
    /// <param name="pixels">What a file takes pixels for, where it does not say; null for nothing.</param>
    /// <param name="epochs">The epochs, where they are given.</param>
    /// <param name="tuned">What fine-tuning has from other options.</param>
    /// <exception cref="UsageException">There are options of a backbone, and none.</exception>
    public BackboneChoice? Read(ParseResult parsed, Size2D? size, PixelChoice? pixels, int? epochs, FineTuneOptions tuned)
    {
        if (parsed.GetValue(Backbone) is not { } name)
        {
            return Array.Find((Option[])[_features, _folds, _groups, _fineTune], option => parsed.GetResult(option) is { Implicit: false }) is not { } stray
                ? null
                : throw new UsageException($"{stray.Name}: expected --backbone beside it, got none. Name one: --backbone resnet18.");
        }

        (bool fineTunes, int? stages) = parsed.ValueBehind(_fineTune);
        BackboneOptions options = BackboneChoice.OptionsOf(size, pixels) with { FeaturesLayer = parsed.GetValue(_features) };
        return new BackboneChoice(name, options, fineTunes ? null : epochs, parsed.GetValue(_folds))
        {
            Groups = parsed.GetValue(_groups),
            FineTune = fineTunes ? tuned with { Stages = stages, Epochs = epochs } : null,
        };
    }
}
