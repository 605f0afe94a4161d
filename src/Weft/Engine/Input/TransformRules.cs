using Weft.Layers;

namespace Weft.Engine;

/// <summary>Which transform stands for a layer.</summary>
internal static class TransformRules
{
    /// <summary>The transform of one layer; null where it changes nothing.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="key">Keys its random numbers.</param>
    /// <param name="input">The shape of a sample.</param>
    /// <param name="training">Whether random layers act; otherwise a crop takes the middle and the others nothing.</param>
    /// <param name="arena">Where scratch memory comes from.</param>
    public static SampleTransform? Of(Layer layer, ulong key, Shape input, bool training, ArenaLayout arena) => layer switch
    {
        Rescaling rescaling => new RescalingTransform(rescaling, input),
        RandomCrop crop => new CropTransform(input, crop.OutputShape(input), training ? key : null, arena),
        RandomResizedCrop crop => new ResizedCropTransform(crop, input, training ? key : null),
        AutoContrast contrast => new AutoContrastTransform(contrast, input),
        ContrastLimitedAdaptiveHistogramEqualization tiles => new TileContrastTransform(tiles, input, arena),
        _ when !training => null,
        RandomContrast contrast => new ContrastTransform(contrast, key, input, arena),
        RandomBrightness brightness => new BrightnessTransform(brightness, key, input),
        RandomHue hue => new HueTransform(hue, key, input),
        RandomSaturation saturation => new SaturationTransform(saturation, key, input),
        RandomErasing erasing => new ErasingTransform(erasing, key, input),
        RandomColorDegeneration or RandomGrayscale when input[2] == 1 => null,
        RandomColorDegeneration degeneration => new DegenerationTransform(degeneration, key, input),
        RandomGrayscale grey => new GrayscaleTransform(grey, key, input),
        RandomInvert invert => new InvertTransform(invert, key, input),
        RandomPosterization bits => new PosterizationTransform(bits, key, input),
        Solarization solarization => new SolarizationTransform(solarization, key, input),
        Equalization equalization => new EqualizationTransform(equalization, input, arena),
        RandomSharpness sharpness => new SharpnessTransform(sharpness, key, input, arena),
        RandomGaussianBlur blur => new GaussianBlurTransform(blur, key, input, arena),
        RandomPerspective perspective => new PerspectiveTransform(perspective, key, input),
        RandomElasticTransform elastic => new ElasticTransform(elastic, key, input, arena),
        RandAugment policy => new RandAugmentTransform(policy, key, input, arena),
        AugMix mix => new AugMixTransform(mix, key, input, arena),
        _ => null,
    };

    /// <summary>The transform of one layer in training, whatever it is; a copy where it changes nothing.</summary>
    public static SampleTransform Training(Layer layer, ulong key, Shape input, ArenaLayout arena) =>
        layer is RandomLayer random and (RandomFlip or RandomResampling)
            ? new GeometricTransform([(random, key)], GeometricTransform.SamplingOf(random) ?? default, input, arena)
            : Of(layer, key, input, training: true, arena) ?? new CopyTransform(input);
}

/// <summary>Nothing at all.</summary>
internal sealed class CopyTransform(Shape shape) : SampleTransform(shape)
{
    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y) => x.CopyTo(y);
}
