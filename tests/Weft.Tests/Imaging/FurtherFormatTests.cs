using ImageMagick;

using Weft.Imaging;

namespace Weft.Tests.Imaging;

/// <summary>TIFF, HEIC and AVIF by the package that decodes them; the files are made here.</summary>
public sealed class FurtherFormatTests
{
    [Theory]
    [InlineData(MagickFormat.Tiff, 0)]
    [InlineData(MagickFormat.Tiff64, 0)]
    [InlineData(MagickFormat.Avif, 12)]
    public void Decode_OfAPicture_HasItsPixels(MagickFormat format, int tolerance)
    {
        byte[] file = Make(format);
        Picture picture = Picture.Decode(file, 3);
        Assert.Equal((40, 20), (picture.Width, picture.Height));
        AssertColour(picture, 5, 5, [200, 30, 60], tolerance);
        AssertColour(picture, 35, 5, [20, 40, 220], tolerance);
        Assert.Equal(1, Picture.Decode(file, 1).Channels);
    }

    [Theory]
    [InlineData(0, "red", "blue")]
    [InlineData(1, "red", "blue")]
    [InlineData(3, "blue", "red")]
    public void Decode_OfAnOrientedTiff_IsUprightOnce(int orientation, string left, string right)
    {
        Picture picture = Picture.Decode(Make(MagickFormat.Tiff, image => image.Orientation = (Orientation)orientation), 3);
        Assert.Equal((left, right), (Name(picture, 5, 5), Name(picture, 35, 5)));
    }

    [Fact]
    public void Decode_OfATurnedTiff_HasItsSidesTheOtherWay()
    {
        byte[] file = Make(MagickFormat.Tiff, image => image.Orientation = Orientation.RightTop);
        Picture picture = Picture.Decode(file, 3);
        Assert.Equal((20, 40), (picture.Width, picture.Height));
        Assert.Equal(("red", "blue"), (Name(picture, 5, 5), Name(picture, 5, 35)));
        Assert.Equal(40, PictureDecoder.Decode(file, 3, "stored", new DecodingOptions(Orient: false)).Width);
    }

    [Fact]
    public void Decode_OfCmykAndOf16Bits_IsRedGreenAndBlueInBytes()
    {
        Picture cmyk = Picture.Decode(Make(MagickFormat.Tiff, image => image.ColorSpace = ColorSpace.CMYK), 3);
        Assert.Equal(("red", "blue"), (Name(cmyk, 5, 5), Name(cmyk, 35, 5)));
        Picture deep = Picture.Decode(Make(MagickFormat.Tiff, image => image.Depth = 16), 3);
        AssertColour(deep, 5, 5, [200, 30, 60], 1);
    }

    [Fact]
    public void Decode_OfSeveralPages_IsTheFirst_AndOfTransparentOnes_LiesOverWhite()
    {
        using MagickImageCollection pages = [Draw(), new MagickImage(MagickColors.Lime, 40, 20)];
        Assert.Equal("red", Name(Picture.Decode(pages.ToByteArray(MagickFormat.Tiff), 3), 5, 5));
        using MagickImage clear = new(MagickColors.Transparent, 8, 8);
        AssertColour(Picture.Decode(clear.ToByteArray(MagickFormat.Tiff), 3), 4, 4, [255, 255, 255], 0);
    }

    [Fact]
    public void Decode_WithASizeThatIsEnough_KeepsNoMore()
    {
        using MagickImage large = Draw();
        large.Resize(new MagickGeometry(400, 200) { IgnoreAspectRatio = true });
        Picture picture = PictureDecoder.Decode(large.ToByteArray(MagickFormat.Tiff), 3, "large", new DecodingOptions(AtLeast: 100));
        Assert.Equal((100, 50), (picture.Width, picture.Height));
        Assert.Equal(("red", "blue"), (Name(picture, 10, 10), Name(picture, 90, 10)));
    }

    [Theory]
    [InlineData(MagickFormat.Tiff)]
    [InlineData(MagickFormat.Avif)]
    public void Decode_OfADamagedFile_NamesIt(MagickFormat format)
    {
        byte[] file = Make(format);
        for (int length = 16; length < file.Length; length += file.Length / 5)
        {
            Assert.Contains("torn", Assert.Throws<DataException>(() => Picture.Decode(file.AsSpan(0, length), 3, "torn")).Message);
        }
    }

    [Fact]
    public void Decode_OfATiffThatSaysItIsHuge_IsRefusedBeforeItIsUnpacked()
    {
        byte[] file = Make(MagickFormat.Tiff);
        // Tags 256 and 257, width and height, of one 16-bit number each.
        foreach (int at in Enumerable.Range(0, file.Length - 12).Where(at => file[at + 1] == 1 && file[at] is 0 or 1 && file[at + 2] == 3 && file[at + 3] == 0 && file[at + 4] == 1))
        {
            (file[at + 8], file[at + 9]) = (0x50, 0xC3);
        }

        string message = Assert.Throws<DataException>(() => Picture.Decode(file, 3, "huge.tiff")).Message;
        Assert.Contains("huge.tiff", message);
    }

    [Theory]
    [InlineData("II*\0", (int)FurtherFormat.Tiff)]
    [InlineData("MM\0*", (int)FurtherFormat.Tiff)]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", (int)FurtherFormat.Heif)]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0mif1heic", (int)FurtherFormat.Heif)]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0avifmif1", (int)FurtherFormat.Avif)]
    [InlineData("\0\0\0\u0018ftypisom\0\0\0\0isommp42", -1)]
    [InlineData("GIF89a", -1)]
    public void Of_KnowsFormatsByTheirFirstBytes(string start, int expected) =>
        Assert.Equal(expected, (int?)FurtherFormats.Of(System.Text.Encoding.Latin1.GetBytes(start)) ?? -1);

    // No file of a phone is at hand: that the package has the reader, and that such files are told by their first bytes, is what is held here.
    [Fact]
    public void Heic_IsReadByThePackage() =>
        Assert.True(MagickNET.SupportedFormats.Single(format => format.Format == MagickFormat.Heic).SupportsReading);

    private static MagickImage Draw()
    {
        MagickImage image = new(new MagickColor(200, 30, 60), 40, 20);
        using MagickImage right = new(new MagickColor(20, 40, 220), 20, 20);
        image.Composite(right, 20, 0, CompositeOperator.Over);
        return image;
    }

    private static byte[] Make(MagickFormat format, Action<MagickImage>? change = null)
    {
        using MagickImage image = Draw();
        image.Quality = 95;
        change?.Invoke(image);
        return image.ToByteArray(format);
    }

    private static string Name(Picture picture, int x, int y)
    {
        ReadOnlySpan<byte> pixel = picture.Pixels.Slice(((y * picture.Width) + x) * 3, 3);
        return pixel[0] > 120 && pixel[2] < 120 ? "red" : pixel[2] > 120 && pixel[0] < 120 ? "blue" : $"{pixel[0]} {pixel[1]} {pixel[2]}";
    }

    private static void AssertColour(Picture picture, int x, int y, byte[] expected, int tolerance)
    {
        ReadOnlySpan<byte> pixel = picture.Pixels.Slice(((y * picture.Width) + x) * 3, 3);
        for (int c = 0; c < 3; c++)
        {
            Assert.InRange(pixel[c], expected[c] - tolerance, expected[c] + tolerance);
        }
    }
}
