using SkiaSharp;

using Weft.Imaging;

namespace Weft.Tests.Imaging;

public sealed class PhotoPreparationTests
{
    private static readonly Shape Input = [28, 28, 1];

    [Fact]
    public void Prepare_LightBackground_IsNegatedAndSaysSo()
    {
        PreparedPicture prepared = Prepare(Flat(28, 28, 250), PicturePreparation.DarkBackground);

        Assert.All(prepared.Picture.Pixels.ToArray(), value => Assert.Equal(5, value));
        Assert.Contains("negated", Assert.Single(prepared.Steps));
    }

    [Fact]
    public void Prepare_DarkBackgroundOfTheRightSize_IsLeftAlone()
    {
        byte[] pixels = [.. Enumerable.Range(0, 784).Select(i => (byte)(i % 28 is > 6 and < 20 ? i : 0))];

        PreparedPicture prepared = Prepare(new Picture(28, 28, 1, pixels), PicturePreparation.Garment);

        Assert.Equal(pixels, prepared.Picture.Pixels.ToArray());
        Assert.Empty(prepared.Steps);
    }

    [Fact]
    public void Prepare_NegationLeftOut_KeepsTheLight() =>
        Assert.Equal(250, Prepare(Flat(28, 28, 250), PicturePreparation.FitOnly).Picture.Pixels[0]);

    [Fact]
    public void Prepare_ColourModel_IsNeverNegated() =>
        Assert.Equal(250, new PhotoPreparation([1, 1, 3], PicturePreparation.Garment).Prepare(new Picture(1, 1, 3, [250, 250, 250])).Picture.Pixels[0]);

    [Fact]
    public void Prepare_WidePhoto_KeepsItsProportionsOnACanvasOfItsBorder()
    {
        byte[] pixels = new byte[56 * 28];
        Array.Fill(pixels, (byte)20);
        pixels.AsSpan(14 * 56 + 10, 36).Fill(200);

        PreparedPicture prepared = Prepare(new Picture(56, 28, 1, pixels), PicturePreparation.DarkBackground);

        Assert.Equal((28, 28), Size(prepared.Picture));
        Assert.Equal(20, prepared.Picture.Pixels[0]);
        Assert.Equal(110, prepared.Picture.Pixels[14 * 28 + 14]);
        Assert.Equal(2, prepared.Steps.Count);
    }

    [Theory]
    [InlineData(5000, 1)]
    [InlineData(1, 5000)]
    [InlineData(1, 1)]
    public void Prepare_ExtremeProportions_StillFills(int width, int height)
    {
        Assert.Equal((28, 28), Size(Prepare(Flat(width, height, 10), PicturePreparation.Garment).Picture));
        Assert.Equal((28, 28), Size(Prepare(Flat(width, height, 10), PicturePreparation.FitOnly).Picture));
    }

    [Fact]
    public void Prepare_ModelOfOtherThings_IsAShapeException() =>
        Assert.Contains("[28, 28, 4]", Assert.Throws<ShapeException>(() => new PhotoPreparation([28, 28, 4], PicturePreparation.Garment)).Message);

    [Theory]
    [InlineData(250, 40, 255 - 40)]
    [InlineData(10, 200, 200)]
    public void Prepare_SomethingAnywhere_IsCutOutAndPutInTheMiddle(byte background, byte thing, byte seen)
    {
        // 100 x 60 at 250, 30.
        Picture photo = With(Flat(400, 300, background), 250, 30, 100, 60, thing);

        PreparedPicture prepared = Prepare(photo, PicturePreparation.Garment);

        // 28 columns, and 17 rows of 28 * 60 / 100: 6 rows are free above and 5 below.
        Assert.Equal("cut out 100x60 at 250,30 of 400x300", prepared.Steps[0]);
        Assert.Equal(background > 127, prepared.Steps.Contains("negated, for its background is light"));
        for (int y = 0; y < 28; y++)
        {
            Assert.All(prepared.Picture.Pixels.Slice(y * 28, 28).ToArray(), value => Assert.Equal(y is >= 6 and < 23 ? seen : 0, value));
        }
    }

    [Fact]
    public void Prepare_NoiseInTheBackground_IsNotTakenForTheThing()
    {
        Random random = new(1);
        byte[] pixels = [.. Enumerable.Range(0, 300 * 300).Select(_ => (byte)(225 + random.Next(-9, 10)))];
        for (int speck = 0; speck < 20; speck++)
        {
            pixels[random.Next(pixels.Length)] = 0;
        }

        PreparedPicture prepared = Prepare(With(new Picture(300, 300, 1, pixels), 100, 50, 80, 160, 60), PicturePreparation.Garment);

        Assert.Equal("cut out 80x160 at 100,50 of 300x300", prepared.Steps[0]);
        Assert.Equal(0, prepared.Picture.Pixels[0]);
    }

