using SkiaSharp;

using Weft.Imaging;

namespace Weft.Tests.Imaging;

public sealed class PictureTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Decode_SavedPng_GivesTheSameBytes(int channels)
    {
        Picture picture = Numbered(5, 4, channels);
        using TemporaryFolder folder = new();
        string file = folder.File("picture.png");

        picture.SavePng(file);
        Picture read = Picture.Load(file, channels);

        Assert.Equal((5, 4, channels), (read.Width, read.Height, read.Channels));
        Assert.Equal(picture.Pixels, read.Pixels);
        Assert.Equal([file], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Decode_ColourAsGrey_WeighsTheChannels()
    {
        Picture colour = new(2, 1, 3, [255, 0, 0, 10, 100, 200]);
        byte[] png = Encode(colour, SKEncodedImageFormat.Png);

        Assert.Equal([76, 84], Picture.Decode(png, 1).Pixels.ToArray());
    }

    [Fact]
    public void Decode_TransparentPixels_AreLaidOverWhite()
    {
        using SKBitmap bitmap = new(new SKImageInfo(3, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.SetPixel(0, 0, new SKColor(0, 0, 0, 0));
        bitmap.SetPixel(1, 0, new SKColor(0, 0, 0, 128));
        bitmap.SetPixel(2, 0, new SKColor(40, 40, 40, 255));
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);

        Assert.Equal([255, 127, 40], Picture.Decode(png.AsSpan(), 1).Pixels.ToArray());
    }

    // The stored picture is dark in its upper left quarter; each orientation puts that quarter elsewhere.
    [Theory]
    [InlineData(1, false, false)]
    [InlineData(2, true, false)]
    [InlineData(3, true, true)]
    [InlineData(4, false, true)]
    [InlineData(5, false, false)]
    [InlineData(6, true, false)]
    [InlineData(7, true, true)]
    [InlineData(8, false, true)]
    public void Decode_ExifOrientation_TurnsThePictureUpright(int orientation, bool right, bool bottom)
    {
        byte[] pixels = new byte[32 * 16];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i % 32 < 16 && i / 32 < 8 ? 0 : 255);
        }

        byte[] jpeg = JpegOrientation.Add(Encode(new Picture(32, 16, 1, pixels), SKEncodedImageFormat.Jpeg), orientation);

        Picture upright = Picture.Decode(jpeg, 1);

        Assert.Equal(orientation >= 5 ? (16, 32) : (32, 16), (upright.Width, upright.Height));
        foreach ((bool atRight, bool atBottom) in ((bool, bool)[])[(false, false), (true, false), (false, true), (true, true)])
        {
            int x = upright.Width / 4 + (atRight ? upright.Width / 2 : 0);
            int y = upright.Height / 4 + (atBottom ? upright.Height / 2 : 0);
            bool dark = upright.Pixels[y * upright.Width + x] < 128;
            Assert.Equal((atRight, atBottom) == (right, bottom), dark);
        }
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Decode_CutOffAnywhere_IsADataException(SKEncodedImageFormat format)
    {
        byte[] whole = Encode(Numbered(24, 24, 3), format);

        for (int length = 0; length < whole.Length - 24; length += 7)
        {
            DataException error = Assert.Throws<DataException>(() => Picture.Decode(whole.AsSpan(0, length), 1, "cut.img"));
            Assert.StartsWith("cut.img: ", error.Message);
        }
    }

    [Fact]
    public void Load_TextFile_SaysWhatItExpected()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("notes.jpg");
        File.WriteAllText(file, "this is no picture");

        DataException error = Assert.Throws<DataException>(() => Picture.Load(file, 1));

        Assert.Contains(file, error.Message);
        Assert.Contains("JPEG, PNG", error.Message);
    }

    [Fact]
    public void Load_MissingFile_IsADataException() =>
        Assert.Contains("/nowhere/shoe.jpg", Assert.Throws<DataException>(() => Picture.Load("/nowhere/shoe.jpg", 1)).Message);

    [Fact]
    public void Resize_ToHalf_TakesTheMeanOfEachSquare()
    {
        Picture picture = new(4, 2, 1, [0, 10, 100, 200, 20, 30, 100, 200]);

        Assert.Equal([15, 150], picture.Resize(2, 1).Pixels.ToArray());
    }

    [Fact]
    public void Resize_ByAFraction_WeighsByCoveredArea()
    {
        Picture picture = new(3, 1, 1, [0, 90, 240]);

        // Two outputs over three inputs: 1 and a half pixels each.
        Assert.Equal([30, 190], picture.Resize(2, 1).Pixels.ToArray());
    }

    [Fact]
    public void Resize_Larger_InterpolatesBetweenCentres()
    {
        Picture picture = new(2, 1, 1, [0, 100]);

        Assert.Equal([0, 25, 75, 100], picture.Resize(4, 1).Pixels.ToArray());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(28, 28)]
    [InlineData(50, 9)]
    public void Resize_FlatPicture_StaysFlat(int width, int height)
    {
        byte[] flat = new byte[13 * 11 * 3];
        Array.Fill(flat, (byte)201);

        Assert.All(new Picture(13, 11, 3, flat).Resize(width, height).Pixels.ToArray(), value => Assert.Equal(201, value));
    }

    [Fact]
    public void BorderMean_CountsEveryOuterPixelOnce()
    {
        Picture picture = new(3, 3, 1, [10, 20, 30, 40, 255, 50, 60, 70, 80]);

        Assert.Equal(45, picture.BorderMean()[0], 10);
    }

    [Fact]
    public void Pad_PutsThePictureInTheMiddle()
    {
        Picture padded = new Picture(1, 1, 1, [9]).Pad(3, 2, [5]);

        Assert.Equal([5, 9, 5, 5, 5, 5], padded.Pixels.ToArray());
    }

    [Fact]
    public void Constructor_TooFewBytes_IsAShapeException() =>
        Assert.Contains("3 bytes", Assert.Throws<ShapeException>(() => new Picture(2, 2, 1, [1, 2, 3])).Message);

    private static Picture Numbered(int width, int height, int channels)
    {
        byte[] pixels = new byte[width * height * channels];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i * 37);
        }

        return new Picture(width, height, channels, pixels);
    }

    private static byte[] Encode(Picture picture, SKEncodedImageFormat format)
    {
        using SKBitmap bitmap = new(new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int i = 0; i < picture.Width * picture.Height; i++)
        {
            ReadOnlySpan<byte> pixel = picture.Pixels.Slice(i * picture.Channels, picture.Channels);
            bitmap.SetPixel(i % picture.Width, i / picture.Width, new SKColor(pixel[0], pixel[picture.Channels / 2], pixel[^1]));
        }

        using SKData data = bitmap.Encode(format, 95);
        return data.ToArray();
    }
}
