using Weft.Explain;

namespace Weft.Tests.Explain;

public sealed class ProjectionTests
{
    private const int PerCluster = 30;

    // 2 1 / 1 2 has 3 along (1, 1) and 1 along (1, -1).
    [Fact]
    public void Pca_OfAKnownCovariance_HasItsEigenvectors()
    {
        float[] rows = [2, 2, -2, -2, 1, -1, -1, 1];
        Tensor features = new([4, 2], [.. rows.Select((value, i) => value + (i % 2 == 0 ? 10 : -3))]);

        PrincipalComponents found = Pca.Fit(features);

        // Sums of squares: 16 along the one, 4 along the other, over n - 1.
        Assert.Equal(16 / 3.0, found.Variances[0], 1e-9);
        Assert.Equal(4 / 3.0, found.Variances[1], 1e-9);
        Assert.Equal(20 / 3.0, found.Total, 1e-9);
        Assert.Equal(new float[] { 10, -3 }, found.Mean.Span.ToArray());
        float half = MathF.Sqrt(0.5f);
        Assert.Equal(half, found.Axes[0, 0], 1e-6f);
        Assert.Equal(half, found.Axes[0, 1], 1e-6f);
        Assert.Equal(-1, found.Axes[1, 0] / found.Axes[1, 1], 1e-6f);
        Assert.Equal(2 * MathF.Sqrt(2), found.Apply(features)[0, 0], 1e-5f);
    }

    [Theory]
    [InlineData(40, 7)]
    [InlineData(9, 20)]
    public void Pca_AxesAreEigenvectorsOfTheCovariance(int count, int size)
    {
        Random random = new(1);
        Tensor features = new([count, size],
            [.. Enumerable.Range(0, count * size).Select(i => (float)((random.NextDouble() - 0.5) * (1 + (i % size))))]);
        double[,] covariance = Covariance(features);

        PrincipalComponents found = Pca.Fit(features, components: 5);

        for (int c = 0; c < 5; c++)
        {
            Assert.True(c == 0 || found.Variances[c] <= found.Variances[c - 1]);
            for (int row = 0; row < size; row++)
            {
                double product = Enumerable.Range(0, size).Sum(column => covariance[row, column] * found.Axes[c, column]);
                Assert.Equal(found.Variances[c] * found.Axes[c, row], product, 1e-5 * found.Variances[0]);
            }

            for (int other = 0; other <= c; other++)
            {
                Assert.Equal(c == other ? 1 : 0, Enumerable.Range(0, size).Sum(d => (double)found.Axes[c, d] * found.Axes[other, d]), 1e-6);
            }
        }

        Assert.Equal(Enumerable.Range(0, size).Sum(d => covariance[d, d]), found.Total, 1e-6 * found.Total);
    }

    [Fact]
    public void TSne_OfPlantedClusters_KeepsThemApart()
    {
        Tensor points = new TSne(Iterations: 500).Project(Clusters());

        (double inside, double across) = Spread(points);
        Assert.True(inside < 0.35 * across, $"mean distance {inside:0.00} within clusters, {across:0.00} between them");
        for (int i = 0; i < points.Shape[0]; i++)
        {
            int nearest = Enumerable.Range(0, points.Shape[0]).Where(j => j != i).MinBy(j => Distance(points, i, j));
            Assert.Equal(i / PerCluster, nearest / PerCluster);
        }
    }

    [Fact]
    public void TSne_OfOneSeed_IsTheSamePicture()
    {
        Tensor features = Clusters();
        Tensor once = new TSne(Iterations: 60).Project(features);

        Assert.Equal(once.Span, new TSne(Iterations: 60).Project(features).Span);
        Assert.NotEqual(once.Span.ToArray(), new TSne(Iterations: 60, Seed: 2).Project(features).Span.ToArray());
    }

    // Samples that are alike have no distances to tell them by.
    [Fact]
    public void TSne_OfCopies_GivesNumbers() =>
        Assert.All(new TSne(Iterations: 60).Project(new Tensor([20, 3])).Span.ToArray(), value => Assert.True(float.IsFinite(value)));

    [Fact]
    public void Project_TwoSamples_SaysHowManyItTakes()
    {
        foreach (Projection projection in (Projection[])[new Pca(), new TSne()])
        {
            ShapeException error = Assert.Throws<ShapeException>(() => projection.Project(new Tensor([2, 5])));
            Assert.Contains("at least three samples", error.Message);
        }
    }

    private static Tensor Clusters()
    {
        Random random = new(5);
        const int size = 10;
        Tensor features = new([3 * PerCluster, size]);
        for (int i = 0; i < features.Size; i++)
        {
            int cluster = i / size / PerCluster;
            features.Span[i] = (float)(random.NextDouble() + (i % size == cluster ? 3 : 0));
        }

        return features;
    }

    private static double[,] Covariance(Tensor features)
    {
        (int count, int size) = (features.Shape[0], features.Shape[1]);
        double[] means = [.. Enumerable.Range(0, size).Select(d => Enumerable.Range(0, count).Average(i => (double)features[i, d]))];
        double[,] covariance = new double[size, size];
        for (int a = 0; a < size; a++)
        {
            for (int b = 0; b < size; b++)
            {
                covariance[a, b] = Enumerable.Range(0, count)
                    .Sum(i => (features[i, a] - means[a]) * (features[i, b] - means[b])) / (count - 1);
            }
        }

        return covariance;
    }

    private static (double Inside, double Across) Spread(Tensor points)
    {
        List<double> inside = [], across = [];
        for (int i = 0; i < points.Shape[0]; i++)
        {
            for (int j = 0; j < i; j++)
            {
                (i / PerCluster == j / PerCluster ? inside : across).Add(Distance(points, i, j));
            }
        }

        return (inside.Average(), across.Average());
    }

    private static double Distance(Tensor points, int i, int j) =>
        Math.Sqrt(Math.Pow(points[i, 0] - points[j, 0], 2) + Math.Pow(points[i, 1] - points[j, 1], 2));
}