    [Fact]
    public void Prepare_ThingAsBrightAsTheWallButOfAnotherColour_IsFound()
    {
        // Red and green of the same luma: only the colours tell them apart.
        Picture photo = With(Of(200, 200, [0, 130, 0]), 20, 60, 120, 40, [255, 0, 0]);

        Assert.Equal("cut out 120x40 at 20,60 of 200x200", Prepare(photo, PicturePreparation.Garment).Steps[0]);
    }

    [Fact]
    public void Prepare_LargePhoto_IsMeasuredInItsOwnPixels()
    {
        PreparedPicture prepared = Prepare(With(Flat(2048, 1024, 255), 512, 256, 1024, 512, 0), PicturePreparation.Garment);

        Assert.Equal("cut out 1024x512 at 512,256 of 2048x1024", prepared.Steps[0]);
    }

    [Fact]
    public void Prepare_NothingToSee_TakesTheWholePicture() =>
        Assert.Contains("nothing stands out", Prepare(Flat(100, 50, 240), PicturePreparation.Garment).Steps[0]);

    [Fact]
    public void Prepare_EachStepLeftOut_IsNotDone()
    {
        Picture photo = With(Flat(400, 300, 250), 250, 30, 100, 60, 40);

        Assert.DoesNotContain(Prepare(photo, PicturePreparation.Garment with { CutOut = false }).Steps, step => step.StartsWith("cut", StringComparison.Ordinal));
        Assert.DoesNotContain("sharpened", Prepare(photo, PicturePreparation.Garment with { Sharpen = false }).Steps);
        PreparedPicture light = Prepare(photo, PicturePreparation.Garment with { Negate = false });
        Assert.Equal((255, 40), (light.Picture.Pixels[0], light.Picture.Pixels[14 * 28 + 14]));
    }

    [Fact]
    public void Prepare_Character_KeepsAMargin()
    {
        Picture prepared = Prepare(With(Flat(100, 100, 255), 40, 10, 20, 80, 0), PicturePreparation.Character).Picture;

        // 20 of 28 rows, as in MNIST.
        Assert.Equal((0, 255, 255, 0), (prepared.Pixels[3 * 28 + 14], prepared.Pixels[4 * 28 + 14], prepared.Pixels[23 * 28 + 14], prepared.Pixels[24 * 28 + 14]));
    }

    [Fact]
    public void Prepare_Sharpened_StepsGetSteeperAndFlatsStay()
    {
        byte[] step = [.. Enumerable.Range(0, 56 * 28).Select(i => (byte)(i % 56 < 28 ? 100 : 150))];

        Picture sharp = Prepare(new Picture(56, 28, 1, step), PicturePreparation.FitOnly with { Sharpen = true }).Picture;

        ReadOnlySpan<byte> row = sharp.Pixels.Slice(14 * 28, 28);
        Assert.Equal((100, 150), (row[2], row[25]));

        // A neighbour's weight on one side is (2 exp(-1) + exp(-1/2)) / (2 + 4 exp(-1/2) + 4 exp(-1)) = 0.2277: 50 of difference makes 11.4.
        Assert.Equal((89, 161), (row[13], row[14]));
    }

    [Fact]
    public void Load_TransparentPicture_IsOverWhiteUnlessSaidOtherwise()
    {
        using TemporaryFolder folder = new();
        using SKBitmap bitmap = new(new SKImageInfo(60, 60, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.Erase(SKColors.Transparent);
        for (int i = 0; i < 900; i++)
        {
            bitmap.SetPixel(10 + i % 30, 5 + i / 30, new SKColor(90, 90, 90));
        }

        File.WriteAllBytes(folder.File("alpha.png"), bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray());

        Assert.Equal(255 - 90, Load(PicturePreparation.Garment).Pixels[14 * 28 + 14]);
        Assert.Equal(90, Load(PicturePreparation.Garment with { OverWhite = false }).Pixels[14 * 28 + 14]);

        Picture Load(PicturePreparation preparation) => new PhotoPreparation(Input, preparation).Load(folder.File("alpha.png")).Picture;
    }

    private static PreparedPicture Prepare(Picture picture, PicturePreparation preparation) => new PhotoPreparation(Input, preparation).Prepare(picture);

    private static (int Width, int Height) Size(Picture picture) => (picture.Width, picture.Height);

    private static Picture Flat(int width, int height, byte value) => Of(width, height, [value]);

    private static Picture Of(int width, int height, byte[] colour) =>
        new(width, height, colour.Length, [.. Enumerable.Range(0, width * height * colour.Length).Select(i => colour[i % colour.Length])]);

    private static Picture With(Picture picture, int left, int top, int width, int height, params byte[] colour)
    {
        byte[] pixels = picture.Pixels.ToArray();
        for (int y = top; y < top + height; y++)
        {
            for (int x = left; x < left + width; x++)
            {
                colour.CopyTo(pixels, (y * picture.Width + x) * colour.Length);
            }
        }

        return new Picture(picture.Width, picture.Height, picture.Channels, pixels);
    }
}
