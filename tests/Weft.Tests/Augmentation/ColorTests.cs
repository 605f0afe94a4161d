using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Augmentation;

/// <summary>Hue and saturation beside the colour cone's formula in double, and a shear beside its map.</summary>
public sealed class ColorTests
{
    private const int Count = 2000;

    [Theory]
    [InlineData(0.25)]
    [InlineData(1)]
    public void Hue_OfOneFactor_TurnsEitherWay(double factor)
    {
        TensorDataset pictures = Pictures.Copies([3, 4, 3], Count);
        float[] picture = Pictures.Original(pictures);
        Tensor changed = Pictures.Through(pictures, new RandomHue((factor, factor), (0, 1)));
        double[] one = Turned(picture, factor / 2, 1), other = Turned(picture, -factor / 2, 1);
        int forward = 0;
        for (int i = 0; i < Count; i++)
        {
            bool isOne = Distance(one, changed.Row(i)) <= Distance(other, changed.Row(i));
            forward += isOne ? 1 : 0;
            Pictures.AssertClose(isOne ? one : other, changed.Row(i), 2e-6);
        }

        if (factor < 1)
        {
            Pictures.AssertShare(0.5, forward, Count);
        }
    }

    [Fact]
    public void Hue_OfOneNumber_IsDrawnFromZeroUp()
    {
        Assert.Equal(new RandomHue((0, 0.3)), new RandomHue(0.3));
        Tensor changed = Pictures.Through(Pictures.Copies([1, 1, 3], [1, 0, 0], Count), new RandomHue(0.3, (0, 1)));

        // Red that turns becomes a little green or blue: six times the turn.
        Pictures.AssertEven(-0.9, 0.9, [.. Enumerable.Range(0, Count).Select(i => (double)(changed.Row(i)[1] - changed.Row(i)[2]))]);
    }

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(0.3, 0.3 / 0.7)]
    [InlineData(0.7, 0.7 / 0.3)]
    [InlineData(1, 1e7)]
    [InlineData(-0.4, 0)]
    public void Saturation_OfOneFactor_IsMultiplied(double factor, double saturation)
    {
        TensorDataset pictures = Pictures.Copies([3, 4, 3], 3);
        Tensor changed = Pictures.Through(pictures, new RandomSaturation((factor, factor), (0, 1)));
        Pictures.AssertClose(Turned(Pictures.Original(pictures), 0, saturation), changed.Row(1), 2e-6);
    }

    [Fact]
    public void Colors_OfGreyPictures_AreRefused()
    {
        Assert.Contains("red, green and blue", Assert.Throws<ShapeException>(() => new Sequential([4, 4, 1]) { new RandomHue(0.1) }).Message);
        Assert.Contains("red, green and blue", Assert.Throws<ShapeException>(() => new Sequential([4, 4, 1]) { new RandomSaturation(0.1) }).Message);
    }

    [Fact]
    public void Shear_Many_FillTheirRanges()
    {
        Tensor sheared = Pictures.Through(Pictures.Coordinates(21, 21, Count), new RandomShear((-0.1, 0.3), 0.2, FillMode.Nearest));
        Pictures.AssertEven(-0.1, 0.3, [.. Enumerable.Range(0, Count).Select(i => (sheared[i, 10, 8, 0] - 8.0) / 10)]);
        Pictures.AssertEven(-0.2, 0.2, [.. Enumerable.Range(0, Count).Select(i => (sheared[i, 10, 8, 1] - 10.0) / 8)]);
    }

    // Channel n is v - v s max(0, min(k, 4 - k, 1)) with k = (n + 6 h) mod 6, n = 5, 3, 1 for red, green, blue.
    private static double[] Turned(float[] picture, double turn, double saturation) => [.. picture.Chunk(3).SelectMany(pixel =>
    {
        double value = pixel.Max(), range = value - pixel.Min(), pure = Math.Min(range / value * saturation, 1);
        int largest = Array.IndexOf(pixel, pixel.Max());
        double hue = (largest * 2) + (range == 0 ? 0 : (pixel[(largest + 1) % 3] - pixel[(largest + 2) % 3]) / range);
        return ((int[])[5, 3, 1]).Select(n =>
        {
            double k = (n + hue + (6 * turn) + 12) % 6;
            return value - (value * pure * Math.Max(0, Math.Min(Math.Min(k, 4 - k), 1)));
        });
    })];

    private static double Distance(double[] expected, ReadOnlySpan<float> actual)
    {
        double sum = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            sum += Math.Abs(expected[i] - actual[i]);
        }

        return sum;
    }
}
