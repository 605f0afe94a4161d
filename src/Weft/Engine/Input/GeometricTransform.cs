using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine;

/// <summary>Flips, translations, rotations, zooms and shears that follow each other: one map, one resampling.</summary>
internal sealed class GeometricTransform : SampleTransform
{
    private readonly (RandomLayer Layer, ulong Key)[] _layers;
    private readonly PictureSize _size;
    private readonly Sampling _sampling;
    private readonly PictureBorders _borders;
    private readonly Slab _scratch;

    public GeometricTransform(IReadOnlyList<(RandomLayer Layer, ulong Key)> layers, Sampling sampling, Shape shape, ArenaLayout arena)
        : base(shape)
    {
        _layers = [.. layers];
        _size = PictureSize.Of(shape);
        _sampling = sampling;
        _borders = new PictureBorders(_size, sampling);
        _scratch = arena.Floats(PictureShift.Scratch(_size));
    }

    /// <summary>How a layer looks between and outside pixels; null for a flip, which never does, and so goes with every other.</summary>
    public static Sampling? SamplingOf(RandomLayer layer) => layer is RandomResampling resampling
        ? new Sampling(resampling.Interpolation, resampling.FillMode, resampling.FillValue)
        : null;

    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y)
    {
        Affine map = Affine.Identity;
        foreach ((RandomLayer layer, ulong key) in _layers)
        {
            Generator random = draw.Of(key);
            map = map.Then(Draw(layer, ref random));
        }

        if (map.IsShift)
        {
            PictureShift.Run(x, y, _size, map, _sampling, draw.Work[_scratch]);
        }
        else
        {
            PictureResampling.Run(x, _borders, y, _size, map);
        }
    }

    private Affine Draw(RandomLayer layer, ref Generator random) => layer switch
    {
        RandomFlip flip => Flip(flip.Mode, ref random),
        RandomTranslation shift => Translation(shift, ref random),
        RandomRotation rotation => Rotation(2 * Math.PI * random.NextIn(rotation.Factor)),
        RandomZoom zoom => Zoom(zoom, ref random),
        RandomShear shear => Shear(random.NextIn(shear.XFactor), random.NextIn(shear.YFactor)),
        _ => throw new NotSupportedException($"{layer.KerasName} is no map of places."),
    };

    private Affine Flip(FlipMode mode, ref Generator random)
    {
        bool across = mode != FlipMode.Vertical && random.NextDouble() < 0.5;
        bool down = mode != FlipMode.Horizontal && random.NextDouble() < 0.5;
        return new Affine(across ? -1 : 1, 0, across ? _size.Width - 1 : 0, 0, down ? -1 : 1, down ? _size.Height - 1 : 0);
    }

    private Affine Translation(RandomTranslation layer, ref Generator random)
    {
        double down = _size.Height * random.NextIn(layer.HeightFactor);
        double right = _size.Width * random.NextIn(layer.WidthFactor);
        return new Affine(1, 0, -right, 0, 1, -down);
    }

    private Affine Rotation(double angle) => About(Math.Cos(angle), -Math.Sin(angle), Math.Sin(angle), Math.Cos(angle));

    private Affine Zoom(RandomZoom layer, ref Generator random)
    {
        double height = 1 + random.NextIn(layer.HeightFactor);
        double width = layer.WidthFactor is { } factor ? 1 + random.NextIn(factor) : height;
        return About(width, 0, 0, height);
    }

    private static Affine Shear(double x, double y) => new(1, x, 0, y, 1, 0);

    // A linear map that leaves the picture's centre where it is.
    private Affine About(double a, double b, double d, double e)
    {
        double x = (_size.Width - 1) / 2.0, y = (_size.Height - 1) / 2.0;
        return new Affine(a, b, x - (a * x) - (b * y), d, e, y - (d * x) - (e * y));
    }
}
