using System.CommandLine;

using Weft.Backbones;
using Weft.Cli.Choices;
using Weft.Cli.CommandLine;

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

    public OptionGroup Group => new("Backbone", Backbone, _features, _folds);

    /// <summary>What was asked for; null where no backbone was.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="size">The size pictures are taken in; null for the backbone's.</param>
    /// <param name="pixels">What a file takes pixels for, where it does not say; null for nothing.</param>
    /// <param name="epochs">The epochs, where they are given.</param>
    /// <exception cref="UsageException">There are options of a backbone, and none.</exception>
    public BackboneChoice? Read(ParseResult parsed, Size2D? size, PixelChoice? pixels, int? epochs)
    {
        if (parsed.GetValue(Backbone) is not { } name)
        {
            return parsed.GetValue(_features) is null && parsed.GetValue(_folds) is null
                ? null
                : throw new UsageException($"{(parsed.GetValue(_folds) is null ? _features.Name : _folds.Name)}: expected --backbone beside it, got none. "
                    + "Name one: --backbone resnet18.");
        }

        if (size is { } asked && asked.Height != asked.Width)
        {
            throw new UsageException($"--image-size: expected one number for the square pictures of a backbone, got {asked}.");
        }

        BackboneOptions options = new()
        {
            FeaturesLayer = parsed.GetValue(_features),
            ImageSize = size?.Height,
            Pixels = pixels is null ? null : new BackbonePixels(pixels.Scale, pixels.Offset),
        };
        return new BackboneChoice(name, options, epochs, parsed.GetValue(_folds));
    }
}
