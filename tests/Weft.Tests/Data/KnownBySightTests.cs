using Weft.Data;
using Weft.Tests.Cli;

namespace Weft.Tests.Data;

/// <summary>Folders of other libraries that are known by sight: torchvision's are read, Python's pickles explained.</summary>
public sealed class KnownBySightTests : IDisposable
{
    private readonly Weft.Tests.TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("MNIST")]
    [InlineData("MNIST/raw")]
    [InlineData("MNIST/raw/")]
    public void Find_TorchvisionsFolder_FromAnyLevel(string named)
    {
        Make("MNIST/raw");

        (string folder, NamedDataset dataset) = Assert.Single(TorchvisionFolder.Find(Path.Combine(_folder.Path, named)));

        Assert.Equal((_folder.File("MNIST/raw"), "mnist"), (folder, dataset.Name));
        Assert.Equal(SmallIdx.TrainCount, dataset.Load(folder).Train.Count);
    }

    [Fact]
    public void Find_FashionMnist_HasItsClassNames()
    {
        Make("FashionMNIST/raw");

        Assert.Equal("T-shirt/top", Assert.Single(TorchvisionFolder.Find(_folder.Path)).Dataset.ClassNames[0]);
    }

    [Fact]
    public void Find_SeveralOrNone_GivesAllOrNone()
    {
        Assert.Empty(TorchvisionFolder.Find(_folder.Path));
        Make("MNIST/raw");
        Make("KMNIST/raw");
        Make("Other/raw");
        Assert.Equal(["mnist", "kmnist"], TorchvisionFolder.Find(_folder.Path).Select(found => found.Dataset.Name));
        Assert.Empty(TorchvisionFolder.Find(_folder.File("Other")));
    }

    [Theory]
    [InlineData("cifar-10-batches-py", "data_batch_1,data_batch_2,test_batch,batches.meta", "cifar-10-binary.tar.gz")]
    [InlineData("cifar-100-python", "train,test,meta", "cifar-100-binary.tar.gz")]
    [InlineData("", "train,test,meta", "cifar-100-binary.tar.gz")]
    public void ExplainPython_CifarsPickles_SaysWhatToFetch(string folder, string files, string archive)
    {
        string path = _folder.File(folder);
        Directory.CreateDirectory(path);
        foreach (string file in files.Split(','))
        {
            File.WriteAllText(Path.Combine(path, file), "cos\nsystem\n(S'exit 7'\ntR.");
        }

        Assert.Contains(archive, CifarDataset.ExplainPython(_folder.Path));
        Assert.Contains("Those are pickles, programs that only Python can run",
            Assert.Throws<DataException>(() => CifarDataset.Load(path)).Message);
    }

    [Fact]
    public void ExplainPython_OtherFolders_AreLeft() => Assert.Null(CifarDataset.ExplainPython(_folder.Path));

    private void Make(string to)
    {
        string made = SmallIdx.Create(_folder);
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(to))!);
        Directory.Move(made, _folder.File(to));
    }
}
