using Weft.Data;
using Weft.Imaging;

namespace Weft.Tests.Formats;

/// <summary>Pictures that nobody made for a test: Fashion-MNIST's test part, and photos of clothing.</summary>
internal static class RealPictures
{
    private static readonly Lazy<Task<ImageDataset>> s_fashion = new(() => FashionMnist.LoadTestAsync());

    /// <summary>The first test pictures of Fashion-MNIST; skips the test where it is not on this machine.</summary>
    public static async Task<ImageDataset> FashionAsync(int count)
    {
        Assert.SkipWhen(FashionMnist.Find() is null, "Fashion-MNIST is not on this machine; set WEFT_DATASETS to the folder that has fashion-mnist.");
        return (await s_fashion.Value).Slice(0, count);
    }

    /// <summary>Photos in a shape, pixels from -1 to 1, channels beyond the third those of another photo; skips the test where there are none.</summary>
    public static Tensor Photos(Shape shape, int count)
    {
        string folder = Path.Combine(Environment.GetEnvironmentVariable("WEFT_DATASETS") ?? "", "clothing", "validation");
        Assert.SkipUnless(Directory.Exists(folder), "clothing is not on this machine: set WEFT_DATASETS to the folder that holds it.");
        string[] files = [.. Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Tensor photos = new(shape.Prepend(count));
        int channels = shape[2], sets = (channels + 2) / 3;
        for (int photo = 0; photo < count * sets; photo++)
        {
            // Of different kinds: files are in the order of their folders.
            string file = files[photo * 97 % files.Length];
            ReadOnlySpan<byte> pixels = PictureFitting.Fit(Picture.Load(file, 3), [shape[0], shape[1], 3], crop: true).Pixels;
            Span<float> sample = photos.Row(photo / sets);
            for (int i = 0; i < shape[0] * shape[1]; i++)
            {
                for (int channel = 3 * (photo % sets), own = 0; channel < channels && own < 3; channel++, own++)
                {
                    sample[(i * channels) + channel] = (pixels[(3 * i) + own] / 127.5f) - 1;
                }
            }
        }

        return photos;
    }
}
