using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Augmentation;

/// <summary>Layers that spread values by how often each is there, beside sums over pixels in double.</summary>
public sealed class PictureContrastTests
{
    [Theory]
    [InlineData(0, 255)]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    public void AutoContrast_OfEachChannel_FillsTheRange(double low, double high)
    {
        TensorDataset pictures = Noise([5, 7, 2], low, high, 3);
        float[] picture = Pictures.Original(pictures);
        double[] expected = new double[picture.Length];
        for (int c = 0; c < 2; c++)
        {
            double[] channel = [.. picture.Where((_, i) => i % 2 == c).Select(value => (double)value)];
            for (int i = 0; i < channel.Length; i++)
            {
                expected[(2 * i) + c] = low + ((channel[i] - channel.Min()) / (channel.Max() - channel.Min()) * (high - low));
            }
        }

        Model model = Pictures.Model(pictures.Shape, new AutoContrast((low, high)));
        Pictures.AssertClose(expected, model.Augment(pictures).Row(2), 1e-6 * (high - low));
        Assert.Equal(model.Augment(pictures).Span, model.Predict(pictures).Span);
    }

    [Fact]
    public void AutoContrast_OfOneValue_LeavesIt() =>
        Assert.Equal([7, 0, 7, 255], Pictures.Through(Pictures.Copies([1, 2, 2], [7, 30, 7, 40], 1), new AutoContrast()).Row(0).ToArray());

    [Theory]
    [InlineData(0, 255, 256)]
    [InlineData(0, 1, 256)]
    [InlineData(0, 255, 16)]
    [InlineData(0, 255, 1000)]
    public void Equalization_OfEachChannel_IsTheShareOfPixelsUpTo(double low, double high, int bins)
    {
        TensorDataset pictures = Noise([6, 7, 2], low, high, 2);
        float[] picture = Pictures.Original(pictures);
        double[] expected = new double[picture.Length];
        for (int i = 0; i < picture.Length; i++)
        {
            int[] levels = [.. picture.Where((_, at) => at % 2 == i % 2).Select(value => Level(value))];
            int upTo = levels.Count(level => level <= Level(picture[i])), least = levels.Count(level => level == levels.Min());
            expected[i] = low + (Math.Round((upTo - least) * 255.0 / (levels.Length - least)) / 255 * (high - low));
        }

        Model model = Pictures.Model(pictures.Shape, new Equalization((low, high), bins));
        Pictures.AssertClose(expected, model.Augment(pictures).Row(1), 1e-6 * (high - low));
        Assert.Equal(picture, model.Predict(pictures).Row(1).ToArray());

        int Level(double value) => (int)(((value - low) / (high - low) * (bins - 1)) + 1e-3);
    }

    [Fact]
    public void Equalization_OfOneValue_LeavesIt() =>
        Assert.Equal([7.25f, 0, 7.25f, 255], Pictures.Through(Pictures.Copies([1, 2, 2], [7.25f, 30, 7.25f, 40], 1), new Equalization()).Row(0).ToArray());

