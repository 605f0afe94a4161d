using System.Buffers.Binary;

using Weft.Imaging;

namespace Weft.Tests.Imaging;

public sealed class PngOrientationTests
{
    // 3x2 with a value of its own for each pixel, as it has to look when the stored first row and column lie where EXIF says.
    public static TheoryData<int, string, bool> Orientations =>
    [
        .. from little in (bool[])[false, true]
           from pair in (string[])["123/456", "321/654", "654/321", "456/123", "14/25/36", "41/52/63", "63/52/41",
               "36/25/14"] is var upright
               ? upright.Select((picture, i) => (Orientation: i + 1, Picture: picture))
               : []
           select (pair.Orientation, pair.Picture, little),
    ];

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Decode_PngWithEXIf_IsUpright(int orientation, string expected, bool little)
    {
        Picture picture = Picture.Decode(Png(("eXIf", Tiff(orientation, little))), 1);

        string got =
            string.Join('/',
                Enumerable.Range(0, picture.Height)
                    .Select(y => string.Concat(picture.Pixels.Slice(y * picture.Width, picture.Width).ToArray())));
        Assert.Equal(expected, got);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Decode_AnOrientationThereIsNot_IsIgnored(int orientation) =>
        Assert.Equal(3, Picture.Decode(Png(("eXIf", Tiff(orientation, little: true))), 1).Width);

    [Fact]
    public void Decode_DamagedEXIf_IsIgnored()
    {
        byte[] whole = Tiff(6, little: false);
        for (int length = 0; length < 18; length++)
        {
            Assert.Equal(3, Picture.Decode(Png(("eXIf", whole[..length])), 1).Width);
        }

        byte[] far = [.. whole];
        BinaryPrimitives.WriteUInt32BigEndian(far.AsSpan(4), uint.MaxValue);
        Assert.Equal(3, Picture.Decode(Png(("eXIf", far)), 1).Width);
    }

    [Fact]
    public void Decode_OtherFieldsBefore_AreSkipped()
    {
        byte[] tiff =
            [.. "MM\0*"u8, 0, 0, 0, 8, 0, 2, 0x01, 0x0F, 0, 2, 0, 0, 0, 1, 0, 3, 0, 0, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0,
                0];

        Assert.Equal(2, Picture.Decode(Png(("tEXt", "Title\0x"u8.ToArray()), ("eXIf", tiff)), 1).Width);
    }

    private static byte[] Png(params (string, byte[])[] before) =>
        PngBytes.Grey(3, 2, 8, (y, row) => ((byte[])[(byte)(y * 3 + 1), (byte)(y * 3 + 2), (byte)(y * 3 + 3)]).CopyTo(row, 0), before);

    private static byte[] Tiff(int orientation, bool little) => little
        ? [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0]
        : [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
}
