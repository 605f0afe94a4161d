using System.Numerics.Tensors;

namespace Weft.Engine;

/// <summary>
/// Dropout where values share a draw: whole channels, whole samples. Drawn per sample from (seed, layer, step, sample), so that it does
/// not depend on who computes it.
/// </summary>
internal sealed class SharedDropoutStep : Step
{
    private readonly double _rate;
    private readonly ulong _key;
    private readonly Slab _mask;
    private readonly int _draws;
    private readonly float _scale;
    private readonly SharedRows _rows;

    /// <param name="rate">The part that is zeroed.</param>
    /// <param name="key">The layer's stream.</param>
    /// <param name="noise">The shape of a sample's draws.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="output">What it computes.</param>
    /// <param name="mask">Memory for the draws of a group.</param>
    public SharedDropoutStep(double rate, ulong key, Shape noise, Value input, Value output, Slab mask)
        : base(input, output)
    {
        (_rate, _key, _mask, _draws) = (rate, key, mask, noise.Size);
        _scale = rate < 1 ? (float)(1 / (1 - rate)) : 0;
        _rows = new SharedRows(input.Shape, noise);
    }

    public override void Forward(Pass pass)
    {
        Span<float> kept = pass.Work[_mask];
        for (int i = 0; i < pass.Count; i++)
        {
            Generator random = new(_key, (ulong)RandomPurpose.Dropout, pass.Batch!.Step, (ulong)(pass.First + i));
            foreach (ref float draw in kept.Slice(i * _draws, _draws))
            {
                draw = random.NextDouble() >= _rate ? _scale : 0;
            }
        }

        Multiply(kept, pass.Data(Input), pass.Data(Output));
    }

    public override void Backward(Pass pass)
    {
        if (Input.HasGradient)
        {
            Multiply(pass.Work[_mask], pass.Gradient(Output), pass.Gradient(Input));
        }
    }

    private void Multiply(ReadOnlySpan<float> kept, ReadOnlySpan<float> x, Span<float> y)
    {
        for (int at = 0; at < x.Length; at += _rows.Length)
        {
            ReadOnlySpan<float> draws = kept.Slice((at / Input.Size * _draws) + _rows.Place(at), _rows.Numbers);
            if (draws.Length == 1)
            {
                TensorPrimitives.Multiply(x.Slice(at, _rows.Length), draws[0], y.Slice(at, _rows.Length));
            }
            else
            {
                TensorPrimitives.Multiply(x.Slice(at, _rows.Length), draws, y.Slice(at, _rows.Length));
            }
        }
    }
}
