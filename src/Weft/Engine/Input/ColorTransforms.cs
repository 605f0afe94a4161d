using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine;

/// <summary>Scale and offset, on the way to or between random layers.</summary>
internal sealed class RescalingTransform(Rescaling layer, Shape shape) : SampleTransform(shape)
{
    private readonly RescalingConstants _constants = new(layer);

    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y) => _constants.Apply(x, y);
}

/// <summary>Contrast drawn per sample.</summary>
internal sealed class ContrastTransform(RandomContrast layer, ulong key, Shape shape, ArenaLayout arena) : SampleTransform(shape)
{
    private readonly PictureSize _size = PictureSize.Of(shape);
    private readonly Interval _factor = (1 - layer.Factor.Low, 1 + layer.Factor.High);
    private readonly Slab _scratch = arena.Floats(ColorKernels.Scratch(PictureSize.Of(shape)));

    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y)
    {
        Generator random = draw.Of(key);
        ColorKernels.Contrast(x, y, _size, random.NextIn(_factor), (float)layer.ValueRange.Low, (float)layer.ValueRange.High, draw.Work[_scratch]);
    }
}

/// <summary>Brightness drawn per sample.</summary>
internal sealed class BrightnessTransform(RandomBrightness layer, ulong key, Shape shape) : SampleTransform(shape)
{
    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y)
    {
        Generator random = draw.Of(key);
        double delta = layer.ValueRange.Length * random.NextIn(layer.Factor);
        ColorKernels.Brightness(x, y, (float)delta, (float)layer.ValueRange.Low, (float)layer.ValueRange.High);
    }
}

/// <summary>Hue drawn per sample: how far, and which way.</summary>
internal sealed class HueTransform(RandomHue layer, ulong key, Shape shape) : SampleTransform(shape)
{
    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y)
    {
        Generator random = draw.Of(key);
        double way = random.NextDouble() < 0.5 ? -0.5 : 0.5;
        HueKernels.Turn(x, y, (float)(way * random.NextIn(layer.Factor)), 1, (float)layer.ValueRange.Low, (float)layer.ValueRange.High);
    }
}

/// <summary>Saturation drawn per sample.</summary>
internal sealed class SaturationTransform(RandomSaturation layer, ulong key, Shape shape) : SampleTransform(shape)
{
    // Keras' backend epsilon, which keeps a factor of 1 finite.
    private const double Smallest = 1e-7;

    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y)
    {
        Generator random = draw.Of(key);
        double factor = random.NextIn(layer.Factor);
        HueKernels.Turn(x, y, 0, (float)(factor / (1 - factor + Smallest)), (float)layer.ValueRange.Low, (float)layer.ValueRange.High);
    }
}

/// <summary>A box of a picture overwritten, drawn per sample.</summary>
internal sealed class ErasingTransform(RandomErasing layer, ulong key, Shape shape) : SampleTransform(shape)
{
    private readonly PictureSize _size = PictureSize.Of(shape);
    private readonly float _low = (float)layer.ValueRange.Low;
    private readonly float _high = (float)layer.ValueRange.High;

    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y)
    {
        x.CopyTo(y);
        Generator random = draw.Of(key);
        double probability = random.NextIn(layer.Factor);
        if (random.NextDouble() >= probability)
        {
            return;
        }

        double width = Math.Sqrt(random.NextIn(layer.Scale)), height = Math.Sqrt(random.NextIn(layer.Scale));
        PixelBox box = PixelBox.Draw(ref random, height, width, _size);
        for (int row = box.Top; row < box.Bottom; row++)
        {
            Fill(box.Row(y, row, _size), ref random);
        }
    }

    private void Fill(Span<float> values, ref Generator random)
    {
        if (layer.FillValue is { } value)
        {
            values.Fill(Math.Clamp(value, _low, _high));
            return;
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Math.Clamp((float)random.NextNormal() * _high, _low, _high);
        }
    }
}
