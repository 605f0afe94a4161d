using System.Numerics.Tensors;

namespace Weft.Engine;

/// <summary>Normally distributed noise, drawn per sample from (seed, layer, step, sample).</summary>
internal sealed class GaussianNoiseStep(double deviation, ulong key, Value input, Value output) : Step(input, output)
{
    public override void Forward(Pass pass)
    {
        for (int i = 0; i < pass.Count; i++)
        {
            Generator random = new(key, (ulong)RandomPurpose.Noise, pass.Batch!.Step, (ulong)(pass.First + i));
            NormalNoise.Add(ref random, (float)deviation, pass.Data(Input).Slice(i * Input.Size, Input.Size), pass.Data(Output).Slice(i * Input.Size, Input.Size));
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

/// <summary>Normally distributed factors about 1, drawn per sample from (seed, layer, step, sample) and kept for the way back.</summary>
internal sealed class GaussianDropoutStep(double rate, ulong key, Value input, Value output, Slab factors) : Step(input, output)
{
    private readonly float _deviation = (float)Math.Sqrt(rate / (1 - rate));

    public override void Forward(Pass pass)
    {
        Span<float> drawn = pass.Work[factors][..(pass.Count * Input.Size)];
        drawn.Fill(1);
        for (int i = 0; i < pass.Count; i++)
        {
            Generator random = new(key, (ulong)RandomPurpose.Dropout, pass.Batch!.Step, (ulong)(pass.First + i));
            Span<float> own = drawn.Slice(i * Input.Size, Input.Size);
            NormalNoise.Add(ref random, _deviation, own, own);
        }

        TensorPrimitives.Multiply(pass.Data(Input), drawn, pass.Data(Output));
    }

    public override void Backward(Pass pass)
    {
        if (Input.HasGradient)
        {
            TensorPrimitives.Multiply(pass.Gradient(Output), pass.Work[factors][..(pass.Count * Input.Size)], pass.Gradient(Input));
        }
    }
}

/// <summary>Selu's dropout: <c>y = x m + o</c>, with a factor and an offset for what stays and another offset for what does not.</summary>
internal sealed class AlphaDropoutStep : Step
{
    private const double Lowest = -1.7580993408473766;

    private readonly double _rate;
    private readonly ulong _key;
    private readonly float _scale;
    private readonly float _kept;
    private readonly float _dropped;
    private readonly Slab _factors;

    public AlphaDropoutStep(double rate, ulong key, Value input, Value output, Slab factors)
        : base(input, output)
    {
        (_rate, _key, _factors) = (rate, key, factors);
        double scale = 1 / Math.Sqrt((1 - rate) * (1 + (rate * Lowest * Lowest))), offset = -scale * Lowest * rate;
        (_scale, _kept, _dropped) = ((float)scale, (float)offset, (float)((scale * Lowest) + offset));
    }

    public override void Forward(Pass pass)
    {
        ReadOnlySpan<float> x = pass.Data(Input);
        Span<float> y = pass.Data(Output), factors = pass.Work[_factors];
        for (int i = 0; i < pass.Count; i++)
        {
            Generator random = new(_key, (ulong)RandomPurpose.Dropout, pass.Batch!.Step, (ulong)(pass.First + i));
            for (int at = i * Input.Size; at < (i + 1) * Input.Size; at++)
            {
                bool stays = random.NextDouble() >= _rate;
                factors[at] = stays ? _scale : 0;
                y[at] = stays ? (x[at] * _scale) + _kept : _dropped;
            }
        }
    }

    public override void Backward(Pass pass)
    {
        if (Input.HasGradient)
        {
            TensorPrimitives.Multiply(pass.Gradient(Output), pass.Work[_factors][..(pass.Count * Input.Size)], pass.Gradient(Input));
        }
    }
}
