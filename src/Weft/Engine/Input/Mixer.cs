using System.Numerics.Tensors;

using Weft.Kernels;

namespace Weft.Engine;

/// <summary>How a sample is mixed with another of its batch.</summary>
/// <param name="Partner">The other's place in the batch.</param>
/// <param name="Weight">The sample's own part, from 0 to 1; the partner has the rest.</param>
/// <param name="Box">Where the partner's pixels are; empty where all pixels are means.</param>
internal readonly record struct Mix(int Partner, double Weight, PixelBox Box)
{
    public bool IsMixed => Weight < 1;

    /// <summary>Whether the sample's own part is the larger.</summary>
    public bool IsOwn => Weight >= 0.5;
}

/// <summary>Draws who is mixed with whom, and how, and does it.</summary>
/// <remarks>
/// Nothing is kept: a draw is a function of seed, step, the batch's size and the place, so that whoever asks gets the same answer.
/// The partner stands a fixed number of places further, drawn anew for every batch, from the batch's end on at its beginning.
/// </remarks>
internal sealed class Mixer
{
    // Beside the places of samples in the key of their draws.
    private const ulong WholeBatch = ulong.MaxValue;

    private readonly Mixing _mixing;
    private readonly ulong _key;
    private readonly PictureSize _size;

    /// <param name="mixing">What to do.</param>
    /// <param name="seed">The model's seed.</param>
    /// <param name="shape">The shape of a sample.</param>
    /// <exception cref="ShapeException">CutMix, and samples that are no pictures.</exception>
    public Mixer(Mixing mixing, int seed, Shape shape)
    {
        if (mixing is CutMix && shape.Rank != 3)
        {
            throw new ShapeException($"CutMix: expected samples [batch, height, width, channels], got {shape.ToBatchString()}. Use MixUp.");
        }

        _mixing = mixing;
        _key = mixing.Seed is { } own ? (ulong)own : (ulong)seed << 32;
        _size = shape.Rank == 3 ? PictureSize.Of(shape) : default;
    }

    /// <summary>The mix of a sample.</summary>
    /// <param name="step">The batch's step.</param>
    /// <param name="count">The batch's samples.</param>
    /// <param name="sample">The sample's place among them.</param>
    public Mix Draw(ulong step, int count, int sample)
    {
        if (count < 2)
        {
            return new Mix(sample, 1, default);
        }

        Generator random = new(_key, (ulong)RandomPurpose.Mixing, step, WholeBatch);
        Generator own = new(_key, (ulong)RandomPurpose.Mixing, step, (ulong)sample);
        int partner = (sample + 1 + random.NextInt(count - 1)) % count;
        switch (_mixing)
        {
            case MixUp mixUp:
                return new Mix(partner, own.NextBeta(mixUp.Alpha, mixUp.Alpha), default);
            case CutMix cutMix:
                double alpha = random.NextIn(cutMix.Factor) + 1e-6;
                double side = Math.Sqrt(1 - own.NextBeta(alpha, alpha));
                PixelBox box = PixelBox.Draw(ref own, side, side, _size);
                return new Mix(partner, 1 - ((double)box.Area / (_size.Width * _size.Height)), box);
            default:
                throw new NotSupportedException($"{_mixing}: the engine cannot mix so.");
        }
    }

    /// <summary>Mixes two targets, or two samples, in place: <c>own = weight own + (1 - weight) partner</c>.</summary>
    public static void Blend(double weight, Span<float> own, ReadOnlySpan<float> partner)
    {
        TensorPrimitives.Multiply(own, (float)weight, own);
        TensorPrimitives.MultiplyAdd(partner, (float)(1 - weight), own, own);
    }

    /// <summary>Mixes a sample in place.</summary>
    public void Apply(in Mix mix, Span<float> sample, ReadOnlySpan<float> partner)
    {
        if (mix.Box.Area == 0)
        {
            Blend(mix.Weight, sample, partner);
            return;
        }

        for (int row = mix.Box.Top; row < mix.Box.Bottom; row++)
        {
            mix.Box.Row(partner, row, _size).CopyTo(mix.Box.Row(sample, row, _size));
        }
    }
}
