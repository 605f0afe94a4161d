using Weft.Imaging;

namespace Weft.Tests.Imaging.Datasets;

/// <summary>The forms that lists of pictures have in the wild; what is none of them is refused with its first line quoted.</summary>
public sealed class CsvFormsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("filename,disc,square,bar\na.png,1,0,0\nb.png,0,1,0\nc.png,0,0,1\n")]
    [InlineData("disc,square,filename,bar\n1,0,a.png,0\n0,1,b.png,0\n0,0,c.png,1\n")]
    [InlineData("image,disc,square,bar\na.png,1.0,0.0,0.0\nb.png,0.0,1.0,0.0\nc.png,0.0,0.0,1.0\n")]
    [InlineData(",image,disc,square,bar\n0,a.png,1,0,0\n1,b.png,0,1,0\n2,c.png,0,0,1\n")]
    public void Read_OneHotColumns_AreClasses(string text)
    {
        PictureList list = Csv(text);

        Assert.Equal(["bar", "disc", "square"], list.Classes.Names);
        Assert.Equal([("a.png", "disc"), ("b.png", "square"), ("c.png", "bar")], list.All.Select(file => (file.Name, file.Label)).Order());
    }

    [Theory]
    [InlineData("path,label\na.png,bird\nb.png,\"bird,animal\"\nc.png,fish\nd.png,\"fish,animal\"\n", "2 labels look like several in one field", "the first is line 3, 'bird,animal'")]
    [InlineData("path;label\na.png;bird\nb.png;bird|animal\nc.png;fish\n", "1 label looks like several in one field", "line 3, 'bird|animal'")]
    [InlineData("a.png\tbird\nb.png\tbird;animal\nc.png\tfish\n", "1 label looks like several in one field", "line 2, 'bird;animal'")]
    public void Read_SeveralLabelsInAField_AreOneClassAndSaid(string text, params string[] said)
    {
        PictureList list = Csv(text);
        string note = Assert.Single(list.PassedOver);
        Assert.All(said, part => Assert.Contains(part, note));
        Assert.Contains("keep the one class", note);
        Assert.Contains(list.Classes.Names, name => name.Contains("animal", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("filename,disc,square\na.png,1,1\n", "line 2: expected one class for each picture, got 'disc' and 'square'")]
    [InlineData("filename,disc,square\na.png,0,0\n", "line 2: expected a 1 in one of the columns of classes, got none")]
    [InlineData("filename,disc,square\na.png,0.4,0.6\n", "got '0.4'. The header is 'filename,disc,square'")]
    [InlineData("filename,width,height\na.png,20,30\n", "The header is 'filename,width,height'")]
    [InlineData("filename,disc,disc\na.png,0,1\n", "got 'disc' twice in 'filename,disc,disc'")]
    [InlineData("photo of,kind\na.png,disc\nb.png,bar\n", "got the first line 'photo of,kind'")]
    [InlineData("a,b,c,d\n1,2,3,4\n", "got the first line 'a,b,c,d'")]
    [InlineData("disc,bar\nbar,disc\n", "got the first line 'disc,bar'")]
    [InlineData("a.png,disc,20,30\n", "got the first line 'a.png,disc,20,30'")]
    public void Read_WhatIsNotUnderstood_IsRefusedAndQuoted(string text, string expected) => Assert.Contains(expected, Error(text));

    [Theory]
    [InlineData("label,pixel0,pixel1,pixel2,pixel3,pixel4,pixel5,pixel6,pixel7,pixel8,pixel9,pixel10,pixel11,pixel12,pixel13,pixel14,pixel15\n")]
    [InlineData("emotion,pixels,Usage\n")]
    public void Read_Pixels_AreNoPaths(string text) => Assert.Contains("got columns of pixels", Error(text));

    [Theory]
    [InlineData("split,label,path\ntrain,x,a.png\ntrain,y,b.png\ndev,x,c.png\ntest,y,d.png\n")]
    [InlineData("Usage,label,path\nTraining,x,a.png\nTraining,y,b.png\nPublicTest,x,c.png\nPrivateTest,y,d.png\n")]
    [InlineData("a.png,x,train\nb.png,y,train\nc.png,x,val\nd.png,y,test\n")]
    public void Read_SplitColumn_IsTakenInAnyForm(string text)
    {
        PictureList list = Csv(text);

        Assert.Equal((2, "c.png", "d.png", false),
            (list.Train.Count, Assert.Single(list.Validation).Name, Assert.Single(list.Test).Name, list.WasSplit));
    }

    [Fact]
    public void Read_LabelInFront_IsFoundByThePicture() => Assert.Equal(["bar", "disc"], Csv("disc,a.png\nbar,b.png\n").Classes.Names);

    [Fact]
    public void Read_PathsUnderAFolderBesideTheFile_AreFound()
    {
        Touch("images/a.png", "images/b.png", "other/c.png");

        PictureList list = Csv("id,breed\na.png,x\nb.png,y\n");

        Assert.Equal([_folder.File("images/a.png"), _folder.File("images/b.png")], list.All.Select(file => file.Path).Order());
    }

    [Fact]
    public void Read_PathsWithoutEndings_AreFound()
    {
        Touch("train/1001.jpg", "train/1002.jpg");

        PictureList list = Csv("image_id,healthy,rust\n1001,1,0\n1002,0,1\n");

        Assert.Equal([_folder.File("train/1001.jpg"), _folder.File("train/1002.jpg")], list.All.Select(file => file.Path).Order());
    }

    [Fact]
    public void Read_PathsFromTheDataSetsRoot_AreFound()
    {
        Touch("images/a.png", "images/b.png");

        PictureList list = Csv("path,label\n/images/a.png,x\n/images/b.png,y\n");

        Assert.Equal(_folder.File("images/b.png"), list.All.Select(file => file.Path).Order().Last());
    }

    [Fact]
    public void Read_RowsThatComeAgain_AreCountedAloud()
    {
        PictureList list =
            Csv("path,label,split\na.png,x,train\nb.png,y,train\na.png,x,train\nc.png,x,train\nc.png,y,train\nb.png,y,test\nd.png,y,test\nc.png,y,train\n");

        Assert.Equal(["a.png", "b.png", "d.png"], list.All.Select(file => file.Name).Order());
        Assert.Equal(3, list.PassedOver.Count);
        Assert.Contains("1 row names a picture that an earlier row names with the same class, and is left out; the first is line 4, a.png.",
            list.PassedOver[0]);
        Assert.Contains("1 row puts a picture into another part than an earlier row does, and is left out; the first is line 7, b.png.",
            list.PassedOver[1]);
        Assert.Contains("1 picture has rows of different classes, and is left out; the first is c.png, 'x' in line 5 and 'y' in line 6.",
            list.PassedOver[2]);
    }

    [Fact]
    public void Read_ColumnsNobodyNeeds_AreNamed() =>
        Assert.Contains("Nothing is made of the columns width, height",
            Assert.Single(Csv("filename,width,height,class\na.png,2,3,x\nb.png,2,3,y\n").PassedOver));

    [Theory]
    [InlineData("path,label\na\0.png,x\nb.png,y\n", "line 2: expected text in UTF-8, got a character 0")]
    [InlineData("path,label\na.png,x\nb.png,y\0\n", "line 3: expected text in UTF-8, got a character 0")]
    [InlineData("path,label\n\"a\0.png\",x\nb.png,y\n", "line 2: expected text in UTF-8, got a character 0")]
    [InlineData("path,label\n\"a.png\"x,x\nb.png,y\n", "line 2: expected path,label, got a line whose quotes do not match")]
    public void Read_Damage_IsNamedWithItsLine(string text, string expected) => Assert.Contains(expected, Error(text));

    [Fact]
    public void Read_BytesOfAnotherEncoding_AreRefused()
    {
        File.WriteAllBytes(_folder.File("list.csv"), [.. "path,label\na.png,caf"u8, 0xE9, (byte)'\n']);

        Assert.Contains("line 2: expected text in UTF-8, got bytes that are none",
            Assert.Throws<DataException>(() => PictureList.Read(_folder.File("list.csv"))).Message);
    }

    [Fact]
    public void Read_Utf16WithAMark_IsRead()
    {
        File.WriteAllText(_folder.File("list.csv"), "path,label\r\na.png,x\r\nb.png,y\r\n", System.Text.Encoding.Unicode);

        Assert.Equal(["x", "y"], PictureList.Read(_folder.File("list.csv")).Classes.Names);
    }

    [Fact]
    public void Read_AFieldOverTwoLines_CountsLinesOn()
    {
        Assert.Equal(["two\nlines", "y"], Csv("path,label\r\na.png,\"two\r\nlines\"\r\nb.png,y\r\n").Classes.Names);
        Assert.Contains("line 4: expected a label", Error("path,label\na.png,\"two\nlines\"\nb.png,\n"));
    }

    private PictureList Csv(string text)
    {
        File.WriteAllText(_folder.File("list.csv"), text);
        return PictureList.Read(_folder.File("list.csv"));
    }

    private string Error(string text)
    {
        File.WriteAllText(_folder.File("list.csv"), text);
        return Assert.Throws<DataException>(() => PictureList.Read(_folder.File("list.csv"))).Message;
    }

    private void Touch(params string[] names)
    {
        foreach (string name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
            File.WriteAllBytes(_folder.File(name), []);
        }
    }
}
