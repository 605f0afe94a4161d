using System.Numerics.Tensors;

using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine;

/// <summary>A perspective for some samples, their corners drawn per sample.</summary>
internal sealed class PerspectiveTransform(RandomPerspective layer, ulong key, Shape shape) : SampleTransform(shape)
{
    private readonly PictureSize _size = PictureSize.Of(shape);
    private readonly Sampling _sampling = new(layer.Interpolation, FillMode.Constant, layer.FillValue);

    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y)
    {
        Generator random = draw.Of(key);
        if (random.NextIn(layer.Factor) > random.NextDouble() && Draw(ref random) is { } map)
        {
            PictureWarp.Tilt(x, y, _size, map, _sampling);
        }
        else
        {
            x.CopyTo(y);
        }
    }

    private Homography? Draw(ref Generator random)
    {
        (double right, double bottom) = (_size.Width - 1, _size.Height - 1);
        ReadOnlySpan<double> corners = [0, 0, right, 0, 0, bottom, right, bottom];
        Span<double> moved = stackalloc double[corners.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            moved[i] = corners[i] * (1 + random.NextIn(layer.Scale / 2));
        }

        return Homography.Of(moved, corners);
    }
}

/// <summary>A bending of some samples, the ways of all pixels drawn per sample.</summary>
internal sealed class ElasticTransform : SampleTransform
{
    private readonly RandomElasticTransform _layer;
    private readonly ulong _key;
    private readonly PictureSize _size;
    private readonly PictureSize _field;
    private readonly Sampling _sampling;
    private readonly Slab _noise;
    private readonly Slab _across;
    private readonly Slab _down;
    private readonly Slab _means;
    private readonly Slab _weights;

    public ElasticTransform(RandomElasticTransform layer, ulong key, Shape shape, ArenaLayout arena)
        : base(shape)
    {
        (_layer, _key, _size) = (layer, key, PictureSize.Of(shape));
        _field = _size with { Channels = 1 };
        _sampling = new Sampling(layer.Interpolation, layer.FillMode, layer.FillValue);
        int pixels = _size.Height * _size.Width;
        (_noise, _across, _down, _means) = (arena.Floats(pixels), arena.Floats(pixels), arena.Floats(pixels), arena.Floats(pixels));
        _weights = arena.Floats(Extent(Deviation(layer.Scale.High)));
    }

    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y)
    {
        Generator random = draw.Of(_key);
        if (random.NextIn(_layer.Factor) <= random.NextDouble())
        {
            x.CopyTo(y);
            return;
        }

        double scale = random.NextIn(_layer.Scale), deviation = Deviation(scale);
        Span<float> across = draw.Work[_across], down = draw.Work[_down];
        Field(draw, ref random, deviation, across);
        Field(draw, ref random, deviation, down);
        PictureWarp.Bend(x, y, _size, across, down, 0.1 * scale * Math.Max(_size.Height, _size.Width), _sampling);
        TensorPrimitives.Clamp(y, (float)_layer.ValueRange.Low, (float)_layer.ValueRange.High, y);
    }

    private void Field(in SampleDraw draw, ref Generator random, double deviation, Span<float> field)
    {
        Span<float> noise = draw.Work[_noise], weights = draw.Work[_weights][..Extent(deviation)];
        for (int i = 0; i < noise.Length; i++)
        {
            noise[i] = (float)(deviation * random.NextNormal());
        }

        BlurKernels.Weigh(weights, deviation);
        BlurKernels.Blur(noise, field, _field, weights, weights, draw.Work[_means]);
    }

    private double Deviation(double scale) => 0.05 * scale * Math.Min(_size.Height, _size.Width);

    // Three deviations to each side, an odd number.
    private static int Extent(double deviation) => (int)(6 * deviation) | 1;
}
