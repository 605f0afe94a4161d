using Weft.Imaging;

namespace Weft.Tests.Imaging;

/// <summary>Kinds of pictures that decoders tend to stumble over; each file was put together byte by byte from its format's description.</summary>
public sealed class PictureOddityTests
{
    // 8x8, four components without chroma transform, as Adobe's programs write them: no ink is 255. No cyan and black, full magenta and yellow.
    private const string CmykJpeg =
        "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwABAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB/8AAFAgACAAIBAERAAIRAAMRAAQRAP/EABUAAAIAAAAAAAAA"
        + "AAAAAAAAAAoL/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAA4EAQACAAMABAAAPwA/gv8Ay/8AH8P/2Q==";

    // 2x2 of 0xB3FF, 0x4C80, 0x1980.
    private const string SixteenBitPng = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACEAIAAACtREYwAAAAE0lEQVR4nGPY/N+nQbIBQjIgcwCnwAxd/4wD2QAAAABJRU5ErkJggg==";

    // 1x1, two frames: blue, then green.
    private const string AnimatedGif = "R0lGODlhAQABAIAAAAAA/wD/ACH5BAAKAAAALAAAAAABAAEAAAICRAEAIfkEAAoAAAAsAAAAAAEAAQAAAgJMAQA7";

    [Theory]
    [InlineData(CmykJpeg, 8, 255, 0, 0)]
    [InlineData(SixteenBitPng, 2, 0xB3, 0x4C, 0x19)]
    [InlineData(AnimatedGif, 1, 0, 0, 255)]
    public void Decode_OddPicture_HasItsColour(string file, int side, byte red, byte green, byte blue)
    {
        Picture picture = Picture.Decode(Convert.FromBase64String(file), 3);

        Assert.Equal((side, side), (picture.Width, picture.Height));
        Assert.InRange(picture.Pixels[0], red - 2, red + 2);
        Assert.InRange(picture.Pixels[1], green - 2, green + 2);
        Assert.InRange(picture.Pixels[2], blue - 2, blue + 2);
    }

    [Fact]
    public void Decode_EmptyFile_SaysSo() =>
        Assert.Equal("a.jpg: expected a picture, the file is empty. Fetch it again, or remove it.", Assert.Throws<DataException>(() => Picture.Decode([], 3, "a.jpg")).Message);

    [Fact]
    public void Decode_HugePicture_IsRefusedBeforeItTakesMemory()
    {
        // A PNG of one row promising 40000x40000: the extents in its header are changed, and the header's sum with them.
        byte[] png = Convert.FromBase64String(SixteenBitPng);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 40_000);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 40_000);
        byte[] sum = System.IO.Hashing.Crc32.Hash(png.AsSpan(12, 17));
        sum.Reverse().ToArray().CopyTo(png, 29);

        Assert.Contains("got 40000x40000", Assert.Throws<DataException>(() => Picture.Decode(png, 3, "huge.png")).Message);
    }

    [Fact]
    public void Load_ReducedDecoding_IsNearTheWhole()
    {
        using TemporaryFolder folder = new();
        Picture whole = new(400, 320, 3, [.. Enumerable.Range(0, 400 * 320 * 3).Select(i => (byte)(127 + (100 * Math.Sin(i / 3 % 400 / 40.0) * Math.Cos(i / 1200 / 30.0))))]);
        using SkiaSharp.SKBitmap bitmap = PngFile.ToBitmap(whole);
        File.WriteAllBytes(folder.File("a.jpg"), bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Jpeg, 95).ToArray());

        Picture reduced = Picture.Load(folder.File("a.jpg"), 3, atLeast: 80);

        Assert.Equal((100, 80), (reduced.Width, reduced.Height));
        byte[] expected = whole.Resize(40, 32).Pixels.ToArray();
        byte[] got = reduced.Resize(40, 32).Pixels.ToArray();
        Assert.All(expected.Zip(got), pair => Assert.InRange(pair.Second, pair.First - 4, pair.First + 4));
    }
}
