using Weft.Imaging;

namespace Weft.Tests.Imaging.Datasets;

/// <summary>Folders of parts and folders of classes, as people and systems lay them out.</summary>
public sealed class FolderPartsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train", "dev", "test")]
    [InlineData("TRAIN", "Valid", "TEST")]
    [InlineData("Training", "development", "Testing")]
    [InlineData("train2017", "val2017", "test2017")]
    [InlineData("seg_train", "seg_val", "seg_test")]
    [InlineData("train_set", "validation-set", "Test Images")]
    [InlineData("trainset", "valset", "testset")]
    public void Read_PartsOfTheUsualNames_AreParts(string train, string validation, string test)
    {
        Fill($"{train}/disc", 4, $"{train}/square", 4, $"{validation}/disc", 2, $"{test}/disc", 1, $"{test}/square", 2);

        PictureList list = Read();

        Assert.Equal(["disc", "square"], list.Classes.Names);
        Assert.Equal((8, 2, 3), (list.Train.Count, list.Validation.Count, list.Test.Count));
        Assert.Empty(list.Notes);
    }

    [Fact]
    public void Read_APartThatIsWrappedTwice_IsUnwrapped()
    {
        Fill("seg_train/seg_train/disc", 4, "seg_train/seg_train/square", 4, "seg_test/seg_test/disc", 2, "seg_test/seg_test/square", 2,
            "seg_pred/seg_pred", 7);

        PictureList list = Read();

        Assert.Equal((8, 4), (list.Train.Count, list.Test.Count));
        Assert.Contains("7 pictures lie in", Assert.Single(list.PassedOver));
    }

    [Theory]
    [InlineData("north", "south")]
    [InlineData("fold1", "fold2")]
    [InlineData("eval", "holdout")]
    public void Read_FoldersThatRepeatTheirInnerNames_AreAskedAbout(string first, string second)
    {
        Fill($"{first}/disc", 4, $"{first}/square", 4, $"{second}/disc", 2, $"{second}/square", 2);

        string error = Error();

        Assert.Contains($"got {first}, {second}, which hold folders of the same names (disc, square)", error);
        Assert.Contains("call them train, val and test", error);
    }

    [Fact]
    public void Read_OneInnerNameRepeated_IsAskedAboutToo()
    {
        Fill("north/disc", 4, "north/square", 4, "south/disc", 2);

        Assert.Contains("folders of the same names (disc)", Error());
    }

    [Fact]
    public void Read_AStrangerBesideParts_IsAskedAbout()
    {
        Fill("train/disc", 4, "train/square", 4, "holdout/disc", 2, "holdout/square", 3);

        Assert.Contains("got 'holdout' with 5 pictures", Error());
    }

    [Theory]
    [InlineData("test", "val")]
    [InlineData("test", "dev")]
    public void Read_PartsWithNothingToLearnFrom_AreRefused(string first, string second)
    {
        Fill($"{first}/disc", 4, $"{first}/square", 4, $"{second}/disc", 2);

        Assert.Contains("expected a part to learn from", Error());
    }

    [Fact]
    public void Read_PartsWithoutClasses_AreRefused()
    {
        Fill("train", 4, "test", 2);

        Assert.Contains("got the parts test, train without a folder per class in them", Error());
    }

    [Fact]
    public void Read_ClassesOverParts_AreBoth()
    {
        Fill("disc/train", 4, "disc/test", 2, "square/train", 3, "square/test", 1, "square/val", 1);

        PictureList list = Read();

        Assert.Equal(["disc", "square"], list.Classes.Names);
        Assert.Equal((7, 1, 3), (list.Train.Count, list.Validation.Count, list.Test.Count));
    }

    [Fact]
    public void Read_FoldersWithinClasses_BelongToTheClass()
    {
        Fill("disc/images", 3, "square/images", 3, "bar", 3, "bar/more", 2);

        Assert.Equal([("bar", 5), ("disc", 3), ("square", 3)],
            Read().All.CountBy(file => file.Label).Select(pair => (pair.Key, pair.Value)).Order());
    }

    [Theory]
    [InlineData("@eaDir")]
    [InlineData("__MACOSX")]
    [InlineData(".git")]
    [InlineData(".ipynb_checkpoints")]
    [InlineData("$RECYCLE.BIN")]
    [InlineData("lost+found")]
    [InlineData("System Volume Information")]
    [InlineData("Thumbs")]
    [InlineData("#recycle")]
    public void Read_FoldersOfASystem_AreNobodysClass_AndAreCounted(string system)
    {
        Fill("disc", 4, "square", 4, system, 2, $"disc/{system}", 1, $"train/{system}", 0);
        Directory.Delete(_folder.File("train"), recursive: true);

        PictureList list = Read();

        Assert.Equal(["disc", "square"], list.Classes.Names);
        Assert.Equal(8, list.All.Count());
        Assert.Contains($"3 pictures lie in a system's folders ({system}) and are left out.", list.PassedOver);
    }

    [Fact]
    public void Read_WhatIsPassedOver_IsCounted()
    {
        Fill("disc", 3, "square", 3);
        foreach (string name in (string[])["disc/a.txt", "disc/b.txt", "square/c.svg", "square/Thumbs.db", "disc/._0.png",
            "disc/.hidden.jpg", "README"])
        {
            File.WriteAllText(_folder.File(name), string.Empty);
        }

        IReadOnlyList<string> passedOver = Read().PassedOver;

        Assert.Contains("2 hidden files have a picture's name and are left out.", passedOver);
        Assert.Contains("4 files have no picture's name (.txt 2, .svg 1, without an ending 1) and are left out.", passedOver);
    }

    [Fact]
    public void Read_LinksRound_AreNotFollowed()
    {
        Fill("disc", 3, "square", 3);
        Directory.CreateSymbolicLink(_folder.File("disc/round"), _folder.Path);
        Directory.CreateSymbolicLink(_folder.File("disc/up"), Path.GetDirectoryName(_folder.Path)!);
        Directory.CreateSymbolicLink(_folder.File("disc/other"), _folder.File("square"));

        PictureList list = Read();

        Assert.Equal([("disc", 3), ("square", 3)], list.All.CountBy(file => file.Label).Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Contains("3 links lead to a folder that is read anyway, or holds the data set itself, and are not followed.",
            list.PassedOver);
    }

    [Fact]
    public void Read_AClassThatIsALinkToAnother_IsRefused()
    {
        Fill("disc", 3, "square", 3);
        Directory.CreateSymbolicLink(_folder.File("disk"), _folder.File("disc"));

        Assert.Contains("disk: expected a folder of its own for each class", Error());
    }

    [Fact]
    public void List_FolderThatHoldsALinkToItself_HasEachPictureOnce()
    {
        Fill("a", 3, "a/b", 2, "@eaDir", 4);
        Directory.CreateSymbolicLink(_folder.File("a/round"), _folder.Path);
        Directory.CreateSymbolicLink(_folder.File("a/b/again"), _folder.File("a"));

        (IReadOnlyList<string> pictures, IReadOnlyList<string> passedOver) = PictureFolder.List(_folder.Path);

        Assert.Equal(5, pictures.Count);
        Assert.Equal(["4 pictures lie in a system's folders (@eaDir) and are left out.",
            "2 links lead to a folder that is read anyway, or holds the data set itself, and are not followed."], passedOver);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Load_AClassNobodyCanSee_IsRefused(int bytes)
    {
        PhotoFolder.Create(_folder.File("photos"), 5);
        Directory.CreateDirectory(_folder.File("photos/green"));
        for (int i = 0; i < 4; i++)
        {
            File.WriteAllBytes(_folder.File($"photos/green/{i}.jpg"), new byte[bytes]);
        }

        string error = Assert.Throws<DataException>(() => Load("photos")).Message;

        Assert.Matches(@"expected readable pictures of class 'green' to learn from, got none among [34] files\. The first: .*green.*\.jpg",
            error);
    }

    [Fact]
    public void Load_OnePictureOfEachClass_SaysWhatIsNeeded()
    {
        PhotoFolder.Create(_folder.File("photos"), 1, "jpg", "red", "blue", "green");

        string error = Assert.Throws<DataException>(() => Load("photos")).Message;

        Assert.Matches("expected at least two pictures of each class, one to learn from and one to test on, got one of '(red|blue|green)'",
            error);
    }

    private void Load(string name) =>
        new PictureDataset(PictureList.Read(_folder.File(name)), [8, 8, 3], cacheFolder: null)
            .Load(ct: TestContext.Current.CancellationToken);

    private PictureList Read() => PictureList.Read(_folder.Path);

    private string Error() => Assert.Throws<DataException>(Read).Message;

    // Folders with how many pictures to put in each.
    private void Fill(params object[] foldersAndCounts)
    {
        foreach (object[] pair in foldersAndCounts.Chunk(2))
        {
            string folder = _folder.File((string)pair[0]);
            Directory.CreateDirectory(folder);
            for (int i = 0; i < (int)pair[1]; i++)
            {
                File.WriteAllBytes(Path.Combine(folder, $"{i}.png"), []);
            }
        }
    }
}
