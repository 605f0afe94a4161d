using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine;

/// <summary>Max or average pooling, any window, any stride, global ones among them.</summary>
internal sealed class PoolStep(PoolShape shape, bool isMax, Value input, Value output) : Step(input, output)
{
    private readonly Lanes _lanes = Simd.For(shape.Channels);

    /// <summary>The window of a pooling layer over its input.</summary>
    public static PoolShape ShapeOf(Pooling2D layer, Shape input)
    {
        Shape output = layer.OutputShape(input);
        bool same = layer.Padding == Padding.Same;
        int vertical = same ? Math.Max(((output[0] - 1) * layer.Strides.Height) + layer.PoolSize.Height - input[0], 0) : 0;
        int horizontal = same ? Math.Max(((output[1] - 1) * layer.Strides.Width) + layer.PoolSize.Width - input[1], 0) : 0;
        return new PoolShape(input[0], input[1], input[2], output[0], output[1], layer.PoolSize, layer.Strides, vertical / 2, horizontal / 2);
    }

    /// <summary>One window over the whole image.</summary>
    public static PoolShape Global(Shape input) => new(input[0], input[1], input[2], 1, 1, (input[0], input[1]), 1, 0, 0);

    public override void Forward(Pass pass)
    {
        ReadOnlySpan<float> x = pass.Data(Input);
        Span<float> y = pass.Data(Output);
        for (int i = 0; i < pass.Count; i++)
        {
            if (isMax)
            {
                Pooling.MaxForward(_lanes, shape, x.Slice(i * Input.Size, Input.Size), y.Slice(i * Output.Size, Output.Size));
            }
            else
            {
                Pooling.AverageForward(_lanes, shape, x.Slice(i * Input.Size, Input.Size), y.Slice(i * Output.Size, Output.Size));
            }
        }
    }

    public override void Backward(Pass pass)
    {
        if (!Input.HasGradient)
        {
            return;
        }

        ReadOnlySpan<float> x = pass.Data(Input), y = pass.Data(Output), dy = pass.Gradient(Output);
        Span<float> dx = pass.Gradient(Input);
        if (!Input.AddsGradient)
        {
            dx.Clear();
        }

        for (int i = 0; i < pass.Count; i++)
        {
            (int from, int size, int outFrom, int outSize) = (i * Input.Size, Input.Size, i * Output.Size, Output.Size);
            if (isMax)
            {
                Pooling.MaxBackward(_lanes, shape, x.Slice(from, size), y.Slice(outFrom, outSize), dy.Slice(outFrom, outSize), dx.Slice(from, size));
            }
            else
            {
                Pooling.AverageBackward(_lanes, shape, dy.Slice(outFrom, outSize), dx.Slice(from, size));
            }
        }
    }
}
