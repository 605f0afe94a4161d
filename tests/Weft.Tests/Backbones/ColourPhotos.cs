using Weft.Data;
using Weft.Imaging;
using Weft.Layers;

namespace Weft.Tests.Backbones;

/// <summary>A network that was trained on nothing, but sees colours, and pictures that colours tell apart.</summary>
internal static class ColourPhotos
{
    public static string[] Classes => ["blue", "green", "red"];

    /// <summary>A small network as a file: its features are 12 numbers.</summary>
    public static string SaveNetwork(string path)
    {
        Sequential model = new([16, 16, 3], seed: 5)
        {
            new Rescaling(1 / 127.5, -1),
            new Conv2D(12, 3, Activation.Relu, strides: 2),
            new GlobalAveragePooling2D(),
            new Dense(5, Activation.Softmax),
        };
        model.Save(path);
        return path;
    }

    public static ImageDataset Dataset(int perClass, int size = 16, int seed = 1)
    {
        Random random = new(seed);
        int[] labels = [.. Enumerable.Range(0, 3 * perClass).Select(i => i % 3)];
        return new ImageDataset(labels.SelectMany(label => Photo(label, size, random)).ToArray(), labels, [size, size, 3], "colours", Classes);
    }

    public static void SaveFolder(string root, int perClass, int seed = 1)
    {
        Random random = new(seed);
        for (int i = 0; i < 3 * perClass; i++)
        {
            new Picture(20, 20, 3, Photo(i % 3, 20, random)).SavePng(Path.Combine(root, Classes[i % 3], $"{i}.png"));
        }
    }

    private static byte[] Photo(int label, int size, Random random)
    {
        byte[] pixels = new byte[size * size * 3];
        random.NextBytes(pixels);
        for (int i = 2 - label; i < pixels.Length; i += 3)
        {
            pixels[i] = (byte)Math.Min(255, pixels[i] + 150);
        }

        return pixels;
    }
}
