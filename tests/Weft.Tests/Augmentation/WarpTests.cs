using Weft.Data;
using Weft.Kernels;
using Weft.Layers;

namespace Weft.Tests.Augmentation;

/// <summary>Blurs beside their weighted sums, perspectives and bendings beside what they promise of places.</summary>
public sealed class WarpTests
{
    private const int Count = 2000;

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Sharpness_OfOneFactor_MovesAwayFromTheMean(double factor)
    {
        TensorDataset pictures = Pictures.Copies([4, 5, 2], 2);
        double[,] weights = { { 1 / 13.0, 1 / 13.0, 1 / 13.0 }, { 1 / 13.0, 5 / 13.0, 1 / 13.0 }, { 1 / 13.0, 1 / 13.0, 1 / 13.0 } };
        float[] picture = Pictures.Original(pictures);
        double[] expected = [.. Mean(picture, 4, 5, 2, weights).Zip(picture, (mean, x) => Math.Clamp(mean + (2 * factor * (x - mean)), 0, 1))];
        Pictures.AssertClose(expected, Pictures.Through(pictures, new RandomSharpness((factor, factor), (0, 1))).Row(1));
        Assert.Equal(new RandomSharpness((0, 0.3)), new RandomSharpness(0.3));
    }

    [Theory]
    [InlineData(5, 3, 0.7)]
    [InlineData(1, 7, 1)]
    [InlineData(3, 3, 0)]
    [InlineData(11, 13, 0.5)]
    public void Blur_OfOneDeviation_IsTheMeanByTheNormalDistribution(int down, int across, double sigma)
    {
        TensorDataset pictures = Pictures.Copies([4, 5, 2], 2);
        double[] rows = Normal(down), columns = Normal(across);
        double[,] weights = new double[down, across];
        for (int i = 0; i < down * across; i++)
        {
            weights[i / across, i % across] = rows[i / across] * columns[i % across];
        }

        Tensor blurred = Pictures.Through(pictures, new RandomGaussianBlur((1, 1), (down, across), (sigma, sigma), (0, 1)));
        Pictures.AssertClose(Mean(Pictures.Original(pictures), 4, 5, 2, weights), blurred.Row(1), 1e-6);

        double[] Normal(int extent)
        {
            double[] values = [.. Enumerable.Range(0, extent).Select(i => Math.Exp(-0.5 * Math.Pow((i - (extent / 2)) / (sigma + 1e-6), 2)))];
            return [.. values.Select(value => value / values.Sum())];
        }
    }

    [Fact]
    public void Blur_Many_DrawProbabilityAndDeviations()
    {
        Tensor blurred = Pictures.Through(Pictures.Copies([3, 3, 1], [0, 0, 0, 0, 1, 0, 0, 0, 0], Count), new RandomGaussianBlur((0.5, 0.7), sigma: (0.4, 0.9), valueRange: (0, 1)));
        int[] changed = [.. Enumerable.Range(0, Count).Where(i => blurred.Row(i)[4] != 1)];
        Pictures.AssertShare(0.6, changed.Length, Count);
        Pictures.AssertEven(0.4, 0.9, [.. changed.Select(i => Deviation(blurred.Row(i)[3] / blurred.Row(i)[4]))], 1e-3);
        Pictures.AssertEven(0.4, 0.9, [.. changed.Select(i => Deviation(blurred.Row(i)[1] / blurred.Row(i)[4]))], 1e-3);
        Assert.Contains(changed, i => Math.Abs(blurred.Row(i)[3] - blurred.Row(i)[1]) > 0.05);

        static double Deviation(double ratio) => Math.Sqrt(-0.5 / Math.Log(ratio));
    }

    [Fact]
    public void Homography_OfFourPlaces_TakesThemThere()
    {
        double[] from = [1, 2, 30, -3, 2, 25, 20, 31], to = [0, 0, 27, 0, 0, 19, 27, 19];
        Homography map = Homography.Of(from, to)!.Value;
        for (int i = 0; i < 4; i++)
        {
            (double x, double y) = (from[2 * i], from[(2 * i) + 1]);
            double depth = (map.G * x) + (map.H * y) + 1;
            Assert.Equal(to[2 * i], ((map.A * x) + (map.B * y) + map.C) / depth, 1e-9);
            Assert.Equal(to[(2 * i) + 1], ((map.D * x) + (map.E * y) + map.F) / depth, 1e-9);
        }

        Assert.Null(Homography.Of([0, 0, 0, 0, 0, 9, 0, 9], [0, 0, 0, 0, 0, 9, 0, 9]));
    }

