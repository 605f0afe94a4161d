using System.Buffers.Binary;

using Weft.Data;

namespace Weft.Tests.Cli;

/// <summary>A small IDX data set that is easy to learn: three classes, told by which third of the picture is light.</summary>
internal static class SmallIdx
{
    public const int Side = 18;
    public const int TrainCount = 120;
    public const int TestCount = 30;

    public static string Create(TemporaryFolder folder, int side = Side)
    {
        string path = folder.File("thirds");
        Directory.CreateDirectory(path);
        Write(path, "train", TrainCount, side, seed: 1);
        Write(path, "t10k", TestCount, side, seed: 2);
        File.WriteAllLines(Path.Combine(path, "classes.txt"), ["top", "middle", "bottom"]);
        return path;
    }

    public static byte[] Pixels(int label, Random random, int side = Side)
    {
        byte[] pixels = new byte[side * side];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(random.Next(60) + (i / side / (side / 3) == label ? 180 : 0));
        }

        return pixels;
    }

    /// <summary>The first pictures of a larger data set as a folder of its own.</summary>
    public static string Excerpt(TemporaryFolder folder, ImageDataset train, ImageDataset test)
    {
        string path = folder.File("excerpt");
        Directory.CreateDirectory(path);
        Write(path, "train", train.Count, train.Shape[0], i => train.Labels[i], i => train.Pixels(i).ToArray());
        Write(path, "t10k", test.Count, test.Shape[0], i => test.Labels[i], i => test.Pixels(i).ToArray());
        File.WriteAllLines(Path.Combine(path, "classes.txt"), train.ClassNames);
        return path;
    }

    private static void Write(string folder, string part, int count, int side, int seed)
    {
        Random random = new(seed);
        Write(folder, part, count, side, i => i % 3, i => Pixels(i % 3, random, side));
    }

    private static void Write(string folder, string part, int count, int side, Func<int, int> label, Func<int, byte[]> pixels)
    {
        byte[] images = new byte[16 + count * side * side];
        byte[] labels = new byte[8 + count];
        Header(images, 0x803, count, side, side);
        Header(labels, 0x801, count);
        for (int i = 0; i < count; i++)
        {
            labels[8 + i] = (byte)label(i);
            pixels(i).CopyTo(images.AsSpan(16 + i * side * side));
        }

        File.WriteAllBytes(Path.Combine(folder, $"{part}-images-idx3-ubyte"), images);
        File.WriteAllBytes(Path.Combine(folder, $"{part}-labels-idx1-ubyte"), labels);
    }

    private static void Header(Span<byte> file, params ReadOnlySpan<int> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(file[(i * 4)..], words[i]);
        }
    }
}
