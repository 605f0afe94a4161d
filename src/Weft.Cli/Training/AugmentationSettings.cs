using Weft.Cli.Choices;

namespace Weft.Cli.Training;

/// <summary>How training changes pictures at random, so that the model sees none twice.</summary>
internal sealed record AugmentationSettings
{
    /// <summary>Changes of each picture, in order.</summary>
    public IReadOnlyList<AugmentChoice> Changes { get; init; } = [];

    /// <summary>The alpha of mix-up; null for none.</summary>
    public double? MixUp { get; init; }

    /// <summary>The factor of cut-mix; null for none.</summary>
    public double? CutMix { get; init; }

    /// <summary>Whether the trained model's answers are means over a picture and its mirror image.</summary>
    public bool TestTimeFlip { get; init; }

    public Mixing? Mixing => this switch
    {
        { MixUp: { } alpha } => new MixUp(alpha),
        { CutMix: { } factor } => new CutMix(factor),
        _ => null,
    };

    /// <summary>Refuses options that mean nothing together.</summary>
    /// <exception cref="UsageException">There are such.</exception>
    public void Check()
    {
        if (MixUp is not null && CutMix is not null)
        {
            throw new UsageException("--mixup, --cutmix: expected at most one of them.");
        }
    }

    /// <summary>The model with the changes in front.</summary>
    public Model Apply(Model model)
    {
        // Pixels are bytes, and what a scale of 1/255 makes of them; a model that rescales them itself takes bytes.
        Interval range = (model.PixelOffset, (255 * model.PixelScale) + model.PixelOffset);
        return Changes.Count == 0 ? model : model.Copy(before: [.. Changes.Select(change => change.Create(range))]);
    }
}
