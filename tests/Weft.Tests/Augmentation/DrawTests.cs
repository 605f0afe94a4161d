using Weft.Data;
using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Augmentation;

/// <summary>How often and how far random layers go, over many draws with a fixed seed.</summary>
public sealed class DrawTests
{
    private const int Count = 4000;

    [Theory]
    [InlineData(FlipMode.Horizontal, 1)]
    [InlineData(FlipMode.Vertical, 1)]
    [InlineData(FlipMode.Horizontal, 3)]
    [InlineData(FlipMode.HorizontalAndVertical, 1)]
    [InlineData(FlipMode.HorizontalAndVertical, 3)]
    public void Flip_Many_AreExactMirrorsInEqualShares(FlipMode mode, int channels)
    {
        TensorDataset pictures = Pictures.Copies([4, 5, channels], Count);
        PictureOracle picture = new(Pictures.Original(pictures), pictures.Shape);
        (bool, bool)[] ways = mode switch
        {
            FlipMode.Horizontal => [(false, false), (false, true)],
            FlipMode.Vertical => [(false, false), (true, false)],
            _ => [(false, false), (false, true), (true, false), (true, true)],
        };
        double[][] mirrors = [.. ways.Select(way => picture.Seen((row, column) => (way.Item1 ? 3 - row : row, way.Item2 ? 4 - column : column), Interpolation.Nearest).Values)];

        int[] counts = new int[mirrors.Length];
        Tensor flipped = Pictures.Through(pictures, new RandomFlip(mode));
        for (int i = 0; i < Count; i++)
        {
            double[] row = [.. flipped.Row(i).ToArray().Select(value => (double)value)];
            counts[Array.FindIndex(mirrors, mirror => mirror.SequenceEqual(row))]++;
        }

        Assert.All(counts, count => Pictures.AssertShare(1.0 / counts.Length, count, Count));
    }

    [Fact]
    public void Flip_BeforeATranslation_MirrorsWhatIsShifted()
    {
        TensorDataset pictures = Pictures.Copies([5, 6, 3], 40);
        PictureOracle picture = new(Pictures.Original(pictures), pictures.Shape);
        Tensor moved = Pictures.Through(pictures, new RandomFlip(FlipMode.Horizontal), new RandomTranslation((0.13, 0.13), (0.21, 0.21), FillMode.Wrap));
        double[] plain = picture.Seen((row, column) => (row - 0.65, column - 1.26), Interpolation.Bilinear, FillMode.Wrap).Values;
        double[] mirrored = picture.Seen((row, column) => (row - 0.65, 5 - (column - 1.26)), Interpolation.Bilinear, FillMode.Wrap).Values;
        int mirrors = 0;
        for (int i = 0; i < 40; i++)
        {
            bool isMirror = Math.Abs(moved.Row(i)[0] - mirrored[0]) < Math.Abs(moved.Row(i)[0] - plain[0]);
            mirrors += isMirror ? 1 : 0;
            Pictures.AssertClose(isMirror ? mirrored : plain, moved.Row(i));
        }

        Assert.InRange(mirrors, 8, 32);
    }

    [Fact]
    public void Translation_Many_FillTheirRanges()
    {
        Tensor moved = Pictures.Through(Pictures.Coordinates(20, 30, Count), new RandomTranslation((-0.1, 0.3), 0.2, FillMode.Nearest));
        Pictures.AssertEven(-0.1, 0.3, Column(moved, i => (14 - moved[i, 14, 15, 1]) / 20));
        Pictures.AssertEven(-0.2, 0.2, Column(moved, i => (15 - moved[i, 14, 15, 0]) / 30));
    }

