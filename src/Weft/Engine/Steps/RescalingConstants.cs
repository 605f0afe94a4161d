using System.Numerics.Tensors;

using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine;

/// <summary>The numbers of a rescaling as floats: one pair, or one for each channel.</summary>
internal sealed class RescalingConstants
{
    private readonly float[] _scale;
    private readonly float[] _offset;
    private readonly float[] _zero;

    public RescalingConstants(Rescaling layer)
    {
        (_scale, _offset, _zero) = (new float[layer.Channels], new float[layer.Channels], new float[layer.Channels]);
        for (int c = 0; c < layer.Channels; c++)
        {
            (double scale, double offset) = layer.At(c);
            (_scale[c], _offset[c]) = ((float)scale, (float)offset);
        }
    }

    public void Apply(ReadOnlySpan<float> x, Span<float> y)
    {
        if (_scale.Length == 1)
        {
            TensorPrimitives.Multiply(x, _scale[0], y);
            TensorPrimitives.Add(y, _offset[0], y);
        }
        else
        {
            ChannelKernels.Apply(x, _zero, _scale, _offset, [], relu: false, y);
        }
    }

    public void ApplyGradient(ReadOnlySpan<float> dy, Span<float> dx)
    {
        if (_scale.Length == 1)
        {
            TensorPrimitives.Multiply(dy, _scale[0], dx);
        }
        else
        {
            ChannelKernels.Apply(dy, _zero, _scale, _zero, [], relu: false, dx);
        }
    }
}
