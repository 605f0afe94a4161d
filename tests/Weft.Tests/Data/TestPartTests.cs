using Weft.Data;
using Weft.Tests.Cli;

namespace Weft.Tests.Data;

public sealed class TestPartTests
{
    [Fact]
    public void LoadTest_Folder_IsTheTestPartOfLoad()
    {
        using Weft.Tests.TemporaryFolder folder = new();
        string directory = SmallIdx.Create(folder);
        ImageDataset whole = IdxDataset.Load(directory).Test;
        File.Delete(Path.Combine(directory, "train-images-idx3-ubyte"));

        ImageDataset test = IdxDataset.LoadTest(directory);

        Assert.Equal((whole.Count, whole.Shape, whole.Name), (test.Count, test.Shape, test.Name));
        Assert.Equal(whole.Labels, test.Labels);
        Assert.Equal(whole.ClassNames, test.ClassNames);
        Assert.Equal(whole.Pixels(29), test.Pixels(29));
    }

    [Fact]
    public async Task LoadTestAsync_FashionMnist_HasItsClassNames()
    {
        Assert.SkipWhen(FashionMnist.Find() is null, "Fashion-MNIST is not on this machine; set WEFT_DATASETS to the folder that has fashion-mnist.");

        ImageDataset test = await FashionMnist.LoadTestAsync();

        Assert.Equal(10_000, test.Count);
        Assert.Equal(FashionMnist.ClassNames, test.ClassNames);
    }
}
