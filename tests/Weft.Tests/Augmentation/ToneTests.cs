using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Augmentation;

/// <summary>Layers that change values one by one, beside their formulas in double.</summary>
public sealed class ToneTests
{
    private const int Count = 2000;

    private static readonly double[] s_grey = [0.2989, 0.587, 0.114];

    [Theory]
    [InlineData(0.4)]
    [InlineData(1)]
    [InlineData(-0.5)]
    public void Degeneration_OfOneFactor_MixesInTheGreys(double factor)
    {
        TensorDataset pictures = Pictures.Copies([3, 4, 3], 2);
        double[] expected = [.. Greys(Pictures.Original(pictures)).Select(pair => Math.Clamp(pair.Value + (factor * (pair.Grey - pair.Value)), 0, 1))];
        Pictures.AssertClose(expected, Pictures.Through(pictures, new RandomColorDegeneration((factor, factor), (0, 1))).Row(1));
    }

    [Fact]
    public void Grayscale_OfOneProbability_MakesThatShareGrey()
    {
        TensorDataset pictures = Pictures.Copies([3, 4, 3], Count);
        float[] picture = Pictures.Original(pictures);
        double[] greys = [.. Greys(picture).Select(pair => pair.Grey)];
        Tensor changed = Pictures.Through(pictures, new RandomGrayscale(0.3));
        int grey = 0;
        for (int i = 0; i < Count; i++)
        {
            if (!changed.Row(i).SequenceEqual(picture))
            {
                Pictures.AssertClose(greys, changed.Row(i));
                grey++;
            }
        }

        Pictures.AssertShare(0.3, grey, Count);
    }

    [Fact]
    public void Greys_OfGreyPictures_AreThePictures()
    {
        TensorDataset pictures = Pictures.Copies([3, 4, 1], 3);
        Tensor changed = Pictures.Through(pictures, new RandomGrayscale(1), new RandomColorDegeneration((1, 1), (0, 1)));
        Assert.Equal(Pictures.Original(pictures), changed.Row(2).ToArray());
        Assert.Contains("red, green and blue", Assert.Throws<ShapeException>(() => new Sequential([4, 4, 2]) { new RandomGrayscale() }).Message);
    }

    // Data of bytes, scaled as a model scales them: 51 / 255 times 255 is not quite 51.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    public void Posterization_OfBytes_KeepsTheirHighestBits(int bits)
    {
        ImageDataset bytes = new(Enumerable.Range(0, 256).Select(i => (byte)i).ToArray(), new int[1], [16, 16, 1], "bytes");
        Tensor changed = Pictures.Through(bytes, new RandomPosterization(bits, bits, (0, 1)));
        Pictures.AssertClose([.. Enumerable.Range(0, 256).Select(i => (i >> (8 - bits) << (8 - bits)) / 255.0)], changed.Row(0));
    }

    [Fact]
    public void Posterization_Many_DrawFromOneBitToOneLessThanTheFactor()
    {
        Tensor changed = Pictures.Through(Pictures.Copies([1, 1, 1], [255], Count), new RandomPosterization(4));
        Assert.All((double[])[128, 192, 224], value => Pictures.AssertShare(1 / 3.0, Enumerable.Range(0, Count).Count(i => changed.Row(i)[0] == value), Count));
        Assert.Equal(128, Pictures.Through(Pictures.Copies([1, 1, 1], [255], 1), new RandomPosterization(1)).Row(0)[0]);
    }

    [Theory]
    [InlineData(0, 0, 0, 1)]
    [InlineData(0.2, 0.5, 0, 1)]
    [InlineData(0.3, 0.25, -1, 1)]
    [InlineData(0, 1, 0, 1)]
    public void Solarization_OfOneFactor_TurnsRoundWhatIsBright(double addition, double threshold, double low, double high)
    {
        TensorDataset pictures = Pictures.Copies([4, 5, 2], 2);
        double length = high - low;
        double[] expected = [.. Pictures.Original(pictures).Select(x =>
        {
            double value = Math.Min(x + (addition * length), high);
            return value < low + (threshold * length) ? value : low + high - value;
        })];
        Tensor changed = Pictures.Through(pictures, new Solarization((addition, addition), (threshold, threshold), (low, high)));
        Pictures.AssertClose(expected, changed.Row(1), 1e-6);
    }

