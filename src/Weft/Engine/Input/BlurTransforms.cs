using System.Numerics.Tensors;

using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine;

/// <summary>Sharpness drawn per sample.</summary>
internal sealed class SharpnessTransform(RandomSharpness layer, ulong key, Shape shape, ArenaLayout arena) : SampleTransform(shape)
{
    private readonly PictureSize _size = PictureSize.Of(shape);
    private readonly Slab _scratch = arena.Floats(BlurKernels.SharpenScratch(PictureSize.Of(shape)));

    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y)
    {
        Generator random = draw.Of(key);
        float amount = (float)(2 * random.NextIn(layer.Factor));
        BlurKernels.Sharpen(x, y, _size, amount, (float)layer.ValueRange.Low, (float)layer.ValueRange.High, draw.Work[_scratch]);
    }
}

/// <summary>A blur of some samples, its deviations drawn per sample.</summary>
internal sealed class GaussianBlurTransform(RandomGaussianBlur layer, ulong key, Shape shape, ArenaLayout arena) : SampleTransform(shape)
{
    // Keras' addition, which keeps a deviation of 0 finite.
    private const double Smallest = 1e-6;

    private readonly PictureSize _size = PictureSize.Of(shape);
    private readonly Slab _means = arena.Floats(shape.Size);
    private readonly Slab _across = arena.Floats(layer.KernelSize.Width);
    private readonly Slab _down = arena.Floats(layer.KernelSize.Height);

    public override void Apply(in SampleDraw draw, ReadOnlySpan<float> x, Span<float> y)
    {
        Generator random = draw.Of(key);
        if (random.NextIn(layer.Factor) <= random.NextDouble())
        {
            x.CopyTo(y);
            return;
        }

        Span<float> across = draw.Work[_across], down = draw.Work[_down];
        BlurKernels.Weigh(across, random.NextIn(layer.Sigma) + Smallest);
        BlurKernels.Weigh(down, random.NextIn(layer.Sigma) + Smallest);
        BlurKernels.Blur(x, y, _size, across, down, draw.Work[_means]);
        TensorPrimitives.Clamp(y, (float)layer.ValueRange.Low, (float)layer.ValueRange.High, y);
    }
}
