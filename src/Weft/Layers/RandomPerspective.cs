namespace Weft.Layers;

/// <summary>While training, tilts some pictures: their corners move, and straight lines stay straight.</summary>
/// <remarks>
/// As in Keras, each coordinate of a corner moves by a part of itself, drawn evenly from <c>-scale / 2</c> to <c>scale / 2</c>, so that the
/// upper left corner stays.
/// What lies outside is the fill value. Corners that span no area leave the picture as it is.
/// </remarks>
public sealed record RandomPerspective : RandomLayer
{
    /// <summary>A random perspective.</summary>
    /// <param name="factor">The range of the probability, from 0 to 1; null is (0, 1). One number f is (0, f), as Keras has it.</param>
    /// <param name="scale">How far corners move, from 0 to 1.</param>
    /// <param name="interpolation">What lies between pixels.</param>
    /// <param name="fillValue">What lies outside.</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">Factor or scale is not within 0 and 1, or the interpolation neither nearest nor
    /// bilinear.</exception>
    public RandomPerspective(
        Interval? factor = null, double scale = 1, Interpolation interpolation = Interpolation.Bilinear, float fillValue = 0, int? seed = null)
        : base(seed)
    {
        Factor = UpTo(factor ?? (0, 1), nameof(RandomPerspective), nameof(factor));
        Scale = Guard.AtMostOne(scale, nameof(RandomPerspective));
        Interpolation = RandomResampling.Plain(interpolation, nameof(RandomPerspective));
        FillValue = fillValue;
    }

    /// <summary>The range of the probability that a picture is tilted.</summary>
    public Interval Factor { get; }

    /// <summary>How far corners move.</summary>
    public double Scale { get; }

    /// <summary>What lies between pixels.</summary>
    public Interpolation Interpolation { get; }

    /// <summary>What lies outside.</summary>
    public float FillValue { get; }
}

/// <summary>While training, bends some pictures as if they were of rubber: every pixel comes from a place that lies a little beside it, and
/// neighbours from beside each other.</summary>
/// <remarks>
/// Simard et al. 2003. With a scale f drawn for each picture, the ways down and across are standard normals times <c>s = 0.05 f min(h,
/// w)</c>, blurred with deviation s and then multiplied by
/// <c>0.1 f max(h, w)</c>. Keras' code for TensorFlow uses the same numbers for both directions; here each has its own. Results are cut to
/// the value range.
/// </remarks>
public sealed record RandomElasticTransform : RandomColor
{
    /// <summary>A random bending.</summary>
    /// <param name="factor">The range of the probability, from 0 to 1; null is (0, 1). One number f is (0, f), as Keras has it.</param>
    /// <param name="scale">What f is drawn from, within 0 and 1; null is (0, 1).</param>
    /// <param name="interpolation">What lies between pixels.</param>
    /// <param name="fillMode">What lies outside; the mirror image by default.</param>
    /// <param name="fillValue">The value outside, for <see cref="FillMode.Constant"/>.</param>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255), as in Keras. Where bytes are scaled by the model's pixel scale
    /// it is (0, 1).</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">Factor or scale is not within 0 and 1, or the interpolation neither nearest nor
    /// bilinear.</exception>
    public RandomElasticTransform(
        Interval? factor = null,
        Interval? scale = null,
        Interpolation interpolation = Interpolation.Bilinear,
        FillMode fillMode = FillMode.Reflect,
        float fillValue = 0,
        Interval? valueRange = null,
        int? seed = null)
        : base(valueRange, seed)
    {
        Factor = UpTo(factor ?? (0, 1), nameof(RandomElasticTransform), nameof(factor));
        Scale = UpTo(scale ?? (0, 1), nameof(RandomElasticTransform), nameof(scale));
        Interpolation = RandomResampling.Plain(interpolation, nameof(RandomElasticTransform));
        (FillMode, FillValue) = (fillMode, fillValue);
    }

    /// <summary>The range of the probability that a picture is bent.</summary>
    public Interval Factor { get; }

    /// <summary>What decides how far it is bent.</summary>
    public Interval Scale { get; }

    /// <summary>What lies between pixels.</summary>
    public Interpolation Interpolation { get; }

    /// <summary>What lies outside.</summary>
    public FillMode FillMode { get; }

    /// <summary>The value outside, for <see cref="FillMode.Constant"/>.</summary>
    public float FillValue { get; }
}
