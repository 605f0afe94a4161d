using Weft.Backbones;

namespace Weft.Tests.Backbones;

public sealed class FeatureCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => Directory.GetFiles(_folder.Path, "*.features").Single();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_Again_FindsWhatWasAdded_OfThisBackboneAlone()
    {
        Fill(1, 2);
        using (FeatureCache again = Open())
        {
            Assert.Equal([1, 1.5f, -1], again.Find(1)!);
            Assert.Equal([2, 2.5f, -2], again.Find(2)!);
            Assert.Null(again.Find(3));
        }

        using FeatureCache other = FeatureCache.Open(_folder.Path, "other", 3);
        Assert.Null(other.Find(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(36)]
    public void Open_CutShort_KeepsWholeRecordsAndGoesOnBehindThem(int missing)
    {
        Fill(1, 2);
        using (FileStream file = new(File, FileMode.Open))
        {
            file.SetLength(file.Length - missing);
        }

        using (FeatureCache cache = Open())
        {
            Assert.NotNull(cache.Find(1));
            Assert.Null(cache.Find(2));
            cache.Add([(3, [3, 3.5f, -3])]);
        }

        using FeatureCache again = Open();
        Assert.NotNull(again.Find(1));
        Assert.Equal([3, 3.5f, -3], again.Find(3)!);
    }

    [Fact]
    public void Open_OneByteChanged_TakesNothingFromThere()
    {
        Fill(1, 2);
        byte[] bytes = System.IO.File.ReadAllBytes(File);
        bytes[8 + 36 + 20] ^= 1;
        System.IO.File.WriteAllBytes(File, bytes);
        using FeatureCache cache = Open();
        Assert.NotNull(cache.Find(1));
        Assert.Null(cache.Find(2));
    }

    [Fact]
    public void Open_WhileAnotherWrites_ReadsAndLeavesTheFileAlone()
    {
        Fill(1);
        using FeatureCache first = Open(), second = Open();
        Assert.NotNull(second.Find(1));
        second.Add([(2, [2, 2, 2])]);
        first.Add([(3, [3, 3, 3])]);
        first.Dispose();
        using FeatureCache again = Open();
        Assert.Null(again.Find(2));
        Assert.NotNull(again.Find(3));
    }

    [Fact]
    public void Open_NoFolderOrNoneThatCanBe_KeepsForItsLifeAlone()
    {
        string file = _folder.File("a-file");
        System.IO.File.WriteAllText(file, "no folder");
        foreach (string? folder in new[] { null, file })
        {
            using FeatureCache cache = FeatureCache.Open(folder, "backbone", 3);
            cache.Add([(1, [1, 2, 3])]);
            Assert.NotNull(cache.Find(1));
        }
    }

    [Fact]
    public void Open_WhereNothingCanBeWritten_FindsWhatIsThereAndKeepsTheRestForItsLife()
    {
        Fill(1);
        byte[] before = System.IO.File.ReadAllBytes(File);
        using ReadOnlyFolder readOnly = new(_folder.Path);
        using (FeatureCache cache = Open())
        {
            Assert.NotNull(cache.Find(1));
            cache.Add([(2, [2, 2.5f, -2])]);
            Assert.NotNull(cache.Find(2));
        }

        using FeatureCache again = Open(), other = FeatureCache.Open(_folder.File("below"), "backbone", 3);
        Assert.Null(again.Find(2));
        other.Add([(2, [2, 2.5f, -2])]);
        Assert.NotNull(other.Find(2));
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void Open_OfAFileThatCannotBeWritten_FindsWhatIsThere()
    {
        Fill(1);
        FileAttributes attributes = System.IO.File.GetAttributes(File);
        System.IO.File.SetAttributes(File, attributes | FileAttributes.ReadOnly);
        try
        {
            using FeatureCache cache = Open();
            Assert.NotNull(cache.Find(1));
        }
        finally
        {
            System.IO.File.SetAttributes(File, attributes);
        }
    }

    private FeatureCache Open() => FeatureCache.Open(_folder.Path, "backbone", 3);

    private void Fill(params int[] keys)
    {
        using FeatureCache cache = Open();
        foreach (int key in keys)
        {
            cache.Add([((UInt128)key, [key, key + 0.5f, -key])]);
        }
    }
}