    // Tiles that fill the picture, that do not, that are single pixels, and more of them than pixels.
    [Theory]
    [InlineData(8, 8, 2, 2, 4.0)]
    [InlineData(7, 5, 3, 2, 2.0)]
    [InlineData(9, 4, 2, 4, 0.0)]
    [InlineData(5, 6, 8, 8, 4.0)]
    [InlineData(6, 6, 1, 1, 1.5)]
    public void Tiles_OfEachChannel_AreEqualisedAndMixed(int height, int width, int down, int across, double limit)
    {
        TensorDataset pictures = Noise([height, width, 2], 0, 1, 2);
        float[] picture = Pictures.Original(pictures);
        int tileHeight = (height + down - 1) / down, tileWidth = (width + across - 1) / across;
        double[] expected = [.. from row in Enumerable.Range(0, height) from column in Enumerable.Range(0, width) from channel in Enumerable.Range(0, 2) select Expected(row, column, channel)];

        Model model = Pictures.Model(pictures.Shape, new ContrastLimitedAdaptiveHistogramEqualization((0, 1), limit, (down, across)));
        Pictures.AssertClose(expected, model.Augment(pictures).Row(1), 2e-6);
        Assert.Equal(model.Augment(pictures).Span, model.Predict(pictures).Span);

        // Between the middles of the four tiles around; the outermost tiles go on outside.
        double Expected(int row, int column, int channel)
        {
            double v = ((double)row / tileHeight) - 0.5, u = ((double)column / tileWidth) - 0.5, sum = 0;
            foreach (int i in (int[])[0, 1])
            {
                foreach (int j in (int[])[0, 1])
                {
                    double weight = (i == 0 ? 1 - (v - Math.Floor(v)) : v - Math.Floor(v)) * (j == 0 ? 1 - (u - Math.Floor(u)) : u - Math.Floor(u));
                    int tileRow = Math.Clamp((int)Math.Floor(v) + i, 0, down - 1), tileColumn = Math.Clamp((int)Math.Floor(u) + j, 0, across - 1);
                    sum += weight * InTile(tileRow, tileColumn, channel, Level(row, column, channel));
                }
            }

            return sum / 255;
        }

        double InTile(int tileRow, int tileColumn, int channel, int level)
        {
            int[] levels = [.. from row in Enumerable.Range(tileRow * tileHeight, tileHeight) from column in Enumerable.Range(tileColumn * tileWidth, tileWidth) select Level(row, column, channel)];
            double[] counts = [.. Enumerable.Range(0, 256).Select(value => (double)levels.Count(other => other == value))];
            double most = limit > 0 ? limit * levels.Length / 256 : double.PositiveInfinity, excess = counts.Sum(count => Math.Max(0, count - most));
            double[] limited = [.. counts.Select(count => Math.Min(count, most) + (excess / 256))];
            double least = limited[0], whole = levels.Length - least;
            return Math.Clamp((limited.Take(level + 1).Sum() - least) * 255 / (whole == 0 ? 1 : whole), 0, 255);
        }

        int Level(int row, int column, int channel) => (int)((255 * picture[(((Mirrored(row, height) * width) + Mirrored(column, width)) * 2) + channel]) + 1e-3);
    }

    [Fact]
    public void Pipeline_OfLayers_IsThoseLayersInARow()
    {
        TensorDataset pictures = Noise([6, 5, 3], 0, 255, 2);
        Layer[] layers = [new AutoContrast(), new Rescaling(1 / 255.0), new RandomBrightness((0.1, 0.1), (0, 1)), new RandomCrop(6, 5)];
        Model row = Pictures.Model(pictures.Shape, layers), one = Pictures.Model(pictures.Shape, new Pipeline(layers)), nested = Pictures.Model(pictures.Shape, new Pipeline([new Pipeline(layers[..2]), new Pipeline(layers[2..])]));
        Assert.Equal(row.Augment(pictures).Span, one.Augment(pictures).Span);
        Assert.Equal(row.Augment(pictures).Span, nested.Augment(pictures).Span);
        Assert.Equal(row.Predict(pictures).Span, one.Predict(pictures).Span);
        Assert.NotEqual(Pictures.Original(pictures), one.Predict(pictures).Row(0).ToArray());
    }

    private static int Mirrored(int index, int count) => index % (2 * count) is var place && place < count ? place : (2 * count) - 1 - place;

    // Some values often, so that counts matter.
    private static TensorDataset Noise(Shape shape, double low, double high, int count)
    {
        Random random = new(3);
        return Pictures.Copies(shape, [.. Enumerable.Range(0, shape.Size).Select(_ => (float)(low + ((high - low) * (random.Next(3) == 0 ? 0.4 : random.NextDouble() * 0.9))))], count);
    }
}
