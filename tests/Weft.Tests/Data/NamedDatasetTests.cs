using System.Buffers.Binary;

using Weft.Data;

namespace Weft.Tests.Data;

public sealed class NamedDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("emnist-byclass", 62)]
    [InlineData("emnist-bymerge", 47)]
    [InlineData("emnist-balanced", 47)]
    [InlineData("emnist-letters", 26)]
    [InlineData("emnist-digits", 10)]
    [InlineData("emnist-mnist", 10)]
    [InlineData("mnist", 10)]
    [InlineData("kmnist", 10)]
    [InlineData("fashion-mnist", 10)]
    public void ClassNames_AreAsManyAsPublished(string name, int classes) => Assert.Equal(classes, Named(name).ClassNames.Distinct().Count());

    [Fact]
    public void Load_Emnist_IsUprightAndCountedFromZero()
    {
        Write("emnist/emnist-letters-train", count: 26, firstLabel: 1);
        Write("emnist/emnist-letters-test", count: 2, firstLabel: 1);
        NamedDataset letters = Named("emnist-letters");
        string? found = letters.Find(variable => variable == "WEFT_DATASETS" ? _folder.Path : null);
        Assert.Equal(_folder["emnist"], found);

        (ImageDataset train, ImageDataset test) = letters.Load(found!);

        // Stored column by column, 2 rows of 3 become 3 rows of 2.
        Assert.Equal(new Shape(3, 2, 1), train.Shape);
        Assert.Equal([0, 3, 1, 4, 2, 5], train.Pixels(0).ToArray());
        Assert.Equal(0, train.Labels[0]);
        Assert.Equal("Z", train.ClassNames[train.Labels[25]]);
        Assert.Equal(2, test.Count);
        Assert.Equal(2, letters.LoadTest(found!).Count);
    }

    [Fact]
    public void Find_TorchvisionsFolders_AreTaken()
    {
        Write("MNIST/raw/train", 2, 0);
        Write("MNIST/raw/t10k", 2, 0);

        Assert.Equal(Path.Combine(_folder.Path, "MNIST/raw"), Named("mnist").Find(variable => variable == "WEFT_DATASETS" ? _folder.Path : null));
        Assert.Null(Named("kmnist").Find(variable => variable == "WEFT_DATASETS" ? _folder.Path : null));
    }

    [Fact]
    public async Task DownloadAsync_Emnist_SaysWhereToGetIt() =>
        Assert.Contains("nist.gov", (await Assert.ThrowsAsync<DataException>(() => Named("emnist-balanced").DownloadAsync(ct: TestContext.Current.CancellationToken))).Message);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Load_Cifar_InterleavesThePlanes(int labelBytes)
    {
        string[] train = labelBytes == 1 ? ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"] : ["train.bin"];
        foreach ((string file, int number) in train.Append(labelBytes == 1 ? "test_batch.bin" : "test.bin").Select((file, number) => (file, number)))
        {
            byte[] record = [.. labelBytes == 2 ? new byte[] { 9 } : [], (byte)number, .. Enumerable.Repeat((byte)10, 1024), .. Enumerable.Range(0, 1024).Select(i => (byte)i), .. Enumerable.Repeat((byte)30, 1024)];
            File.WriteAllBytes(_folder[file], [.. record, .. record]);
        }

        if (labelBytes == 1)
        {
            File.WriteAllLines(_folder["batches.meta.txt"], ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck", ""]);
        }

        Assert.True(CifarDataset.IsIn(_folder.Path));
        (ImageDataset all, ImageDataset test) = CifarDataset.Load(_folder.Path);

        Assert.Equal((new Shape(32, 32, 3), 2 * train.Length, 2), (all.Shape, all.Count, test.Count));
        Assert.Equal([10, 0, 30, 10, 1, 30], all.Pixels(0)[..6].ToArray());
        Assert.Equal(train.Length, test.Labels[0]);
        Assert.Equal(labelBytes == 1 ? "airplane" : "0", all.ClassNames[0]);
        Assert.Equal(labelBytes == 1 ? 10 : 100, all.ClassNames.Count);
    }

    [Fact]
    public void Load_CifarCut_SaysWhatIsExpected()
    {
        File.WriteAllBytes(_folder["train.bin"], new byte[3074]);
        File.WriteAllBytes(_folder["test.bin"], new byte[3073]);

        Assert.Contains("records of 3074 bytes", Assert.Throws<DataException>(() => CifarDataset.Load(_folder.Path)).Message);
    }

    [Fact]
    public void SpreadClasses_EveryStretch_HasTheMixOfTheWhole()
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i < 60 ? 0 : i < 90 ? 1 : 2)];

        int[] order = Splits.SpreadClasses(labels);

        Assert.Equal(Enumerable.Range(0, 100), order.Order());
        foreach (int[] tenth in order.Chunk(10))
        {
            Assert.Equal((6, 3, 1), (tenth.Count(i => labels[i] == 0), tenth.Count(i => labels[i] == 1), tenth.Count(i => labels[i] == 2)));
        }

        Assert.Equal(order.Where(i => labels[i] == 0), Enumerable.Range(0, 60));
    }

    private static NamedDataset Named(string name) => NamedDataset.All.Single(dataset => dataset.Name == name);

    private void Write(string prefix, int count, int firstLabel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[prefix])!);
        byte[] images = [.. Words(0x803, count, 2, 3), .. Enumerable.Range(0, count).SelectMany(i => Enumerable.Range(0, 6).Select(p => (byte)((i * 6) + p)))];
        File.WriteAllBytes(_folder[$"{prefix}-images-idx3-ubyte"], images);
        File.WriteAllBytes(_folder[$"{prefix}-labels-idx1-ubyte"], [.. Words(0x801, count), .. Enumerable.Range(firstLabel, count).Select(i => (byte)i)]);
    }

    private static byte[] Words(params int[] words)
    {
        byte[] bytes = new byte[words.Length * 4];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i * 4), words[i]);
        }

        return bytes;
    }
}