    [Fact]
    public void Solarization_OfOneNumber_IsDrawnFromZeroUp()
    {
        Assert.Equal(new Solarization((0, 0.5), (0, 0.25)), new Solarization(0.5, 0.25));
        Tensor added = Pictures.Through(Pictures.Copies([1, 1, 1], [0], Count), new Solarization(0.5, (1, 1), (0, 100)));
        Pictures.AssertEven(0, 50, [.. Enumerable.Range(0, Count).Select(i => (double)added.Row(i)[0])]);
    }

    [Theory]
    [InlineData(0, 1, 0.25)]
    [InlineData(0.5, 1, 0.375)]
    public void Invert_Many_AreNegativesInTheirShare(double low, double high, double meanOfHalf)
    {
        TensorDataset pictures = Pictures.Copies([1, 2, 1], [-0.5f, 0.75f], Count);
        Tensor changed = Pictures.Through(pictures, new RandomInvert((low / 2, high / 2), (-1, 1)));
        int negatives = Enumerable.Range(0, Count).Count(i => changed.Row(i)[0] == 0.5f && changed.Row(i)[1] == -0.75f);
        Pictures.AssertShare(meanOfHalf, negatives, Count);
        Assert.Equal(Count - negatives, Enumerable.Range(0, Count).Count(i => changed.Row(i)[0] == -0.5f && changed.Row(i)[1] == 0.75f));
    }

    [Fact]
    public void Jitter_OfFixedFactors_IsItsLayersInARow()
    {
        TensorDataset pictures = Pictures.Copies([3, 4, 3], 1);
        Layer[] parts = [new RandomBrightness((0.1, 0.1), (0, 1)), new RandomContrast((0, 0), (0, 1)), new RandomSaturation((0.6, 0.6), (0, 1)), new RandomHue((1, 1), (0, 1))];
        double[] expected = [.. Pictures.Through(pictures, parts).Row(0).ToArray().Select(value => (double)value)];

        // Half a turn one way or the other is the same but for roundings.
        Pictures.AssertClose(expected, Pictures.Through(pictures, new RandomColorJitter((0, 1), (0.1, 0.1), (0, 0), (0.6, 0.6), (1, 1))).Row(0), 2e-6);
        Assert.Equal(Pictures.Original(pictures), Pictures.Through(pictures, new RandomColorJitter((0, 1))).Row(0).ToArray());
        Assert.Contains("red, green and blue", Assert.Throws<ShapeException>(() => new Sequential([4, 4, 1]) { new RandomColorJitter(hueFactor: (0, 0.1)) }).Message);
    }

    // A seed of its own does not make all of its parts draw the same number.
    [Fact]
    public void Jitter_WithASeed_DrawsEachPartForItself()
    {
        Tensor changed = Pictures.Through(Pictures.Copies([1, 2, 1], [0, 100], Count), new RandomColorJitter((-1000, 1000), 0.1, (1, 1), seed: 3));
        double[] means = [.. Enumerable.Range(0, Count).Select(i => (changed.Row(i)[0] + changed.Row(i)[1]) / 2.0)], spreads = [.. Enumerable.Range(0, Count).Select(i => (double)(changed.Row(i)[1] - changed.Row(i)[0]))];
        Pictures.AssertEven(-150, 250, means, 1e-3);
        Pictures.AssertEven(0, 200, spreads, 1e-3);
        double covariance = means.Zip(spreads, (mean, spread) => (mean - means.Average()) * (spread - spreads.Average())).Average();
        Assert.InRange(covariance / (400 * 200 / 12.0), -5 / Math.Sqrt(Count), 5 / Math.Sqrt(Count));
    }

    private static IEnumerable<(double Value, double Grey)> Greys(float[] picture) =>
        picture.Chunk(3).SelectMany(pixel => pixel.Select(value => ((double)value, pixel.Zip(s_grey, (channel, weight) => channel * weight).Sum())));
}
