using Weft.Data;

namespace Weft.Tests.Data;

public sealed class IdxDatasetTests
{
    [Theory]
    [InlineData("t10k", "-", ".gz")]
    [InlineData("test", ".", "")]
    public void Load_FolderOfOnesOwn_NumbersClasses(string test, string separator, string ending)
    {
        using TemporaryFolder folder = new();
        Write(folder, "train", [0, 1, 0], separator, ending);
        Write(folder, test, [2, 1], separator, ending);
        (ImageDataset train, ImageDataset held) = IdxDataset.Load(folder.Path);
        Assert.Equal((3, 2), (train.Count, held.Count));
        Assert.Equal(new Shape(2, 3, 1), train.Shape);
        Assert.Equal(["0", "1", "2"], train.ClassNames);
        Assert.Equal(["0", "1", "2"], held.ClassNames);
        Assert.Equal([6, 7, 8, 9, 10, 11], train.Pixels(1).ToArray());
        Assert.Equal(Path.GetFileName(folder.Path), train.Name);
    }

    [Fact]
    public void Load_ClassesBesideThem_NamesClasses()
    {
        using TemporaryFolder folder = new();
        Write(folder, "train", [0, 1, 0]);
        Write(folder, "t10k", [1]);
        File.WriteAllText(folder["classes.txt"], "cat\r\n dog \n\n");
        Assert.Equal(["cat", "dog"], IdxDataset.Load(folder.Path, "pets").Test.ClassNames);
        File.WriteAllText(folder["classes.txt"], "cat");
        DataException e = Assert.Throws<DataException>(() => IdxDataset.Load(folder.Path, "pets"));
        Assert.StartsWith("pets: expected labels from 0 to 0 for 1 class names, got 1 at index 1.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoTestFiles_SaysWhichAndLoadTrainDoesWithout()
    {
        using TemporaryFolder folder = new();
        Write(folder, "train", [0, 1, 0]);
        Assert.Equal(3, IdxDataset.LoadTrain(folder.Path, "mine").Count);
        Assert.False(IdxDataset.IsComplete(folder.Path));
        DataException e = Assert.Throws<DataException>(() => IdxDataset.Load(folder.Path));
        Assert.Contains("expected the file t10k-images-idx3-ubyte, plain or .gz", e.Message, StringComparison.Ordinal);
        Assert.Throws<DataException>(() => IdxDataset.LoadTrain(folder["nowhere"]));
    }

    [Fact]
    public void Load_LabelsOfAnotherSet_Throws()
    {
        using TemporaryFolder folder = new();
        Write(folder, "train", [0, 1, 0]);
        Write(folder, "t10k", [1]);
        File.WriteAllBytes(folder["train-labels-idx1-ubyte"], IdxFileTests.Idx([0x801, 2], [1, 1]));
        DataException e = Assert.Throws<DataException>(() => IdxDataset.Load(folder.Path));
        Assert.Contains("expected a label for each of 3 images, train-labels-idx1-ubyte has 2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_Places_WeftsOwnThenKeras()
    {
        using TemporaryFolder home = new();
        Dictionary<string, string> environment = new() { ["HOME"] = home.Path, ["XDG_CACHE_HOME"] = home["xdg"] };
        string? Find() => DatasetFolder.Find("mine", environment.GetValueOrDefault);

        Assert.Null(Find());
        string keras = Make(home[".keras/datasets/mine"]);
        Assert.Equal(keras, Find());
        string cache = Make(home["xdg/weft/datasets/mine"]);
        Assert.Equal(cache, Find());
        environment["WEFT_DATASETS"] = home["sets"];
        Assert.Equal(keras, Find());
        string named = Make(home["sets/mine"]);
        Assert.Equal(named, Find());
        File.Delete(Path.Combine(named, "t10k-labels-idx1-ubyte"));
        Assert.Equal(keras, Find());
    }

    [Fact]
    public void RootFor_NothingSet_IsTheUsersCache()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("needs Linux: the cache folder is another elsewhere");
        }

        Dictionary<string, string> environment = new() { ["HOME"] = "/home/anna", ["XDG_CACHE_HOME"] = "relative" };
        Assert.Equal("/home/anna/.cache/weft/datasets", DatasetFolder.RootFor(environment.GetValueOrDefault));
    }

    private static string Make(string path)
    {
        Directory.CreateDirectory(path);
        foreach (string file in (string[])["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"])
        {
            File.WriteAllText(Path.Combine(path, file + "-ubyte"), "");
        }

        return path;
    }

    private static void Write(TemporaryFolder folder, string part, byte[] labels, string separator = "-", string ending = "")
    {
        byte[] pixels = [.. Enumerable.Range(0, labels.Length * 6).Select(i => (byte)i)];
        bool gzip = ending == ".gz";
        File.WriteAllBytes(folder[$"{part}-images{separator}idx3-ubyte{ending}"], IdxFileTests.Pack(IdxFileTests.Idx([0x803, labels.Length, 2, 3], pixels), gzip));
        File.WriteAllBytes(folder[$"{part}-labels{separator}idx1-ubyte{ending}"], IdxFileTests.Pack(IdxFileTests.Idx([0x801, labels.Length], labels), gzip));
    }
}
