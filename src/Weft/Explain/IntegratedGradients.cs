using Weft.Layers;

namespace Weft.Explain;

/// <summary>How much each pixel contributes to the difference between the picture's score and a baseline's: gradients along the way from
/// one to the other.</summary>
/// <remarks>
/// <c>attribution = (x - b) 1/n sum over k of d score(b + (k - 1/2) / n (x - b)) / d x</c>, the midpoint rule of the path integral. The
/// values add up to
/// <c>score(x) - score(b)</c>, the closer the more steps; heat is the magnitude of each pixel's sum over its channels.
/// Sundararajan, Taly and Yan 2017, "Axiomatic attribution for deep networks".
/// </remarks>
/// <param name="Steps">How many points of the way; 64 by default.</param>
/// <param name="Baseline">What says nothing, in the sample's shape; null for a black picture.</param>
public sealed record IntegratedGradients(int Steps = 64, Tensor? Baseline = null) : Explainer
{
    /// <summary>How many points of the way.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int Steps { get; init; } = Guard.Positive(Steps, nameof(IntegratedGradients), nameof(Steps));

    private protected override Explanation Explain(Subject subject)
    {
        float[] from = Start(subject);
        float[] way = [.. subject.Sample.Span.ToArray().Zip(from, (x, start) => x - start)];
        double[] total = new double[way.Length];
        for (int done = 0; done < Steps;)
        {
            int count = Subject.BatchOf(Steps - done);
            Tensor batch = new(subject.Model.InputShape.Prepend(count));
            for (int step = 0; step < count; step++)
            {
                float share = (float)((done + step + 0.5) / Steps);
                Span<float> point = batch.Row(step);
                for (int i = 0; i < point.Length; i++)
                {
                    point[i] = from[i] + (share * way[i]);
                }
            }

            Sums.Add(subject.Gradients(batch, subject.Input), total);
            done += count;
        }

        Tensor attribution = new(subject.Picture, [.. total.Select((sum, i) => (float)(way[i] * sum / Steps))]);
        Tensor sums = HeatMap.Normalized(HeatMap.Sum(attribution));
        return new Explanation
        {
            Class = subject.Class,
            Score = subject.Score,
            Attribution = attribution,
            Signed = sums,
            Heat = HeatMap.Magnitude(sums),
        };
    }

    private float[] Start(Subject subject)
    {
        if (Baseline is not null)
        {
            return subject.Model.OneSample(Baseline, nameof(Baseline)).Span.ToArray();
        }

        // Black as the model takes pixels.
        float[] black = new float[subject.Sample.Size];
        Array.Fill(black, subject.Model.PixelOffset);
        return black;
    }
}
