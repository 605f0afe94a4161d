using Weft.Layers;

namespace Weft.Cli.Choices;

/// <summary>A random change of pictures by its name on the command line.</summary>
/// <param name="Name">The name.</param>
/// <param name="Create">Makes the layer for values of a range.</param>
internal sealed record AugmentChoice(string Name, Func<Interval, Layer> Create) : Choice(Name)
{
    public static IReadOnlyList<AugmentChoice> All { get; } =
    [
        new("flip", _ => new RandomFlip(FlipMode.Horizontal)),
        new("shift", _ => new RandomTranslation(0.1, 0.1, FillMode.Constant, Interpolation.Nearest)),
        new("rotate", _ => new RandomRotation(0.03, FillMode.Constant)),
        new("zoom", _ => new RandomZoom(0.1, fillMode: FillMode.Constant)),
        new("contrast", range => new RandomContrast(0.2, range)),
        new("brightness", range => new RandomBrightness(0.2, range)),
        new("erase", range => new RandomErasing(0.5, fillValue: 0, valueRange: range)),
    ];
}
