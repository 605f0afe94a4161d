using System.Security.Cryptography;
using Weft.Data;

namespace Weft.Tests.Data;

public sealed class FashionMnistTests
{
    [Fact]
    public async Task Load_RealFiles_HoldsThePublishedPictures()
    {
        string directory = Require();
        (ImageDataset train, ImageDataset test) = await FashionMnist.LoadAsync(directory, ct: TestContext.Current.CancellationToken);
        Assert.Equal((60000, 10000), (train.Count, test.Count));
        Assert.Equal(new Shape(28, 28, 1), test.Shape);
        Assert.Equal([9, 0, 0, 3, 0, 2, 7, 2, 5, 5], train.Labels[..10]);
        Assert.Equal([9, 2, 1, 1, 6, 1, 4, 6, 5, 7], test.Labels[..10]);
        Assert.All(Enumerable.Range(0, 10), label => Assert.Equal((6000, 1000), (train.Labels.Count(label), test.Labels.Count(label))));
        Assert.Equal("fashion-mnist", train.Name);
        Assert.Equal("Ankle boot", train.ClassNames[train.Labels[0]]);
        (Dataset head, Dataset tail) = train.SplitTail(0.2);
        Assert.Null(Splits.ClassMixWarning(head, tail));
    }

    [Fact]
    public async Task ReadImages_RealFile_HasThePublishedPixels()
    {
        string directory = Require();
        IdxImages images = await Task.Run(() => IdxFile.ReadImages(Path.Combine(directory, FashionMnist.Files[2].Name)), TestContext.Current.CancellationToken);
        byte[] unpacked = [.. IdxFileTests.Idx([0x803, 10000, 28, 28], []), .. images.Pixels.Span];
        Assert.Equal("5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b", Convert.ToHexStringLower(SHA256.HashData(unpacked)));
    }

    [Fact]
    public void Files_RealFiles_HaveTheSizesAndSums()
    {
        string directory = Require();
        foreach (RemoteFile file in FashionMnist.Files)
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine(directory, file.Name));
            Assert.Equal(file.Size, bytes.Length);
            Assert.Equal(file.Hash, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
    }

    [Fact]
    public async Task Load_DirectoryWithoutFiles_SaysWhatIsExpected()
    {
        using TemporaryFolder folder = new();
        DataException e = await Assert.ThrowsAsync<DataException>(() => FashionMnist.LoadAsync(folder.Path, ct: TestContext.Current.CancellationToken));
        Assert.Contains("train-images-idx3-ubyte", e.Message, StringComparison.Ordinal);
    }

    private static string Require()
    {
        string? directory = FashionMnist.Find();
        bool published = directory is not null && FashionMnist.Files.All(file => File.Exists(Path.Combine(directory, file.Name)));
        Assert.SkipUnless(published, $"needs the four .gz files of Fashion-MNIST in {DatasetFolder.PathOf(FashionMnist.Name)}; let WEFT_DATASETS name the folder above them");
        return directory!;
    }
}
