using Weft.Data;
using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Augmentation;

/// <summary>Moved, turned and zoomed pictures against the definition; a range of one value makes a random layer certain.</summary>
public sealed class ResamplingTests
{
    private static readonly Shape[] s_shapes = [[9, 7, 1], [6, 8, 3], [1, 5, 2], [28, 28, 1]];

    public static TheoryData<FillMode, Interpolation> Samplings() => new MatrixTheoryData<FillMode, Interpolation>(Enum.GetValues<FillMode>(), [Interpolation.Nearest, Interpolation.Bilinear]);

    [Theory]
    [MemberData(nameof(Samplings))]
    public void Translation_ByAPart_MatchesOracle(FillMode fill, Interpolation interpolation) => Each((pictures, picture) =>
    {
        foreach ((double down, double right) in ((double, double)[])[(0.13, -0.21), (-0.31, 0.4), (0, 0.11), (0.17, 0), (-1, 0.93)])
        {
            RandomTranslation layer = new((down, down), (right, right), fill, interpolation, fillValue: 0.3f);
            double rows = down * pictures.Shape[0], columns = right * pictures.Shape[1];
            PictureOracle expected = picture.Seen((row, column) => (row - rows, column - columns), interpolation, fill, 0.3f);
            Pictures.AssertClose(expected.Values, Pictures.Through(pictures, layer).Span);
        }
    });

    [Theory]
    [MemberData(nameof(Samplings))]
    public void Rotation_ByAnAngle_MatchesOracle(FillMode fill, Interpolation interpolation) => Each((pictures, picture) =>
    {
        foreach (double turn in (double[])[0.03, -0.11, 0.37, 0.97])
        {
            RandomRotation layer = new((turn, turn), fill, interpolation, fillValue: -0.2f);
            PictureOracle expected = picture.Seen(picture.Turned(2 * Math.PI * turn), interpolation, fill, -0.2f);
            Pictures.AssertClose(expected.Values, Pictures.Through(pictures, layer).Span);
        }
    });

    [Theory]
    [MemberData(nameof(Samplings))]
    public void Zoom_OfEachAxis_MatchesOracle(FillMode fill, Interpolation interpolation) => Each((pictures, picture) =>
    {
        foreach ((double vertical, double horizontal) in ((double, double)[])[(0.21, -0.37), (-0.61, 0.83), (0.43, 0)])
        {
            RandomZoom layer = new((vertical, vertical), (Interval)(horizontal, horizontal), fill, interpolation, fillValue: 0.7f);
            PictureOracle expected = picture.Seen(picture.Zoomed(1 + vertical, 1 + horizontal), interpolation, fill, 0.7f);
            Pictures.AssertClose(expected.Values, Pictures.Through(pictures, layer).Span);
        }
    });

    [Theory]
    [MemberData(nameof(Samplings))]
    public void Zooms_FarBeyondThePicture_MatchOracle(FillMode fill, Interpolation interpolation) => Each((pictures, picture) =>
    {
        Layer[] layers = [new RandomZoom((0.97, 0.97), null, fill, interpolation, fillValue: 0.4f), new RandomZoom((0.93, 0.93), null, fill, interpolation, fillValue: 0.4f)];
        PictureOracle expected = picture.Seen(picture.Zoomed(1.97 * 1.93, 1.97 * 1.93), interpolation, fill, 0.4f);
        Pictures.AssertClose(expected.Values, Pictures.Through(pictures, layers).Span);
    });

    [Fact]
    public void Zoom_OfOneFactor_KeepsProportions() => Each((pictures, picture) =>
        Pictures.AssertClose(picture.Seen(picture.Zoomed(1.3, 1.3), Interpolation.Bilinear).Values, Pictures.Through(pictures, new RandomZoom((0.3, 0.3))).Span));

    [Fact]
    public void GeometricLayers_WithTheSameSampling_AreOneMap() => Each((pictures, picture) =>
    {
        Layer[] layers = [new RandomRotation((0.07, 0.07)), new RandomTranslation((0.1, 0.1), (-0.2, -0.2)), new RandomZoom((-0.2, -0.2))];
        Func<double, double, (double Row, double Column)> turned = picture.Turned(2 * Math.PI * 0.07), zoomed = picture.Zoomed(0.8, 0.8);
        PictureOracle expected = picture.Seen(
            (row, column) =>
            {
                (double v, double u) = zoomed(row, column);
                return turned(v - 0.1 * pictures.Shape[0], u + 0.2 * pictures.Shape[1]);
            },
            Interpolation.Bilinear);
        Pictures.AssertClose(expected.Values, Pictures.Through(pictures, layers).Span);
    });

