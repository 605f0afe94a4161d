using System.Numerics.Tensors;

using Weft.Layers;

namespace Weft.Explain;

/// <summary>The mean gradient of the score over noisy copies of the picture, which leaves out what flickers from one picture to the
/// next.</summary>
/// <remarks>
/// <c>attribution = 1/n sum over n of d score(x + e) / d x</c>, <c>e</c> normal with a deviation of <see cref="Noise"/> times the range of
/// x; heat the largest magnitude over the channels.
/// Smilkov, Thorat, Kim, Viégas and Wattenberg 2017, "SmoothGrad: removing noise by adding noise".
/// </remarks>
/// <param name="Samples">How many noisy copies; 25 by default.</param>
/// <param name="Noise">The noise's deviation as a part of the picture's range, largest minus smallest value; 0.15 by default.</param>
/// <param name="Seed">Where the noise comes from: the same one gives the same explanation.</param>
public sealed record SmoothGrad(int Samples = 25, double Noise = 0.15, int Seed = 1) : Explainer
{
    /// <summary>How many noisy copies.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int Samples { get; init; } = Guard.Positive(Samples, nameof(SmoothGrad), nameof(Samples));

    /// <summary>The noise's deviation as a part of the picture's range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public double Noise { get; init; } = Guard.NotNegative(Noise, nameof(SmoothGrad), nameof(Noise));

    private protected override Explanation Explain(Subject subject)
    {
        ReadOnlySpan<float> x = subject.Sample.Span;
        double deviation = Noise * (TensorPrimitives.Max(x) - (double)TensorPrimitives.Min(x));
        Generator random = new((ulong)Seed, (ulong)RandomPurpose.Noise);
        double[] total = new double[x.Length];
        for (int done = 0; done < Samples;)
        {
            int count = Subject.BatchOf(Samples - done);
            Tensor batch = new(subject.Model.InputShape.Prepend(count));
            for (int i = 0; i < batch.Size; i++)
            {
                batch.Span[i] = (float)(subject.Sample.Span[i % total.Length] + (deviation * random.NextNormal()));
            }

            Sums.Add(subject.Gradients(batch, subject.Input), total);
            done += count;
        }

        Tensor gradient = new(subject.Picture, [.. total.Select(sum => (float)(sum / Samples))]);
        return new Explanation
        {
            Class = subject.Class,
            Score = subject.Score,
            Attribution = gradient,
            Signed = HeatMap.Normalized(HeatMap.Sum(gradient)),
            Heat = HeatMap.Normalized(HeatMap.LargestMagnitude(gradient)),
        };
    }
}
