using System.Numerics.Tensors;

namespace Weft.Engine;

/// <summary>Dropout of whole channels, drawn per sample from (seed, layer, step, sample), so that it does not depend on who computes it.</summary>
internal sealed class SpatialDropoutStep(double rate, ulong key, Value input, Value output, Slab mask) : Step(input, output)
{
    private readonly int _channels = input.Shape[^1];
    private readonly float _scale = (float)(1 / (1 - rate));

    public override void Forward(Pass pass)
    {
        Span<float> kept = pass.Work[mask];
        for (int i = 0; i < pass.Count; i++)
        {
            Generator random = new(key, (ulong)RandomPurpose.Dropout, pass.Batch!.Step, (ulong)(pass.First + i));
            for (int c = 0; c < _channels; c++)
            {
                kept[(i * _channels) + c] = random.NextDouble() >= rate ? _scale : 0;
            }
        }

        Multiply(kept, pass.Data(Input), pass.Data(Output));
    }

    public override void Backward(Pass pass)
    {
        if (Input.HasGradient)
        {
            Multiply(pass.Work[mask], pass.Gradient(Output), pass.Gradient(Input));
        }
    }

    private void Multiply(ReadOnlySpan<float> kept, ReadOnlySpan<float> x, Span<float> y)
    {
        for (int at = 0; at < x.Length; at += _channels)
        {
            TensorPrimitives.Multiply(x.Slice(at, _channels), kept.Slice(at / Input.Size * _channels, _channels), y.Slice(at, _channels));
        }
    }
}

/// <summary>Normally distributed noise, drawn per sample from (seed, layer, step, sample).</summary>
internal sealed class GaussianNoiseStep(double deviation, ulong key, Value input, Value output) : Step(input, output)
{
    public override void Forward(Pass pass)
    {
        ReadOnlySpan<float> x = pass.Data(Input);
        Span<float> y = pass.Data(Output);
        for (int i = 0; i < pass.Count; i++)
        {
            Generator random = new(key, (ulong)RandomPurpose.Noise, pass.Batch!.Step, (ulong)(pass.First + i));
            for (int at = i * Input.Size; at < (i + 1) * Input.Size; at++)
            {
                y[at] = x[at] + (float)(deviation * random.NextNormal());
            }
        }
    }

    public override void Backward(Pass pass)
    {
        if (Input.HasGradient && Input.Gradient != Output.Gradient)
        {
            pass.Gradient(Output).CopyTo(pass.Gradient(Input));
        }
    }
}
