namespace Weft.Layers;

/// <summary>A layer that changes pictures at random while training, and leaves them alone otherwise.</summary>
/// <remarks>
/// Every sample of every step has a draw of its own, keyed by seed, layer, step and the sample's place in the batch: the same seed gives the same pictures
/// for any number of threads. Such a layer stands before the first layer with weights to train. At the beginning of a model it is computed while a sample is copied for its batch.
/// Flips, translations, rotations, zooms and shears that follow each other with the same filling and interpolation are composed into one map,
/// so that a picture is resampled once; what one of them moves out of the picture, the next can move in again.
/// </remarks>
public abstract record RandomLayer : PictureLayer
{
    private protected RandomLayer(int? seed) => Seed = seed;

    /// <summary>A seed of its own; null takes one from the model's.</summary>
    public int? Seed { get; }
}

/// <summary>What the random layers that resample a picture share.</summary>
public abstract record RandomResampling : RandomLayer
{
    private protected RandomResampling(FillMode fillMode, Interpolation interpolation, int? seed, float fillValue)
        : base(seed)
    {
        FillMode = fillMode;
        Interpolation = Plain(interpolation, GetType().Name);
        FillValue = fillValue;
    }

    internal static Interpolation Plain(Interpolation interpolation, string layer) => interpolation is Interpolation.Nearest or Interpolation.Bilinear
        ? interpolation
        : throw new ArgumentOutOfRangeException(nameof(interpolation), $"{layer}: expected nearest or bilinear interpolation, got {interpolation}.");

    /// <summary>What lies outside the picture.</summary>
    public FillMode FillMode { get; }

    /// <summary>What lies between its pixels.</summary>
    public Interpolation Interpolation { get; }

    /// <summary>The value outside, for <see cref="FillMode.Constant"/>.</summary>
    public float FillValue { get; }
}

/// <summary>What the random layers that change values, not places, share: they know the range pixels lie in.</summary>
public abstract record RandomColor : RandomLayer
{
    private protected RandomColor(Interval? valueRange, int? seed)
        : base(seed) => ValueRange = RangeOf(valueRange, GetType().Name);

    /// <summary>The range pixels lie in; results are cut to it.</summary>
    public Interval ValueRange { get; }

    internal override Interval? Pixels => ValueRange;

    private protected Shape RequireColors(Shape input)
    {
        RequireImage(input);
        return input[2] == 3 ? input : throw new ShapeException($"{Who}: expected the channels red, green and blue, got {input.ToBatchString()}. Leave this layer away for grey pictures.");
    }
}
