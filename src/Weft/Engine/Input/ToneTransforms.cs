using System.Numerics.Tensors;

using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine;

/// <summary>A part of the greys mixed in, drawn per sample.</summary>
internal sealed class DegenerationTransform(RandomColorDegeneration layer, ulong key, Shape shape) : SampleTransform(shape)
{
    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y)
    {
        Generator random = draw.Of(key);
        ToneKernels.Grey(x, y, (float)random.NextIn(layer.Factor), (float)layer.ValueRange.Low, (float)layer.ValueRange.High);
    }
}

/// <summary>Greys for some samples.</summary>
internal sealed class GrayscaleTransform(RandomGrayscale layer, ulong key, Shape shape) : SampleTransform(shape)
{
    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y)
    {
        Generator random = draw.Of(key);
        if (random.NextDouble() < layer.Factor)
        {
            ToneKernels.Grey(x, y, 1, float.NegativeInfinity, float.PositiveInfinity);
        }
        else
        {
            x.CopyTo(y);
        }
    }
}

/// <summary>Negatives of some samples.</summary>
internal sealed class InvertTransform(RandomInvert layer, ulong key, Shape shape) : SampleTransform(shape)
{
    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y)
    {
        Generator random = draw.Of(key);
        if (random.NextIn(layer.Factor) > random.NextDouble())
        {
            TensorPrimitives.Subtract((float)(layer.ValueRange.Low + layer.ValueRange.High), x, y);
        }
        else
        {
            x.CopyTo(y);
        }
    }
}

/// <summary>Fewer bits, how many drawn per sample.</summary>
internal sealed class PosterizationTransform(RandomPosterization layer, ulong key, Shape shape) : SampleTransform(shape)
{
    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y)
    {
        Generator random = draw.Of(key);
        int bits = layer.Low + random.NextInt(Math.Max(layer.High - layer.Low, 1));
        ToneKernels.Posterize(x, y, bits, (float)layer.ValueRange.Low, (float)layer.ValueRange.High);
    }
}

/// <summary>Solarisation, what is added and the threshold drawn per sample.</summary>
internal sealed class SolarizationTransform(Solarization layer, ulong key, Shape shape) : SampleTransform(shape)
{
    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y)
    {
        Generator random = draw.Of(key);
        (double low, double length) = (layer.ValueRange.Low, layer.ValueRange.Length);
        double addition = length * random.NextIn(layer.AdditionFactor), threshold = low + (length * random.NextIn(layer.ThresholdFactor));
        ToneKernels.Solarize(x, y, (float)addition, (float)threshold, (float)low, (float)layer.ValueRange.High);
    }
}

/// <summary>Channels stretched over the whole range.</summary>
internal sealed class AutoContrastTransform(AutoContrast layer, Shape shape) : SampleTransform(shape)
{
    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y) =>
        ToneKernels.Stretch(x, y, Output[2], (float)layer.ValueRange.Low, (float)layer.ValueRange.High);
}

/// <summary>Channels equalised.</summary>
internal sealed class EqualizationTransform(Equalization layer, Shape shape, ArenaLayout arena) : SampleTransform(shape)
{
    private readonly Slab _table = arena.Floats(layer.Bins);

    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y) =>
        HistogramKernels.Equalize(x, y, Output[2], (float)layer.ValueRange.Low, (float)layer.ValueRange.High, draw.Work[_table]);
}

/// <summary>Channels equalised tile by tile.</summary>
internal sealed class TileContrastTransform(ContrastLimitedAdaptiveHistogramEqualization layer, Shape shape, ArenaLayout arena) : SampleTransform(shape)
{
    private readonly Slab _tables = arena.Floats(TileKernels.Scratch(layer.TileGridSize));

    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y) => TileKernels.Equalize(
        x, y, PictureSize.Of(Output), layer.TileGridSize, (float)layer.ClipLimit, (float)layer.ValueRange.Low, (float)layer.ValueRange.High, draw.Work[_tables]);
}
