using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine;

/// <summary>A part of a picture, resized: drawn per sample while training, otherwise the whole.</summary>
internal sealed class ResizedCropTransform : SampleTransform
{
    private readonly RandomResizedCrop _layer;
    private readonly ulong? _key;
    private readonly PictureBorders _borders;
    private readonly PictureSize _to;

    /// <param name="layer">The layer.</param>
    /// <param name="input">The picture's shape.</param>
    /// <param name="key">Keys the part; null for the whole.</param>
    public ResizedCropTransform(RandomResizedCrop layer, Shape input, ulong? key)
        : base(layer.OutputShape(input))
    {
        (_layer, _key) = (layer, key);
        _to = PictureSize.Of(layer.OutputShape(input));
        _borders = new PictureBorders(PictureSize.Of(input), new Sampling(Interpolation.Bilinear, FillMode.Nearest, 0));
    }

    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y)
    {
        PictureSize from = _borders.Size;
        (double top, double left, double height, double width) = _key is { } key ? Part(draw.Of(key), from) : (0, 0, from.Height, from.Width);
        double down = height / _to.Height, right = width / _to.Width;

        // Pixels are squares: the middle of the first is half a pixel from the edge, in both pictures.
        PictureResampling.Run(x, _borders, y, _to, new Affine(right, 0, left + ((right - 1) / 2), 0, down, top + ((down - 1) / 2)));
    }

    private (double Top, double Left, double Height, double Width) Part(Generator random, PictureSize from)
    {
        double area = random.NextIn(_layer.CropAreaFactor), aspect = random.NextIn(_layer.AspectRatioFactor);
        double height = from.Height * Math.Min(1, Math.Sqrt(area / aspect)), width = from.Width * Math.Min(1, Math.Sqrt(area * aspect));
        double top = random.NextDouble() * (from.Height - height), left = random.NextDouble() * (from.Width - width);
        return (top, left, height, width);
    }
}
