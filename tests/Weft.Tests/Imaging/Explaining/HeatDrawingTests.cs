using Weft.Explain;
using Weft.Imaging;

namespace Weft.Tests.Imaging.Explaining;

public sealed class HeatDrawingTests
{
    [Fact]
    public void Inferno_FromColdToHot_OnlyGetsLighter()
    {
        double[] lightness = [.. Enumerable.Range(0, 101).Select(i => Lightness(ColourMap.Inferno.At(i / 100.0)))];

        Assert.True(lightness[0] < 2 && lightness[100] > 230, $"{lightness[0]:0} to {lightness[100]:0}");
        Assert.All(lightness.Zip(lightness.Skip(1)), pair =>
            Assert.True(pair.Second >= pair.First - 0.7, $"{pair.First:0.0} then {pair.Second:0.0}"));
    }

    [Fact]
    public void Diverging_HasBlueGreyAndRed()
    {
        (byte red, byte _, byte blue) = ColourMap.Diverging.At(0);
        Assert.True(blue > 2 * red);
        Assert.Equal(((byte)221, (byte)221, (byte)221), ColourMap.Diverging.At(0.5));
        (red, _, blue) = ColourMap.Diverging.At(7);
        Assert.True(red > 2 * blue);
    }

    [Fact]
    public void Over_WhereItIsCold_LeavesThePicture()
    {
        Picture picture = new(8, 8, 3, [.. Enumerable.Range(0, 192).Select(i => (byte)(i / 3))]);
        Tensor heat = new([8, 8]);
        heat[2, 5] = 1;

        Picture drawn = HeatPicture.Over(picture, heat);

        Assert.Equal(picture.Pixels[..3].ToArray(), drawn.Pixels[..3].ToArray());
        int hot = ((2 * 8) + 5) * 3;
        Assert.True(drawn.Pixels[hot] > 150, $"{drawn.Pixels[hot]}");
    }

    // What is found in the prepared picture lies where the photo has it.
    [Theory]
    [InlineData("cut")]
    [InlineData("pad")]
    [InlineData("crop")]
    [InlineData("margin")]
    public void OnPhoto_PointsAtWhatThePhotoShowsThere(string how)
    {
        // A dark block, with a light spot in it that is to be found again.
        const int width = 120, height = 80, spotX = 74, spotY = 37;
        byte[] pixels = new byte[width * height];
        Array.Fill(pixels, (byte)240);
        for (int y = 20; y < 60; y++)
        {
            pixels.AsSpan((y * width) + 40, 50).Fill(40);
        }

        for (int y = spotY - 4; y <= spotY + 4; y++)
        {
            pixels.AsSpan((y * width) + spotX - 4, 9).Fill(250);
        }

        PicturePreparation preparation = how switch
        {
            "cut" => PicturePreparation.Garment with { Negate = false, Sharpen = false },
            "crop" => PicturePreparation.Middle,
            "margin" => PicturePreparation.Character with { Negate = false },
            _ => PicturePreparation.FitOnly,
        };
        PreparedPicture prepared = new PhotoPreparation([28, 28, 1], preparation).Prepare(new Picture(width, height, 1, pixels));
        Assert.NotNull(prepared.Place);
        (int x, int y) found = Middle(prepared.Picture, inside: how is "pad" or "crop" ? value => value > 243 : value =>
            value > 100 && value < 255);
        Tensor heat = new([28, 28]);
        heat[found.y, found.x] = 1;

        Tensor onPhoto = HeatPicture.OnPhoto(heat, prepared.Place, width, height);

        int hottest = Array.IndexOf(onPhoto.Span.ToArray(), onPhoto.Span.ToArray().Max());
        Assert.InRange(hottest % width, spotX - 7, spotX + 7);
        Assert.InRange(hottest / width, spotY - 7, spotY + 7);
        Assert.True(onPhoto.Span.ToArray().Count(value => value > 0) < width * height / 20);
    }

