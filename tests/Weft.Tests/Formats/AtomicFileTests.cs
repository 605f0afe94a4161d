using Weft.Formats;
using Weft.Layers;

namespace Weft.Tests.Formats;

public sealed class AtomicFileTests
{
    [Fact]
    public void Write_ThatFailsHalfWay_LeavesTheOldFileAndNothingElse()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["m"], "old");
        ModelFileException error = Assert.Throws<ModelFileException>(() => AtomicFile.Write(folder["m"], stream =>
        {
            stream.Write("new"u8);
            throw new IOException("No space left on device.");
        }));
        Assert.Contains("No space left", error.Message);
        Assert.StartsWith(folder["m"], error.Message);
        Assert.Equal("old", File.ReadAllText(folder["m"]));
        Assert.Equal(["m"], folder.Files);
    }

    [Fact]
    public void RemoveLeftovers_AfterAKilledWriter_TakesItsFileAndNoOther()
    {
        using TemporaryFolder folder = new();
        foreach (string name in (string[])["m", ".m.0123.tmp", ".n.0123.tmp", "m.tmp"])
        {
            File.WriteAllText(folder[name], "x");
        }

        AtomicFile.RemoveLeftovers(folder["m"]);

        Assert.Equal([".n.0123.tmp", "m", "m.tmp"], folder.Files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Write_WhereAFileIs_ReplacesIt()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["m"], "an older and longer one");
        AtomicFile.Write(folder["m"], stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(folder["m"]));
        Assert.Equal(["m"], folder.Files);
    }

    [Fact]
    public void Write_ThroughALink_KeepsTheLink()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["target"], "old");
        File.CreateSymbolicLink(folder["link"], folder["target"]);
        AtomicFile.Write(folder["link"], stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(folder["target"]));
        Assert.Equal(folder["target"], new FileInfo(folder["link"]).LinkTarget);
    }

    [Fact]
    public void Save_WhereNoFolderIs_SaysWhereAndWhatToDo()
    {
        using TemporaryFolder folder = new();
        Sequential model = new([2]) { new Dense(1) };
        string message = Assert.Throws<ModelFileException>(() => model.Save(folder["nowhere/m.keras"])).Message;
        Assert.Contains("nowhere", message);
        Assert.Contains("Choose a folder", message);
    }

    [Fact]
    public void Save_OverAFolder_IsRefused()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["m.keras"]);
        Assert.Throws<ModelFileException>(() => new Sequential([2]) { new Dense(1) }.Save(folder["m.keras"]));
        Assert.Empty(folder.Files);
    }
}
