using System.IO.Compression;

using Weft.Data;

namespace Weft.Tests.Data;

/// <summary>Archives that are damaged end in an error that names the file.</summary>
public sealed class NpzDamageTests : IDisposable
{
    private readonly Weft.Tests.TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(15)]
    public void Load_AHeaderTooShortToBeOne_IsNamed(int length)
    {
        byte[] array = NpzArchive.Npy("|u1", [2, 1, 2], [1, 2, 3, 4]);
        (array[8], array[9]) = ((byte)length, 0);

        Assert.Contains($"set.npz/x_train: expected a header of 16 to 1048576 bytes, got {length}", Error(array));
    }

    [Fact]
    public void Load_AMemberThatPromisesMoreThanItCanHold_IsNamed()
    {
        string path = Write(NpzArchive.Npy("|u1", [2, 1, 2], [1, 2, 3, 4]));
        byte[] bytes = File.ReadAllBytes(path);

        // The unpacked size in the first entry of the central directory.
        int entry = bytes.AsSpan().IndexOf("PK\x01\x02"u8);
        BitConverter.GetBytes(2_000_000_000).CopyTo(bytes, entry + 24);
        File.WriteAllBytes(path, bytes);

        Assert.Contains("x_train.npy promises 2000000000 in", Assert.Throws<DataException>(() => NpzDataset.Load(path)).Message);
    }

    [Fact]
    public void Load_AnyByteChanged_IsReadOrNamed()
    {
        byte[] array = NpzArchive.Npy("<f4", [2, 1, 2], NpzArchive.Floats(1, 2, 3, 4));
        Random random = new(7);
        for (int i = 0; i < 3_000; i++)
        {
            byte[] damaged = [.. array];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            damaged = random.Next(5) == 0 ? damaged[..random.Next(damaged.Length)] : damaged;
            try
            {
                NpzDataset.Load(Write(damaged));
            }
            catch (DataException error)
            {
                Assert.Contains("set", error.Message);
            }
        }
    }

    [Fact]
    public void Load_OnePictureOfEachClass_SaysWhatIsNeeded()
    {
        string path =
            NpzArchive.Create(_folder.File("set.npz"), ("x_train", "|u1", [3, 1, 2], [1, 2, 3, 4, 5, 6]),
                ("y_train", "|u1", [3], [0, 1, 2]));

        Assert.Contains("expected at least two pictures of each class", Assert.Throws<DataException>(() => NpzDataset.Load(path)).Message);
    }

    private string Error(byte[] array) => Assert.Throws<DataException>(() => NpzDataset.Load(Write(array))).Message;

    private string Write(byte[] array)
    {
        string path = _folder.File("set.npz");
        using ZipArchive archive = new(File.Create(path), ZipArchiveMode.Create);
        foreach ((string name, byte[] bytes) in ((string, byte[])[])[("x_train", array), ("y_train", NpzArchive.Npy("|u1", [2], [0, 1])),
            ("x_test", array), ("y_test", NpzArchive.Npy("|u1", [2], [0, 1]))])
        {
            using Stream stream = archive.CreateEntry($"{name}.npy", CompressionLevel.NoCompression).Open();
            stream.Write(bytes);
        }

        return path;
    }
}