    [Fact]
    public void OfMaps_SignsAndMagnitudes_AreTold()
    {
        Tensor maps = new([1, 2, 3], [0, 1, -2, 0, 3, 0]);

        IReadOnlyList<CaptionedPicture> all = LayerPictures.OfMaps(maps), two = LayerPictures.OfMaps(maps, most: 2);

        Assert.Equal(["0: 0", "1: 3", "2: 2"], all.Select(picture => picture.Caption));
        Assert.Equal(["1: 3", "2: 2"], two.Select(picture => picture.Caption));
        Assert.True(all[1].Picture.Pixels[3] > all[1].Picture.Pixels[5]);
        Assert.True(all[2].Picture.Pixels[0] < all[2].Picture.Pixels[2]);
    }

    [Fact]
    public void OfFilters_OverColour_AreInColourAndOverManyChannelsTheStrongest()
    {
        Tensor colour = new([1, 1, 3, 2], [1, 0, 0, -1, 0, 0]), deep = new([1, 1, 4, 1], [0.1f, -2, 0, 1]);

        Picture red = LayerPictures.OfFilters(colour)[0].Picture;

        Assert.Equal([255, 128, 128], red.Pixels.ToArray());
        Assert.Equal("0 of 1", Assert.Single(LayerPictures.OfFilters(deep)).Caption);
    }

    [Fact]
    public void FeaturePlot_TwoFarPictures_LieApartInTheirColours()
    {
        using TemporaryFolder folder = new();
        Picture dark = new(4, 4, 1, new byte[16]);

        FeaturePlot.SavePng(folder.File("plane.png"), new Tensor([2, 2], [-1, -1, 1, 1]), [dark, dark], [0, 1], ["left", "right"],
            size: 200);

        Picture drawn = Picture.Load(folder.File("plane.png"), 3);
        Assert.Equal((200 + 80 + 190, 280), (drawn.Width, drawn.Height));

        // The first lies at the lower left, the second at the upper right.
        Assert.Equal([0, 0, 0], At(drawn, 40, 240));
        Assert.Equal([0, 0, 0], At(drawn, 240, 40));
        Assert.Equal([255, 255, 255], At(drawn, 140, 140));
        Assert.Equal([0xE6, 0x9F, 0x00], At(drawn, 40 - 17, 240));
        Assert.Throws<ShapeException>(() => FeaturePlot.SavePng(folder.File("no.png"), new Tensor([1, 2]), [dark, dark], [0, 1], []));
    }

    [Fact]
    public void ExplanationSheet_HasAPanelForThePhoto()
    {
        using TemporaryFolder folder = new();
        Explanation why = new()
        {
            Class = 0,
            Score = 1,
            Attribution = new Tensor([4, 4, 1]),
            Signed = new Tensor([4, 4]),
            Heat = new Tensor([4, 4]),
        };
        Picture picture = new(4, 4, 1, new byte[16]);

        ExplanationSheet.SavePng(folder.File("three.png"), picture, why);
        ExplanationSheet.SavePng(folder.File("four.png"), picture, why, "title", new Picture(9, 5, 3, new byte[135]));

        (Picture three, Picture four) = (Picture.Load(folder.File("three.png"), 3), Picture.Load(folder.File("four.png"), 3));
        Assert.Equal((264, 34), (four.Width - three.Width, four.Height - three.Height));
    }

    private static byte[] At(Picture picture, int x, int y) => picture.Pixels.Slice(((y * picture.Width) + x) * 3, 3).ToArray();

    private static double Lightness((byte Red, byte Green, byte Blue) colour) =>
        (0.299 * colour.Red) + (0.587 * colour.Green) + (0.114 * colour.Blue);

    private static (int X, int Y) Middle(Picture picture, Func<byte, bool> inside)
    {
        int[] places = [.. Enumerable.Range(0, picture.Pixels.Length)
            .Where(i => inside(picture.Pixels[i]) && i % picture.Width is > 2 and < 25)];
        Assert.NotEmpty(places);
        return ((int)Math.Round(places.Average(i => i % picture.Width)), (int)Math.Round(places.Average(i => i / picture.Width)));
    }
}
