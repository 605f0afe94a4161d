using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

using Weft.Fuzz.Mutations;

namespace Weft.Fuzz.Seeds;

/// <summary>Small data sets as IDX, NumPy, CIFAR and CSV files.</summary>
internal static class ArraySeeds
{
    private const int CifarRecord = 3073;

    public static IEnumerable<(string Reader, Seed Seed)> All()
    {
        byte[] images = Idx(0x803, [3, 4, 5]), labels = Idx(0x801, [3]);
        yield return ("idx", new Seed("images", images));
        yield return ("idx", new Seed("images.gz", GzipMutation.Pack(images)));
        yield return ("idx", new Seed("labels", labels));
        yield return ("idx", new Seed("labels.gz", GzipMutation.Pack(labels)));
        yield return ("idx-folder", new Seed("train-images-idx3-ubyte", images));
        yield return ("idx-folder", new Seed("train-labels-idx1-ubyte.gz", GzipMutation.Pack(labels)));
        yield return ("idx-folder", new Seed("t10k-images-idx3-ubyte.gz", GzipMutation.Pack(images)));
        yield return ("idx-folder", new Seed("t10k-labels-idx1-ubyte", labels));
        yield return ("idx-folder", new Seed("classes.txt", "shirt\nbag\nboot\n"u8.ToArray()));
        yield return ("cifar", new Seed("data_batch_1.bin", Bytes(2 * CifarRecord, most: 9)));
        yield return ("cifar", new Seed("test_batch.bin", Bytes(CifarRecord, most: 9)));
        yield return ("cifar", new Seed("batches.meta.txt", Text(string.Join('\n', Enumerable.Range(0, 10).Select(i => $"class{i}")))));
        foreach ((string reader, Seed seed) in Npz().Concat(Csv()))
        {
            yield return (reader, seed);
        }
    }

    /// <summary>An array as NumPy writes it.</summary>
    public static byte[] Npy(string type, string shape, byte[] values, bool isFortran = false)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': {(isFortran ? "True" : "False")}, 'shape': ({shape}), }}";
        header = header.PadRight(117) + "\n";
        byte[] start = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0];
        return [.. start, .. Text(header), .. values];
    }

    private static IEnumerable<(string Reader, Seed Seed)> Npz()
    {
        byte[] bytes = Npy("|u1", "4, 3, 3", Bytes(36)), numbers = Npy("<i8", "4,", [.. Longs(0, 1, 0, 1)]);
        byte[] floats = Npy("<f4", "4, 3, 3, 1", [.. Enumerable.Range(0, 36).SelectMany(i => BitConverter.GetBytes(i / 36f))]);
        byte[] words = Npy("<U3", "4,", Encoding.UTF32.GetBytes("hatbaghatbag"));
        byte[] oneHot = Npy("|b1", "4, 2", [1, 0, 0, 1, 1, 0, 0, 1]), big = Npy(">i2", "2, 3", Bytes(12), isFortran: true);
        yield return ("npz", Pack("bytes.npz", CompressionLevel.NoCompression, ("x_train.npy", bytes), ("y_train.npy", numbers),
            ("x_test.npy", bytes), ("y_test.npy", numbers)));
        yield return ("npz", Pack("floats.npz", CompressionLevel.Fastest, ("x_train.npy", floats), ("y_train.npy", words)));
        yield return ("npz", Pack("onehot.npz", CompressionLevel.Fastest, ("train_images.npy", bytes), ("train_labels.npy", oneHot),
            ("x_val.npy", bytes), ("y_val.npy", oneHot)));
        yield return ("npy", new Seed("bytes.npy", bytes));
        yield return ("npy", new Seed("longs.npy", numbers));
        yield return ("npy", new Seed("floats.npy", floats));
        yield return ("npy", new Seed("big.npy", big));
        yield return ("npy", Pack("x.npz", CompressionLevel.Fastest, ("x.npy", big), ("y.npy", numbers)));
    }

    private static IEnumerable<(string Reader, Seed Seed)> Csv()
    {
        string pixels = string.Join(',', Enumerable.Range(0, 16).Select(i => $"pixel{i}"));
        string Row(int row) => string.Join(',', Enumerable.Range(0, 16).Select(i => ((i * 7) + row) % 256));
        string rows = string.Join('\n', Enumerable.Range(0, 12).Select(i => $"{i % 3},{Row(i)}"));
        string spaced = string.Join('\n', Enumerable.Range(0, 12).Select(i =>
            $"{i % 2},\"{Row(i).Replace(',', ' ')}\",{(i < 9 ? "Training" : "PublicTest")}"));
        string paths = string.Join('\n', Enumerable.Range(0, 12).Select(i =>
            $"images/{i}.png,{(i % 2 == 0 ? "hat" : "bag")},{(i < 8 ? "train" : "test")}"));
        string hot = string.Join("\r\n", Enumerable.Range(0, 12).Select(i => $"\"{i}, a.jpg\";{i % 2};{1 - (i % 2)}"));
        yield return ("csv", new Seed("pixels.csv", Text($"label,{pixels}\n{rows}\n")));
        yield return ("csv", new Seed("bare.csv", Text($"{rows}\n")));
        yield return ("csv", new Seed("spaced.csv", Text($"emotion,pixels,Usage\n{spaced}\n")));
        yield return ("csv", new Seed("paths.csv", Text($"path,label,split\n{paths}\n")));
        yield return ("csv", new Seed("onehot.csv", Text($"\uFEFFfilename;hat;bag\r\n{hot}\r\n")));
        yield return ("csv", new Seed("plain.tsv", Text(paths.Replace(",train", "").Replace(",test", "").Replace(',', '\t'))));
    }

    private static Seed Pack(string name, CompressionLevel level, params (string Name, byte[] Bytes)[] members) =>
        new(name, ZipMutation.Pack(members, level));

    private static byte[] Idx(int magic, int[] extents)
    {
        byte[] header = new byte[4 + (4 * extents.Length)];
        BinaryPrimitives.WriteInt32BigEndian(header, magic);
        for (int i = 0; i < extents.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), extents[i]);
        }

        return [.. header, .. Bytes(extents.Aggregate(1, (size, extent) => size * extent), most: 2)];
    }

    private static byte[] Bytes(int count, int most = 255) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 37 % (most + 1)))];

    private static IEnumerable<byte> Longs(params long[] numbers) => numbers.SelectMany(BitConverter.GetBytes);

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
