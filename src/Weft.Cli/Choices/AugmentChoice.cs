using Weft.Layers;

namespace Weft.Cli.Choices;

/// <summary>A random change of pictures by its name on the command line.</summary>
/// <param name="Name">The name.</param>
/// <param name="Create">Makes the layer for values of a range.</param>
internal sealed record AugmentChoice(string Name, Func<Interval, Layer> Create) : Choice(Name)
{
    public static AugmentChoice Flip { get; } = new("flip", _ => new RandomFlip(FlipMode.Horizontal));

    public static IReadOnlyList<AugmentChoice> All { get; } =
    [
        Flip,
        new("shift", _ => new RandomTranslation(0.1, 0.1, FillMode.Constant, Interpolation.Nearest)),
        new("rotate", _ => new RandomRotation(0.03, FillMode.Constant)),
        new("zoom", _ => new RandomZoom(0.1, fillMode: FillMode.Constant)),
        new("contrast", range => new RandomContrast(0.2, range)),
        new("brightness", range => new RandomBrightness(0.2, range)),
        new("erase", range => new RandomErasing(0.5, fillValue: 0, valueRange: range)),
        new("randaugment", range => new RandAugment(range)),
        new("augmix", range => new AugMix(range)),
        new("colors", range => new RandomColorJitter(range, 0.2, (0.2, 0.2), (0.3, 0.7), (0, 0.1))),
        new("grey", _ => new RandomGrayscale(0.2)),
        new("sharpness", range => new RandomSharpness(1, range)),
        new("blur", range => new RandomGaussianBlur(0.5, 5, valueRange: range)),
        new("posterize", range => new RandomPosterization(6, range)),
        new("solarize", range => new Solarization(0.1, (0.5, 1), range)),
        new("invert", range => new RandomInvert(0.5, range)),
        new("perspective", _ => new RandomPerspective(0.5, 0.3)),
        new("elastic", range => new RandomElasticTransform(valueRange: range)),
        new("autocontrast", range => new AutoContrast(range)),
        new("equalize", range => new Equalization(range)),
    ];

    /// <summary>Shifts by whole pixels, up to a part of the picture.</summary>
    public static AugmentChoice ShiftBy(double part) => new("shift", _ => new RandomTranslation(part, part, FillMode.Constant, Interpolation.Nearest));

    /// <summary>Half of the pictures lose a rectangle of up to a part of their area to noise.</summary>
    public static AugmentChoice EraseUpTo(double part) => new("erase", range => new RandomErasing(0.5, scale: (0.02, part), valueRange: range));
}