    [Fact]
    public void GeometricLayers_WithOtherSampling_FollowEachOther() => Each((pictures, picture) =>
    {
        Layer[] layers = [new RandomRotation((0.07, 0.07), FillMode.Constant), new RandomZoom((0.3, 0.3), fillMode: FillMode.Wrap)];
        PictureOracle expected = picture
            .Seen(picture.Turned(2 * Math.PI * 0.07), Interpolation.Bilinear, FillMode.Constant)
            .Seen(picture.Zoomed(1.3, 1.3), Interpolation.Bilinear, FillMode.Wrap);
        Pictures.AssertClose(expected.Values, Pictures.Through(pictures, layers).Span, 8e-7);
    });

    [Fact]
    public void Rotation_OfAQuarterTurn_IsCounterClockwise()
    {
        float[] picture = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        Tensor turned = Pictures.Through(Pictures.Copies([3, 3, 1], picture, 1), new RandomRotation((0.25, 0.25), interpolation: Interpolation.Nearest));
        Assert.Equal([3, 6, 9, 2, 5, 8, 1, 4, 7], turned.Span.ToArray());
    }

    [Theory]
    [InlineData(FillMode.Reflect, new float[] { 2, 1, 1, 2, 3, 4, 5, 6 })]
    [InlineData(FillMode.Constant, new float[] { 9, 9, 1, 2, 3, 4, 5, 6 })]
    [InlineData(FillMode.Wrap, new float[] { 7, 8, 1, 2, 3, 4, 5, 6 })]
    [InlineData(FillMode.Nearest, new float[] { 1, 1, 1, 2, 3, 4, 5, 6 })]
    public void Translation_ByWholePixels_CopiesThem(FillMode fill, float[] expected)
    {
        TensorDataset pictures = Pictures.Copies([1, 8, 1], [1, 2, 3, 4, 5, 6, 7, 8], 1);
        foreach (Interpolation interpolation in (ReadOnlySpan<Interpolation>)[Interpolation.Nearest, Interpolation.Bilinear])
        {
            Assert.Equal(expected, Pictures.Through(pictures, new RandomTranslation(0, (0.25, 0.25), fill, interpolation, fillValue: 9)).Span.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Samplings))]
    public void Translation_ByWholePixels_ChangesNoBit(FillMode fill, Interpolation interpolation)
    {
        TensorDataset pictures = Pictures.Copies([8, 16, 3], 1);
        PictureOracle picture = new(Pictures.Original(pictures), pictures.Shape);
        RandomTranslation layer = new((-0.25, -0.25), (0.125, 0.125), fill, interpolation, fillValue: 0.5f);
        double[] expected = picture.Seen((row, column) => (row + 2, column - 2), Interpolation.Nearest, fill, 0.5).Values;
        Assert.Equal(expected, Pictures.Through(pictures, layer).Span.ToArray().Select(value => (double)value));
    }

    public static TheoryData<string, Layer[]> Nothing() => new()
    {
        { "translation", [new RandomTranslation(0, 0)] },
        { "rotation", [new RandomRotation(0)] },
        { "zoom", [new RandomZoom(0)] },
        { "all maps", [new RandomTranslation(0, 0), new RandomRotation(0), new RandomZoom(0)] },
        { "contrast", [new RandomContrast(0, (0, 1))] },
        { "brightness", [new RandomBrightness(0, (0, 1))] },
        { "erasing", [new RandomErasing(0)] },
        { "crop of everything", [new RandomCrop(7, 5)] },
    };

    [Theory]
    [MemberData(nameof(Nothing), DisableDiscoveryEnumeration = true)]
    public void RandomLayer_OfFactorZero_ChangesNoBit(string name, Layer[] layers)
    {
        Assert.NotEmpty(name);
        TensorDataset pictures = Pictures.Copies([7, 5, 3], 20);
        Assert.Equal(Pictures.Through(pictures).Span, Pictures.Through(pictures, layers).Span);
    }

    private static void Each(Action<TensorDataset, PictureOracle> check)
    {
        foreach (Shape shape in s_shapes)
        {
            TensorDataset pictures = Pictures.Copies(shape, 1);
            check(pictures, new PictureOracle(Pictures.Original(pictures), shape));
        }
    }
}
