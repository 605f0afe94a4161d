using Weft.Data;
using Weft.Imaging;

namespace Weft.Tests.Imaging.Datasets;

/// <summary>Pictures that belong together lie on one side of the cut between those to learn from and those to test on.</summary>
public sealed class PictureGroupTests : IDisposable
{
    private const int Objects = 12;
    private const int Shots = 5;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folder_ByFolder_KeepsThePicturesOfOneTogether()
    {
        PictureList list = PictureList.Read(Folder(), PictureList.ByFolder);
        Assert.True(list.HasGroups);
        AssertWhole(list, file => Path.GetDirectoryName(file.Name)!);

        PictureList single = PictureList.Read(Folder());
        Assert.False(single.HasGroups);
        Assert.True(Mixed(single, file => Path.GetDirectoryName(file.Name)!));
    }

    [Theory]
    [InlineData("group", null)]
    [InlineData("Group_ID", null)]
    [InlineData("bottle", "bottle")]
    [InlineData("bottle", "folder")]
    public void Csv_ByAColumn_KeepsThePicturesOfOneTogether(string column, string? asked)
    {
        PictureList list = PictureList.Read(Csv(column), asked);
        AssertWhole(list, file => Path.GetDirectoryName(file.Name)!);
        Assert.Equal(asked == "folder", list.Notes.Any(note => note.Contains("Nothing is made of the column bottle", StringComparison.Ordinal)));
    }

    [Fact]
    public void Csv_WithEmptyGroups_TakesThosePicturesForThemselves()
    {
        string path = Csv("group");
        string[] lines = File.ReadAllLines(path);
        File.WriteAllLines(path, lines.Select(line => line.EndsWith("thing3", StringComparison.Ordinal) ? line[..^6] : line));
        PictureList list = PictureList.Read(path);
        Assert.Equal(Shots, list.All.Count(file => file.Group is null));
        Assert.Equal(lines.Length - 1, list.All.Count());
    }

    [Fact]
    public void Csv_WithoutTheColumn_IsRefusedWithItsHeader()
    {
        string message = Assert.Throws<DataException>(() => PictureList.Read(Csv("bottle"), "patient")).Message;
        Assert.Contains("expected a column named 'patient', got the first line 'path,label,bottle'", message, StringComparison.Ordinal);
        Assert.Contains("'patient', got a folder", Assert.Throws<DataException>(() => PictureList.Read(Folder(), "patient")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WithAnUnreadablePicture_HasTheGroupsOfThoseThatCouldBeRead()
    {
        string folder = Folder();
        File.WriteAllText(Path.Combine(folder, "a", "thing0", "2.png"), "none");
        PictureList list = PictureList.Read(folder, PictureList.ByFolder);
        PictureParts parts = new PictureDataset(list, [8, 8, 3], cacheFolder: null).Load(ct: TestContext.Current.CancellationToken);
        Assert.Single(parts.Unreadable);
        Check(parts.Train, parts.TrainGroups!);
        Check(parts.Test, parts.TestGroups!);

        // Every picture's red is that of its object.
        static void Check(ImageDataset pictures, IReadOnlyList<string> groups)
        {
            Assert.Equal(pictures.Count, groups.Count);
            for (int i = 0; i < pictures.Count; i++)
            {
                Assert.EndsWith($"thing{pictures.Pixels(i)[0] / 20}", groups[i], StringComparison.Ordinal);
            }
        }
    }

    private static void AssertWhole(PictureList list, Func<PictureFile, string> group)
    {
        Assert.False(Mixed(list, group));
        Assert.InRange((double)list.Test.Count / list.All.Count(), 0.1, 0.3);
        Assert.Equal(["a", "b"], list.Test.Select(file => file.Label).Distinct().Order());
        Assert.Equal(Objects * Shots, list.All.Distinct().Count());
    }

    private static bool Mixed(PictureList list, Func<PictureFile, string> group) => list.Train.Select(group).Intersect(list.Test.Select(group)).Any();

    private string Folder()
    {
        string root = _folder.File("pictures");
        for (int i = 0; i < Objects * Shots; i++)
        {
            int thing = i / Shots;
            byte[] pixels = [.. Enumerable.Range(0, 8 * 8 * 3).Select(at => (byte)(at % 3 == 0 ? thing * 20 : i))];
            new Picture(8, 8, 3, pixels).SavePng(Path.Combine(root, thing % 2 == 0 ? "a" : "b", $"thing{thing}", $"{i % Shots}.png"));
        }

        return root;
    }

    private string Csv(string column)
    {
        string root = Folder(), path = Path.Combine(root, "list.csv");
        IEnumerable<string> rows = Directory.GetFiles(root, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Select(name => $"{name},{name[0]},{name.Split('/')[1]}");
        File.WriteAllLines(path, [$"path,label,{column}", .. rows]);
        return path;
    }
}
