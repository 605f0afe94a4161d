using Weft.Engine;
using Weft.Kernels;
using Weft.Layers;

namespace Weft.Tests.Kernels;

/// <summary>Normalising pixels as transforms read them gives the bits of normalising the image first.</summary>
public sealed class PixelNormalizationTests
{
    private const int Side = 11;
    private const int Samples = 2;

    public static TheoryData<int, int, bool> Cases => [.. from m in Enumerable.Range(2, 5) from channels in (int[])[1, 5, 16, 27, 64] from relu in (bool[])[false, true] select (m, channels, relu)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Input_Normalized_IsThatOfTheNormalizedImage(int m, int channels, bool relu)
    {
        Random random = new(m + channels);
        (float[] center, float[] scale, float[] offset) = (Draw(random, channels), Draw(random, channels), Draw(random, channels));
        float[] x = Draw(random, Samples * Side * Side * channels), normalized = new float[x.Length];
        ChannelKernels.Apply(x, center, scale, offset, [], relu, normalized);
        WinogradTiles tiles = Tiles(channels, m);

        float[] expected = Transform(normalized, default);
        float[] actual = Transform(x, new PixelNormalization { Center = center, Scale = scale, Offset = offset, Relu = relu });

        Assert.Equal(expected, actual);

        float[] Transform(float[] image, PixelNormalization normalization)
        {
            int plane = Samples * tiles.PerSample * channels;
            float[] frequencies = new float[tiles.Frequencies * plane];
            WinogradTransform.Input(m, image, tiles.Inputs(Samples), Side * channels, channels, frequencies, plane, isFar: true, normalization);
            return frequencies;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void OutputAdjoint_Normalized_IsThatOfTheNormalizedGradient(int m, int channels, bool relu)
    {
        Random random = new(m + channels);
        (float[] center, float[] scale, float[] offset) = (Draw(random, channels), Draw(random, channels), Draw(random, channels));
        (float[] slope, float[] shift) = (Draw(random, channels), Draw(random, channels));
        float[] x = Draw(random, Samples * Side * Side * channels), dy = Draw(random, x.Length), dx = new float[x.Length];
        ChannelKernels.Gradient(x, center, scale, offset, relu, slope, shift, dy, dx);
        WinogradTiles tiles = Tiles(channels, m);

        float[] expected = Transform(dx, default);
        float[] actual = Transform(dy, new PixelNormalization { Center = center, Scale = scale, Offset = offset, Slope = slope, Shift = shift, X = x, Relu = relu });

        Assert.Equal(expected, actual);

        float[] Transform(float[] image, PixelNormalization normalization)
        {
            int plane = Samples * tiles.PerSample * channels;
            float[] frequencies = new float[tiles.Frequencies * plane];
            WinogradTransform.OutputAdjoint(m, image, tiles.Outputs(Samples), Side * channels, channels, frequencies, plane, isFar: true, normalization);
            return frequencies;
        }
    }

    private static WinogradTiles Tiles(int channels, int m) => new(new ConvGeometry(new Conv2D(channels, 3, padding: Padding.Same), [Side, Side, channels]), null, m);

    private static float[] Draw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
}
