using System.Numerics;

using Weft.Layers;

namespace Weft.Explain;

/// <summary>t-distributed stochastic neighbour embedding: samples that are near each other by their features lie near each other on the
/// plane.</summary>
/// <remarks>
/// Exact: <c>p_ij = (p_j|i + p_i|j) / 2n</c> of normal kernels whose widths give each sample <see cref="Perplexity"/> neighbours,
/// <c>q_ij</c> of Student's t with one degree of freedom on the plane, and
/// gradient descent on their Kullback-Leibler divergence. van der Maaten and Hinton 2008, "Visualizing data using t-SNE". The learning rate
/// is Belkina et al. 2019's, <c>max(n / exaggeration / 4, 50)</c>.
/// A step takes time and memory with the square of the samples: fine up to some two thousand. Distances between groups, and their sizes,
/// mean nothing.
/// </remarks>
/// <param name="Perplexity">How many neighbours count, about; 30 by default, and at most a third of the samples.</param>
/// <param name="Iterations">Steps of the descent; 1000 by default.</param>
/// <param name="EarlyExaggeration">What p is multiplied with in the first quarter of the steps, so that groups form; 12 by default.</param>
/// <param name="Seed">Where the first places come from: the same one gives the same picture on the same kind of machine.</param>
public sealed record TSne(double Perplexity = 30, int Iterations = 1000, double EarlyExaggeration = 12, int Seed = 1) : Projection
{
    /// <summary>How many neighbours count, about.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public double Perplexity { get; init; } = Guard.Positive(Perplexity, nameof(TSne), nameof(Perplexity));

    /// <summary>Steps of the descent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int Iterations { get; init; } = Guard.Positive(Iterations, nameof(TSne), nameof(Iterations));

    /// <summary>What p is multiplied with in the first quarter of the steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public double EarlyExaggeration { get; init; } = Guard.Positive(EarlyExaggeration, nameof(TSne), nameof(EarlyExaggeration));

    private protected override Tensor Place(Tensor features, CancellationToken cancellationToken)
    {
        const double firstDeviation = 1e-4, slow = 0.5, fast = 0.8;
        int count = features.Shape[0], early = Iterations / 4;
        double[] near = Affinities.Of(features, Math.Min(Perplexity, (count - 1) / 3.0), cancellationToken);
        double rate = Math.Max(count / EarlyExaggeration / 4, 50);
        Generator random = new((ulong)Seed, (ulong)RandomPurpose.Noise);
        Axis[] axes = [new Axis(count), new Axis(count)];
        for (int i = 0; i < count; i++)
        {
            (axes[0].Places[i], axes[1].Places[i]) = (firstDeviation * random.NextNormal(), firstDeviation * random.NextNormal());
        }

        for (int step = 0; step < Iterations; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Gradient(near, step < early ? EarlyExaggeration : 1, axes);
            foreach (Axis axis in axes)
            {
                axis.Step(rate, step < early ? slow : fast);
            }
        }

        return new Tensor([count, 2], [.. Enumerable.Range(0, count).SelectMany(i => axes.Select(axis => (float)axis.Places[i]))]);
    }

    // 4 sum over j of (p_ij - q_ij) (y_i - y_j) / (1 + |y_i - y_j|^2), what attracts and what repels apart: q's sum is known at the end.
    private static void Gradient(double[] near, double exaggeration, Axis[] axes)
    {
        int count = axes[0].Places.Length;
        double[] sums = new double[count], xs = axes[0].Places, ys = axes[1].Places;
        (double X, double Y)[] pulls = new (double, double)[count], pushes = new (double, double)[count];
        Parallel.For(0, count, i =>
        {
            Vector<double> x = new(xs[i]), y = new(ys[i]), sum = default, pullX = default, pullY = default, pushX = default,
                pushY = default;
            int j = 0;
            for (; j <= count - Vector<double>.Count; j += Vector<double>.Count)
            {
                Vector<double> dx = x - new Vector<double>(xs, j), dy = y - new Vector<double>(ys, j);
                Vector<double> closeness = Vector<double>.One / (Vector<double>.One + (dx * dx) + (dy * dy));
                Vector<double> pull = new Vector<double>(near, (i * count) + j) * closeness, push = closeness * closeness;
                sum += closeness;
                (pullX, pullY) = (pullX + (pull * dx), pullY + (pull * dy));
                (pushX, pushY) = (pushX + (push * dx), pushY + (push * dy));
            }

            (double total, double px, double py, double qx, double qy) =
                (Vector.Sum(sum), Vector.Sum(pullX), Vector.Sum(pullY), Vector.Sum(pushX), Vector.Sum(pushY));
            for (; j < count; j++)
            {
                double dx = xs[i] - xs[j], dy = ys[i] - ys[j], closeness = 1 / (1 + (dx * dx) + (dy * dy));
                double pull = near[(i * count) + j] * closeness, push = closeness * closeness;
                total += closeness;
                (px, py) = (px + (pull * dx), py + (pull * dy));
                (qx, qy) = (qx + (push * dx), qy + (push * dy));
            }

            // Without the sample's closeness to itself.
            sums[i] = total - 1;
            (pulls[i], pushes[i]) = ((px, py), (qx, qy));
        });
        double all = sums.Sum();
        for (int i = 0; i < count; i++)
        {
            axes[0].Slopes[i] = 4 * ((exaggeration * pulls[i].X) - (pushes[i].X / all));
            axes[1].Slopes[i] = 4 * ((exaggeration * pulls[i].Y) - (pushes[i].Y / all));
        }
    }

    /// <summary>The samples' places along one axis of the plane, and how they move: momentum, and gains that grow while a slope keeps its
    /// sign (Jacobs 1988).</summary>
    private sealed class Axis(int count)
    {
        private const double Grow = 0.2, Shrink = 0.8, LeastGain = 0.01;

        private readonly double[] _moves = new double[count];
        private readonly double[] _gains = [.. Enumerable.Repeat(1.0, count)];

        public double[] Places { get; } = new double[count];

        public double[] Slopes { get; } = new double[count];

        public void Step(double rate, double momentum)
        {
            for (int i = 0; i < Places.Length; i++)
            {
                bool turned = Slopes[i] > 0 == _moves[i] > 0;
                _gains[i] = Math.Max(LeastGain, turned ? _gains[i] * Shrink : _gains[i] + Grow);
                _moves[i] = (momentum * _moves[i]) - (rate * _gains[i] * Slopes[i]);
                Places[i] += _moves[i];
            }

            double mean = Places.Average();
            for (int i = 0; i < Places.Length; i++)
            {
                Places[i] -= mean;
            }
        }
    }
}
