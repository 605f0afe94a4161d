using Weft.Imaging;

namespace Weft.Tests.Imaging;

public sealed class PhotoPreparationTests
{
    [Fact]
    public void Prepare_LightBackground_IsNegatedAndSaysSo()
    {
        PreparedPicture prepared = PhotoPreparation.Prepare(Flat(28, 28, 250), [28, 28, 1]);

        Assert.All(prepared.Picture.Pixels.ToArray(), value => Assert.Equal(5, value));
        Assert.Contains("negated", Assert.Single(prepared.Steps));
    }

    [Fact]
    public void Prepare_DarkBackgroundOfTheRightSize_IsLeftAlone()
    {
        PreparedPicture prepared = PhotoPreparation.Prepare(Flat(28, 28, 100), [28, 28, 1]);

        Assert.All(prepared.Picture.Pixels.ToArray(), value => Assert.Equal(100, value));
        Assert.Empty(prepared.Steps);
    }

    [Fact]
    public void Prepare_NegationTurnedOff_KeepsTheLight() =>
        Assert.Equal(250, PhotoPreparation.Prepare(Flat(28, 28, 250), [28, 28, 1], darkBackground: false).Picture.Pixels[0]);

    [Fact]
    public void Prepare_ColourModel_IsNeverNegated() =>
        Assert.Equal(250, PhotoPreparation.Prepare(new Picture(1, 1, 3, [250, 250, 250]), [1, 1, 3]).Picture.Pixels[0]);

    [Fact]
    public void Prepare_WidePhoto_KeepsItsProportionsOnACanvasOfItsBorder()
    {
        byte[] pixels = new byte[56 * 28];
        Array.Fill(pixels, (byte)20);
        pixels.AsSpan(14 * 56 + 10, 36).Fill(200);

        PreparedPicture prepared = PhotoPreparation.Prepare(new Picture(56, 28, 1, pixels), [28, 28, 1]);

        Assert.Equal((28, 28), (prepared.Picture.Width, prepared.Picture.Height));
        Assert.Equal(20, prepared.Picture.Pixels[0]);
        Assert.Equal(110, prepared.Picture.Pixels[14 * 28 + 14]);
        Assert.Equal(2, prepared.Steps.Count);
    }

    [Theory]
    [InlineData(5000, 1)]
    [InlineData(1, 5000)]
    public void Prepare_ExtremeProportions_StillFills(int width, int height) =>
        Assert.Equal((28, 28), Size(PhotoPreparation.Prepare(Flat(width, height, 10), [28, 28, 1]).Picture));

    [Fact]
    public void Prepare_OtherChannels_IsAShapeException() =>
        Assert.Contains("[28, 28, 3]", Assert.Throws<ShapeException>(() => PhotoPreparation.Prepare(Flat(28, 28, 0), [28, 28, 3])).Message);

    private static (int Width, int Height) Size(Picture picture) => (picture.Width, picture.Height);

    private static Picture Flat(int width, int height, byte value)
    {
        byte[] pixels = new byte[width * height];
        Array.Fill(pixels, value);
        return new Picture(width, height, 1, pixels);
    }
}
