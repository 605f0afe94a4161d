using Weft.Imaging;

namespace Weft.Tests.Imaging.Datasets;

public sealed class PictureListTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_FolderPerClass_SetsAFifthOfEachClassAside()
    {
        Touch("b/", 20);
        Touch("a/", 40);

        PictureList list = Read();

        Assert.Equal(["a", "b"], list.Classes.Names);
        Assert.True(list.WasSplit);
        Assert.Equal((32, 16), Counts(list.Train));
        Assert.Equal((8, 4), Counts(list.Test));
        Assert.Empty(list.Train.Intersect(list.Test));
        Assert.Contains("12 of 60 pictures", Assert.Single(list.Notes));

        // Keras' rule takes the last part of the training pictures for validation: it has to have both classes in their mix.
        (int a, int b) = Counts(list.Train.Skip(38));
        Assert.InRange(a, 6, 7);
        Assert.Equal(10, a + b);
    }

    [Fact]
    public void Read_Twice_GivesTheSameSplit_AndMorePicturesHardlyChangeIt()
    {
        Touch("a/", 50);
        Touch("b/", 50);
        string[] before = [.. Read().Test.Select(file => file.Name)];
        Assert.Equal(before, Read().Test.Select(file => file.Name));

        Touch("a/", 53);
        string[] after = [.. Read().Test.Select(file => file.Name)];

        Assert.InRange(after.Intersect(before).Count(), before.Length - 2, before.Length);
    }

    [Theory]
    [InlineData("train", "val", "test")]
    [InlineData("Train", "valid", "Test")]
    [InlineData("training", "validation", "testing")]
    public void Read_FoldersForParts_AreTaken(string train, string validation, string test)
    {
        Touch($"{train}/cat/", 5);
        Touch($"{train}/dog/", 5);
        Touch($"{validation}/cat/", 2);
        Touch($"{test}/cat/", 3);
        Touch($"{test}/dog/", 4);

        PictureList list = Read();

        Assert.Equal((10, 2, 7), (list.Train.Count, list.Validation.Count, list.Test.Count));
        Assert.False(list.WasSplit);
        Assert.Empty(list.Notes);
    }

    [Fact]
    public void Read_AClassCalledTrain_IsAClass()
    {
        Touch("train/", 5);
        Touch("bus/", 5);

        Assert.Equal(["bus", "train"], Read().Classes.Names);
    }

    [Fact]
    public void Read_Oddities_AreHandled()
    {
        Touch("1/x.JPG", "1/deep/er/y.Png", "1/.hidden.jpg", "1/._z.jpg", "1/notes.txt", "1/Thumbs.db", "10/b.jpeg", "10/c.webp", "2/a.gif", "2/d.jpg", ".git/e.jpg", "__MACOSX/f.jpg", "loose.jpg");
        Directory.CreateSymbolicLink(_folder.File("2/round"), _folder.Path);
        File.CreateSymbolicLink(_folder.File("2/link.jpg"), _folder.File("1/x.JPG"));

        PictureList list = Read();

        Assert.Equal(["1", "2", "10"], list.Classes.Names);
        string[] names = [.. list.All.Select(file => file.Name)];
        Assert.Contains("1/x.JPG", names);
        Assert.Contains("1/deep/er/y.Png", names);
        Assert.Contains("2/link.jpg", names);
        Assert.DoesNotContain(names, name => name.Contains("hidden", StringComparison.Ordinal) || name.Contains("git", StringComparison.Ordinal) || name.Contains("notes", StringComparison.Ordinal));
        Assert.Contains("1 picture lies", list.Notes[0]);
    }

    [Fact]
    public void Read_EmptyClassFolder_IsNamed()
    {
        Touch("a/", 3);
        Directory.CreateDirectory(_folder.File("nothing"));

        Assert.Contains("class 'nothing', the folder holds none", Error());
    }

    [Fact]
    public void Read_OneClassOnly_IsNamed()
    {
        Touch("a/", 3);

        Assert.Contains("one class only, 'a'", Error());
    }

    [Fact]
    public void Read_OneFolderTooHigh_SaysWhichToName()
    {
        Touch("images/cat/", 2);
        Touch("images/dog/", 2);

        Assert.Contains($"name that folder: {_folder.File("images")}.", Error());
    }

    [Fact]
    public void Read_PicturesWithoutFolders_SaysWhatIsExpected()
    {
        Touch("a.jpg", "b.jpg");

        Assert.Contains("got 2 pictures and no folders", Error());
    }

    [Fact]
    public void Read_TestClassThatIsNotTrained_IsNamed()
    {
        Touch("train/cat/", 3);
        Touch("train/dog/", 3);
        Touch("test/cow/", 1);

        Assert.Contains("got 'cow' for test/cow/0.jpg", Error());
    }

    [Theory]
    [InlineData("path,label\na.jpg,cat\nsub/b.jpg,dog\n")]
    [InlineData("a.jpg,cat\nsub/b.jpg,dog\n")]
    [InlineData("\uFEFFFile;Class\r\na.jpg;cat\r\nsub\\b.jpg;dog\r\n")]
    [InlineData("label\timage\ncat\ta.jpg\ndog\tsub/b.jpg\n")]
    [InlineData("\"path\",\"label\"\n\"a.jpg\",\"cat\"\n\"sub/b.jpg\",\"dog\"")]
    public void Read_Csv_HeaderQuotesBomAndCrLf(string text)
    {
        PictureList list = Csv(text);

        Assert.Equal([("a.jpg", "cat"), ("sub/b.jpg", "dog")], list.All.Select(file => (file.Name, file.Label)).Order());
        Assert.Equal(_folder.File("a.jpg"), list.All.Single(file => file.Name == "a.jpg").Path);
    }

    [Fact]
    public void Read_CsvWithCommasInQuotes_KeepsThem() =>
        Assert.Equal(["cat, black", "say \"dog\""], Csv("path,label\n\"a, b.jpg\",\"cat, black\"\nc.jpg,\"say \"\"dog\"\"\"\n").Classes.Names);

    [Fact]
    public void Read_CsvWithNumbers_OrdersThemAsNumbers() => Assert.Equal(["2", "3", "10"], Csv("a.jpg,10\nb.jpg,2\nc.jpg,3\n").Classes.Names);

    [Fact]
    public void Read_CsvWithSplits_TakesThem()
    {
        PictureList list = Csv("path,label,split\na.jpg,x,train\nb.jpg,y,train\nc.jpg,x,val\nd.jpg,y,test\n");

        Assert.Equal(["c.jpg"], list.Validation.Select(file => file.Name));
        Assert.Equal(["d.jpg"], list.Test.Select(file => file.Name));
    }

    [Theory]
    [InlineData("a.jpg,cat\nb.jpg\n", "line 2: expected a label in column 2, got 1 columns")]
    [InlineData("a.jpg,cat\nb.jpg,\n", "line 2: expected a label in column 2, got an empty field")]
    [InlineData("a.jpg,\"cat\nb.jpg,dog\n", "quotes do not match")]
    [InlineData("path,label,split\na.jpg,x,maybe\n", "line 2: expected train, val or test, got 'maybe'")]
    [InlineData("path,label\n", "expected labelled pictures, got none")]
    [InlineData("", "expected labelled pictures, got none")]
    public void Read_CsvThatIsWrong_SaysWhere(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<DataException>(() => Csv(text)).Message);

    private PictureList Read() => PictureList.Read(_folder.Path);

    private string Error() => Assert.Throws<DataException>(Read).Message;

    private PictureList Csv(string text)
    {
        File.WriteAllText(_folder.File("list.csv"), text);
        return PictureList.Read(_folder.File("list.csv"));
    }

    private static (int A, int B) Counts(IEnumerable<PictureFile> files) => (files.Count(file => file.Label == "a"), files.Count(file => file.Label == "b"));

    private void Touch(string folder, int count) => Touch([.. Enumerable.Range(0, count).Select(i => $"{folder}{i}.jpg")]);

    private void Touch(params string[] names)
    {
        foreach (string name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
            File.WriteAllBytes(_folder.File(name), []);
        }
    }
}
