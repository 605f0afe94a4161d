using Weft.Imaging;

namespace Weft.Tests.Imaging;

/// <summary>Pictures that declare many pixels take memory for what is kept of them.</summary>
[Collection(AloneCollection.Name)]
public sealed class LargePictureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Load_AHundredMillionPixelsInAFewKilobytes_TakeWhatIsKept(int channels)
    {
        // The left third is white.
        string file = Write("large.png", PngBytes.Grey(10_000, 10_000, 1, (_, row) => row.AsSpan(0, 10_000 / 3 / 8).Fill(255)));
        Assert.InRange(new FileInfo(file).Length, 1, 100_000);

        long before = GC.GetTotalAllocatedBytes();
        Picture picture = Picture.Load(file, channels, atLeast: 128);
        long taken = GC.GetTotalAllocatedBytes() - before;

        Assert.InRange(taken, 0, 40_000_000);
        Assert.Equal((128, 128, channels), (picture.Width, picture.Height, picture.Channels));
        for (int y = 0; y < 128; y++)
        {
            Assert.Equal(255, picture.Pixels[(y * 128 + 40) * channels]);
            Assert.InRange(picture.Pixels[(y * 128 + 42) * channels], 80, 200);
            Assert.Equal(0, picture.Pixels[(y * 128 + 44) * channels]);
        }
    }

    [Fact]
    public void Load_ByRows_IsTheMeanOfTheWhole()
    {
        // 5000x4000 is above what is decoded as a whole; values that change from pixel to pixel would show one that is left out.
        string file = Write("noise.png", PngBytes.Grey(5_000, 4_000, 8, (y, row) => new Random(y).NextBytes(row)));

        Picture rows = Picture.Load(file, 1, atLeast: 100);
        Picture whole = Picture.Load(file, 1).Resize(100, 80);

        Assert.Equal((100, 80), (rows.Width, rows.Height));
        Assert.All(rows.Pixels.ToArray().Zip(whole.Pixels.ToArray()), pair => Assert.InRange(pair.First, pair.Second - 1, pair.Second + 1));
    }

    [Fact]
    public void Load_ByRowsAndOriented_IsUpright()
    {
        byte[] rightTop = [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        string file =
            Write("turned.png",
                PngBytes.Grey(6_000, 3_000, 8, (y, row) => row.AsSpan().Fill((byte)(y < 1_500 ? 255 : 0)), before: ("eXIf", rightTop)));

        Picture picture = Picture.Load(file, 1, atLeast: 60);

        Assert.Equal((30, 60), (picture.Width, picture.Height));
        Assert.Equal((0, 255), (picture.Pixels[0], picture.Pixels[29]));
    }

    [Fact]
    public void Load_ACutLargePicture_IsDamaged()
    {
        byte[] whole = PngBytes.Grey(5_000, 4_000, 8, (y, row) => new Random(y).NextBytes(row));
        string file = Write("cut.png", whole[..(whole.Length / 2)]);

        Assert.Contains("got a damaged or incomplete one", Assert.Throws<DataException>(() => Picture.Load(file, 1, atLeast: 100)).Message);
    }

    [Fact]
    public void Decode_AProgressiveJpegOfManyPixels_IsRefusedByItsCoefficients()
    {
        // The frame's header alone: 10000x9000 in three components of full size, which a decoder keeps as 2 bytes each,
        // beside the pixels.
        byte[] jpeg =
            [0xFF, 0xD8, 0xFF, 0xC2, 0, 17, 8, 0x23, 0x28, 0x27, 0x10, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 0xFF, 0xDA, 0, 12, 3, 1, 0, 2,
                0, 3, 0, 0, 0, 0, 0xFF, 0xD9];

        Assert.Contains("that takes 810", Assert.Throws<DataException>(() => Picture.Decode(jpeg, 3, "progressive.jpg")).Message);
    }

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(_folder.File(name), bytes);
        return _folder.File(name);
    }
}
