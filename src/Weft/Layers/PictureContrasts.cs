namespace Weft.Layers;

/// <summary>Stretches each channel of a picture over the whole value range: its darkest value becomes the lower end, its brightest the
/// upper one.</summary>
/// <remarks>In training and otherwise alike. A channel of one value only stays as it is.</remarks>
public sealed record AutoContrast : PictureContrast
{
    /// <summary>An automatic contrast.</summary>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255), as in Keras.</param>
    public AutoContrast(Interval? valueRange = null)
        : base(valueRange)
    {
    }

    internal override bool ActsInPrediction => true;
}

/// <summary>While training, gives each value of a channel the share of pixels that are not brighter, so that all values become about
/// equally frequent.</summary>
/// <remarks>
/// <c>y = round((c(x) - c0) 255 / (n - c0)) / 255</c> of the value range: c counts the pixels up to a value, c0 those of the lowest that is
/// there, n all of them.
/// Keras' documentation has it act in prediction too; its code does not, and neither does this.
/// </remarks>
public sealed record Equalization : PictureContrast
{
    /// <summary>An equalisation.</summary>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255), as in Keras.</param>
    /// <param name="bins">How many values are told apart.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two bins, or more than 65,536.</exception>
    public Equalization(Interval? valueRange = null, int bins = 256)
        : base(valueRange) =>
        Bins = bins is > 1 and <= 65536 ? bins : throw new ArgumentOutOfRangeException(nameof(bins), $"{nameof(Equalization)}: expected bins from 2 to 65536, got {bins}.");

    /// <summary>How many values are told apart.</summary>
    public int Bins { get; }
}

/// <summary>Equalises a picture tile by tile, with the contrast of each limited (CLAHE), and mixes neighbouring tiles bilinearly.</summary>
/// <remarks>
/// Zuiderveld 1994, as Keras has it, in training and otherwise alike. A tile's 256 counts are cut at <c>limit n / 256</c>, n being its
/// pixels, and what was cut off is shared out among all of them.
/// A picture that tiles do not fill is continued by its mirror image.
/// </remarks>
public sealed record ContrastLimitedAdaptiveHistogramEqualization : PictureContrast
{
    private const int MostTiles = 4096;

    /// <summary>A limited equalisation by tiles.</summary>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255), as in Keras.</param>
    /// <param name="clipLimit">How many times the mean count a value may have in a tile; 0 or less sets no limit.</param>
    /// <param name="tileGridSize">Tiles down and across; null is 8x8.</param>
    /// <exception cref="ArgumentOutOfRangeException">No tiles, or more than 4096, or a limit that is no number.</exception>
    public ContrastLimitedAdaptiveHistogramEqualization(Interval? valueRange = null, double clipLimit = 4, Size2D? tileGridSize = null)
        : base(valueRange)
    {
        Size2D grid = Guard.Positive(tileGridSize ?? 8, nameof(ContrastLimitedAdaptiveHistogramEqualization), nameof(tileGridSize));
        TileGridSize = (long)grid.Height * grid.Width <= MostTiles ? grid : throw new ArgumentOutOfRangeException(
            nameof(tileGridSize), $"{nameof(ContrastLimitedAdaptiveHistogramEqualization)}: expected {nameof(tileGridSize)} of at most {MostTiles} tiles, got {grid}.");
        ClipLimit = double.IsFinite(clipLimit) ? clipLimit : throw new ArgumentOutOfRangeException(
            nameof(clipLimit), $"{nameof(ContrastLimitedAdaptiveHistogramEqualization)}: expected a finite {nameof(clipLimit)}, got {clipLimit}.");
    }

    /// <summary>How many times the mean count a value may have in a tile; 0 or less sets no limit.</summary>
    public double ClipLimit { get; }

    /// <summary>Tiles down and across.</summary>
    public Size2D TileGridSize { get; }

    internal override bool ActsInPrediction => true;
}
