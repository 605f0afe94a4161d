using System.CommandLine;

using Weft.Cli.Choices;
using Weft.Cli.CommandLine;

namespace Weft.Cli.Training.Options;

/// <summary>The options of <c>weft train</c> about random changes of pictures.</summary>
internal sealed class AugmentationOptions
{
    private static readonly AugmentationSettings Defaults = new();

    public Option<IReadOnlyList<AugmentChoice>> Augment { get; } = ChoiceOption.Several(
        "--augment", AugmentChoice.All, Defaults.Changes,
        "Changes every picture at random in training: mirrored, shifted by up to a tenth, turned by up to 11 degrees, and so on, in the order named; randaugment draws two of eleven changes for each.");
    private readonly Option<double?> _mixUp = NumberOption.MaybeReal("--mixup", x => x > 0 && double.IsFinite(x), "above 0", "Blends pairs of pictures and their classes; X is alpha, 0.2 is usual.");
    private readonly Option<double?> _cutMix = NumberOption.MaybeReal("--cutmix", x => x is > 0 and <= 1, "above 0 and up to 1", "Pastes a box of another picture, with its share of the class; X is the factor, 1 is usual.");

    private readonly Option<bool> _testTimeFlip = new("--test-time-flip") { Description = "The trained model answers with the mean over a picture and its mirror image, in the final test too." };

    public OptionGroup Group => new("Augmentation", Augment, _mixUp, _cutMix, _testTimeFlip);

    /// <param name="parsed">The command line.</param>
    /// <param name="recipe">What holds where it says nothing.</param>
    public AugmentationSettings Read(ParseResult parsed, AugmentationSettings recipe) => new()
    {
        Changes = parsed.Or(Augment, recipe.Changes),
        MixUp = parsed.Or(_mixUp, recipe.MixUp),
        CutMix = parsed.Or(_cutMix, recipe.CutMix),
        TestTimeFlip = parsed.Or(_testTimeFlip, recipe.TestTimeFlip),
    };
}