    [Fact]
    public void Translation_OfNearestPixels_ShiftsByWholeOnes()
    {
        Tensor moved = Pictures.Through(Pictures.Coordinates(10, 10, Count), new RandomTranslation(0, 0.2, FillMode.Nearest, Interpolation.Nearest));
        double[] shifts = Column(moved, i => 5 - moved[i, 5, 5, 0]);
        int[] counts = [.. Enumerable.Range(-2, 5).Select(shift => shifts.Count(value => value == shift))];
        Assert.Equal(Count, counts.Sum());

        // From -2 to 2 in steps that round to the nearest: the ends have half a step.
        for (int i = 0; i < 5; i++)
        {
            Pictures.AssertShare(i is 0 or 4 ? 0.125 : 0.25, counts[i], Count);
        }
    }

    [Fact]
    public void Rotation_Many_FillTheirRange()
    {
        Tensor turned = Pictures.Through(Pictures.Coordinates(21, 21, Count), new RandomRotation((-0.05, 0.15)));
        double[] turns = Column(turned, i => Math.Atan2(turned[i, 10, 15, 1] - 10, turned[i, 10, 15, 0] - 10) / (2 * Math.PI));
        Pictures.AssertEven(-0.05, 0.15, turns);
        Assert.All(Enumerable.Range(0, Count), i => Assert.Equal(10, turned[i, 10, 10, 0], 1e-5));
    }

    [Fact]
    public void Zoom_Many_FillTheirRanges()
    {
        Tensor zoomed = Pictures.Through(Pictures.Coordinates(21, 21, Count), new RandomZoom((-0.5, 0.25), (Interval)0.3));
        Pictures.AssertEven(-0.5, 0.25, Column(zoomed, i => (zoomed[i, 14, 14, 1] - 10) / 4 - 1));
        Pictures.AssertEven(-0.3, 0.3, Column(zoomed, i => (zoomed[i, 14, 14, 0] - 10) / 4 - 1));
    }

    [Fact]
    public void Contrast_Many_FillTheirRangeAboutEachChannelsMean()
    {
        TensorDataset pictures = Pictures.Copies([3, 4, 2], Count);
        float[] picture = Pictures.Original(pictures);
        double[] means = [.. Enumerable.Range(0, 2).Select(c => picture.Where((_, i) => i % 2 == c).Average(value => (double)value))];
        Tensor changed = Pictures.Through(pictures, new RandomContrast((0.2, 0.6), (-9, 9)));
        Pictures.AssertEven(0.8, 1.6, Column(changed, i => (changed.Row(i)[0] - means[0]) / (picture[0] - means[0])));
        for (int i = 0; i < 20; i++)
        {
            double factor = (changed.Row(i)[0] - means[0]) / (picture[0] - means[0]);
            Pictures.AssertClose([.. picture.Select((value, at) => (value - means[at % 2]) * factor + means[at % 2])], changed.Row(i), 4e-6);
        }
    }

    [Fact]
    public void Contrast_OfOneNumber_GoesBothWays()
    {
        Assert.Equal(new RandomContrast((0.3, 0.3)), new RandomContrast(0.3));
        Tensor changed = Pictures.Through(Pictures.Copies([1, 2, 1], [0, 1], Count), new RandomContrast(0.3, (-9, 9)));
        Pictures.AssertEven(0.7, 1.3, Column(changed, i => changed.Row(i)[1] - changed.Row(i)[0]));
    }

    [Fact]
    public void Brightness_Many_FillTheirRangeAndAreCut()
    {
        TensorDataset pictures = Pictures.Copies([1, 3, 1], [0, 50, 100], Count);
        Tensor changed = Pictures.Through(pictures, new RandomBrightness((-0.2, 0.4), (0, 100)));
        Pictures.AssertEven(-0.2, 0.4, Column(changed, i => (changed.Row(i)[1] - 50) / 100));
        for (int i = 0; i < Count; i++)
        {
            double delta = changed.Row(i)[1] - 50;
            Pictures.AssertClose([Math.Max(0, delta), 50 + delta, Math.Min(100, 100 + delta)], changed.Row(i), 1e-5);
        }
    }

    private static double[] Column(Tensor pictures, Func<int, double> read) => [.. Enumerable.Range(0, pictures.Shape[0]).Select(read)];
}
