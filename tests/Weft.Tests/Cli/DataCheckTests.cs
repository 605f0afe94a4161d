using System.Text.Json;

using Weft.Imaging;
using Weft.Tests.Backbones;

namespace Weft.Tests.Cli;

public sealed class DataCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_PhotosOnABackbone_WritesPageAndListThatTrainReads()
    {
        string root = _folder.File("photos");
        ColourPhotos.SaveFolder(Path.Combine(root, "train"), 12);
        ColourPhotos.SaveFolder(Path.Combine(root, "test"), 4, seed: 2);
        File.Copy(Path.Combine(root, "test/red/2.png"), Path.Combine(root, "train/red/leaked, \"too\".png"));
        File.WriteAllText(Path.Combine(root, "train/red/torn.png"), "no picture");
        string list = _folder.File("lists/list.csv"), page = _folder.File("page");
        CliRun run = await CliRun.Async(
            "data", "check", root, "--backbone", ColourPhotos.SaveNetwork(_folder.File("network.keras")), "--report", page, "--fix-out", list, "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(48 + 1, run.Json.GetProperty("count").GetInt32());
        JsonElement exact = run.Json.GetProperty("duplicates")[0];
        Assert.Equal(("Exact", 0, 1, 1), (exact.GetProperty("kind").GetString(), exact.GetProperty("within").GetInt32(), exact.GetProperty("across").GetInt32(), exact.GetProperty("judgedBy").GetInt32()));
        Assert.EndsWith("torn.png", run.Json.GetProperty("unreadable")[0].GetProperty("file").GetString(), StringComparison.Ordinal);

        string html = File.ReadAllText(Path.Combine(page, "data-check.html"));
        Assert.Contains("<img class=\"small\" src=\"data:image/png;base64,", html, StringComparison.Ordinal);

        string[] left = File.ReadAllLines(_folder.File("lists/list-left-out.csv"));
        Assert.Equal("path,label,split,reason,like,suggested", left[0]);
        Assert.Contains("\"../photos/train/red/leaked, \"\"too\"\".png\",red,train,also in a part to judge by,../photos/test/red/2.png,", left);
        PictureList read = PictureList.Read(list);
        Assert.Equal(49 - (left.Length - 1), read.All.Count());
        Assert.All(read.All, file => Assert.True(File.Exists(file.Path)));
        Assert.Equal(12, read.Test.Count);
        CliRun trained = await CliRun.Async("train", list, "--model", "mlp", "--epochs", "1", "-o", _folder.File("run"));
        Assert.True(trained.ExitCode == 0, trained.Error);
    }

    [Fact]
    public async Task Check_AClassNamedAsAScript_IsShownAndNotRun()
    {
        string root = _folder.File("photos");
        ColourPhotos.SaveFolder(root, 3);
        Directory.Move(Path.Combine(root, "red"), Path.Combine(root, "<script>alert('&')"));
        CliRun run = await CliRun.Async("data", "check", root, "--report", _folder.File("page.html"));
        Assert.True(run.ExitCode == 0, run.Error);
        string html = File.ReadAllText(_folder.File("page.html"));
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(&#x27;&amp;&#x27;)", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.Contains("--backbone resnet18", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_FolderWithoutParts_ListsNoSplit()
    {
        string root = _folder.File("photos");
        ColourPhotos.SaveFolder(root, 4);
        File.Copy(Path.Combine(root, "red/2.png"), Path.Combine(root, "red/twin.png"));
        File.Copy(Path.Combine(root, "red/5.png"), Path.Combine(root, "blue/5.png"));
        CliRun run = await CliRun.Async("data", "check", root, "--fix-out", _folder.File("list.csv"));
        Assert.True(run.ExitCode == 0, run.Error);
        string[] rows = File.ReadAllLines(_folder.File("list.csv"));
        Assert.Equal("path,label", rows[0]);
        Assert.Equal(12 - 1, rows.Length - 1);
        Assert.DoesNotContain(rows, row => row.EndsWith("/5.png,red", StringComparison.Ordinal));
        Assert.Contains("2 two labels for one picture, 1 there already", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_AListWithGroups_KeepsThem()
    {
        string root = _folder.File("photos");
        ColourPhotos.SaveFolder(root, 4);
        string[] photos = [.. Directory.GetFiles(root, "*.png", SearchOption.AllDirectories).Select(photo => Path.GetRelativePath(root, photo)).Order(StringComparer.Ordinal)];
        string[] rows = [.. photos.Select((photo, i) => $"{photo},{Path.GetDirectoryName(photo)},{(i % 3 == 0 ? "" : $"thing{i / 2}")}")];
        File.WriteAllLines(Path.Combine(root, "list.csv"), ["path,label,group", .. rows]);
        CliRun run = await CliRun.Async("data", "check", Path.Combine(root, "list.csv"), "--fix-out", Path.Combine(root, "clean.csv"));
        Assert.True(run.ExitCode == 0, run.Error);
        string[] cleaned = File.ReadAllLines(Path.Combine(root, "clean.csv"));
        Assert.Equal("path,label,group", cleaned[0]);
        Assert.Equal(rows.Order(StringComparer.Ordinal), cleaned.Skip(1).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("sketches --fix-out list.csv", "--fix-out: expected pictures in files")]
    [InlineData("nowhere", "expected")]
    [InlineData("sketches --folds 1", "--folds: expected a whole number of at least 2")]
    [InlineData("", "DATA")]
    public async Task Check_WhatCannotBe_IsRefused(string words, string says)
    {
        CliRun run = await CliRun.Async(["data", "check", .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }
}
