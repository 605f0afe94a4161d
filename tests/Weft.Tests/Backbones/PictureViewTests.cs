using Weft.Backbones;
using Weft.Imaging;

namespace Weft.Tests.Backbones;

public sealed class PictureViewTests
{
    [Fact]
    public void Views_AreThePictureItsMirrorImageAndParts()
    {
        Picture picture = Ramp(12, 9);
        Assert.Equal(picture.Pixels.ToArray(), PictureView.Of(picture, 0).Pixels.ToArray());
        Picture mirrored = PictureView.Of(picture, 1);
        for (int y = 0; y < 9; y++)
        {
            for (int x = 0; x < 12; x++)
            {
                Assert.Equal(At(picture, x, y), At(mirrored, 11 - x, y));
            }
        }

        // Columns rise in red, rows in green: a part has less of both, and a mirrored one falls.
        Picture part = PictureView.Of(picture, 2), turned = PictureView.Of(picture, 3);
        Assert.True(At(part, 11, 4)[0] > At(part, 0, 4)[0] && At(part, 6, 8)[1] > At(part, 6, 0)[1]);
        Assert.True(At(turned, 11, 4)[0] < At(turned, 0, 4)[0] && At(turned, 6, 8)[1] > At(turned, 6, 0)[1]);
        Assert.NotEqual(picture.Pixels.ToArray(), part.Pixels.ToArray());
        Assert.Equal((12, 9, 3), (part.Width, part.Height, part.Channels));
    }

    [Fact]
    public void Parts_FollowFromThePictureAndTheNumberAlone()
    {
        Picture picture = Ramp(30, 30), other = Ramp(31, 30);
        Assert.Equal(PictureView.Of(picture, 4).Pixels.ToArray(), PictureView.Of(Ramp(30, 30), 4).Pixels.ToArray());
        Assert.NotEqual(PictureView.Of(picture, 2).Pixels.ToArray(), PictureView.Of(picture, 4).Pixels.ToArray());
        Assert.NotEqual(PictureView.Of(picture, 4).Pixels.ToArray(), PictureView.Of(other, 4).Pixels.ToArray());
    }

    private static byte[] At(Picture picture, int x, int y) => picture.Pixels.Slice(((y * picture.Width) + x) * 3, 3).ToArray();

    private static Picture Ramp(int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
        {
            (pixels[3 * i], pixels[(3 * i) + 1]) = ((byte)(7 * (i % width)), (byte)(7 * (i / width)));
        }

        return new Picture(width, height, 3, pixels);
    }
}