    // The first channel is the column, the second the row that a pixel came from.
    [Fact]
    public void Perspective_Many_KeepLinesStraightAndTheFirstCorner()
    {
        Tensor tilted = Pictures.Through(Pictures.Coordinates(15, 19, 300), new RandomPerspective((1, 1), 0.4, fillValue: -1000));
        double widest = 0, notParallel = 0;
        for (int i = 0; i < 300; i++)
        {
            Assert.InRange(Math.Abs(tilted[i, 0, 0, 0]) + Math.Abs(tilted[i, 0, 0, 1]), 0, 1e-6);
            (double X, double Y) a = Place(i, 2, 2), b = Place(i, 5, 6), c = Place(i, 8, 10), d = Place(i, 2, 10), e = Place(i, 8, 2);
            double area = ((b.X - a.X) * (c.Y - a.Y)) - ((b.Y - a.Y) * (c.X - a.X));
            Assert.InRange(area, -1e-3, 1e-3);
            widest = Math.Max(widest, Math.Abs(c.X - 10));
            notParallel = Math.Max(notParallel, Math.Abs(a.X + c.X - d.X - e.X));
        }

        // An affine map would keep the parallelogram.
        Assert.InRange(widest, 1, 6);
        Assert.True(notParallel > 0.2, $"{notParallel}");
        Assert.Contains(tilted.Span.ToArray(), value => value == -1000);

        (double X, double Y) Place(int picture, int row, int column) => (tilted[picture, row, column, 0], tilted[picture, row, column, 1]);
    }

    [Fact]
    public void Perspective_OfARowOfPixels_LeavesIt()
    {
        TensorDataset pictures = Pictures.Copies([1, 6, 1], 3);
        Assert.Equal(Pictures.Original(pictures), Pictures.Through(pictures, new RandomPerspective((1, 1))).Row(2).ToArray());
    }

    [Fact]
    public void Perspective_OfAProbability_LeavesTheOthers()
    {
        TensorDataset pictures = Pictures.Copies([6, 6, 1], Count);
        float[] picture = Pictures.Original(pictures);
        Tensor tilted = Pictures.Through(pictures, new RandomPerspective((0.2, 0.4)));
        Pictures.AssertShare(0.3, Enumerable.Range(0, Count).Count(i => !tilted.Row(i).SequenceEqual(picture)), Count);
    }

    // Ways in the middle of the picture: normal, of a known deviation, alike for neighbours, each direction for itself.
    [Fact]
    public void Elastic_Many_MoveAsBlurredNoise()
    {
        const int Side = 40;
        Tensor bent = Pictures.Through(Pictures.Coordinates(Side, Side, 600), new RandomElasticTransform((1, 1), (1, 1), fillMode: FillMode.Nearest));
        double[] across = [.. Ways(20, 20, 0)], down = [.. Ways(20, 20, 1)], next = [.. Ways(20, 21, 0)], far = [.. Ways(20, 36, 0)];
        double[] weights = [.. Enumerable.Range(-6, 13).Select(i => Math.Exp(-i * i / 8.0))];
        double expected = 4 * 2 * weights.Sum(weight => weight * weight) / (weights.Sum() * weights.Sum());
        Assert.Equal(expected, Math.Sqrt(Mean(across, across)), 0.15 * expected);
        Assert.Equal(expected, Math.Sqrt(Mean(down, down)), 0.15 * expected);
        Assert.InRange(across.Average() / expected, -0.2, 0.2);
        Assert.InRange(Mean(across, next) / Mean(across, across), 0.85, 1);
        Assert.InRange(Mean(across, far) / Mean(across, across), -0.25, 0.25);
        Assert.InRange(Mean(across, down) / Mean(across, across), -0.25, 0.25);

        IEnumerable<double> Ways(int row, int column, int channel) => Enumerable.Range(0, 600).Select(i => bent[i, row, column, channel] - (double)(channel == 0 ? column : row));

        static double Mean(double[] one, double[] other) => one.Zip(other, (a, b) => a * b).Average();
    }

    [Fact]
    public void Elastic_OfNoScale_LeavesPictures()
    {
        TensorDataset pictures = Pictures.Copies([6, 5, 3], 3);
        Pictures.AssertClose([.. Pictures.Original(pictures).Select(value => (double)value)], Pictures.Through(pictures, new RandomElasticTransform((1, 1), (0, 0), valueRange: (0, 1))).Row(1), 0);
    }

    // Weighted sums over pixels around; outside are zeros.
    private static double[] Mean(float[] picture, int height, int width, int channels, double[,] weights)
    {
        int above = weights.GetLength(0) / 2, left = weights.GetLength(1) / 2;
        return [.. from row in Enumerable.Range(0, height)
            from column in Enumerable.Range(0, width)
            from channel in Enumerable.Range(0, channels)
            select (from i in Enumerable.Range(0, weights.GetLength(0))
                from j in Enumerable.Range(0, weights.GetLength(1))
                let at = (Row: row + i - above, Column: column + j - left)
                where at.Row >= 0 && at.Row < height && at.Column >= 0 && at.Column < width
                select weights[i, j] * picture[(((at.Row * width) + at.Column) * channels) + channel]).Sum()];
    }
}
