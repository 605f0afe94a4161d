using System.Text.Json;

using Weft.Cli;
using Weft.Formats;
using Weft.Tests.Backbones;

namespace Weft.Tests.Cli;

public sealed class CompareCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Compare_TwoRunsOnTheSamePictures_SaysWhatDifferedAndWhetherByChance()
    {
        string data = SmallIdx.Create(_folder);
        await TrainAsync("slow", data, "--epochs", "1", "--learning-rate", "1e-6");
        await TrainAsync("fast", data, "--epochs", "3", "--batch-size", "8");
        CliRun run = await CliRun.Async("compare", _folder.File("slow"), _folder.File("fast"), "--json", "--report", _folder.File("pages"));
        Assert.True(run.ExitCode == 0, run.Error);
        Dictionary<string, string[]> differences = run.Json.GetProperty("differences").EnumerateArray().ToDictionary(
            row => row.GetProperty("name").GetString()!, row => row.GetProperty("values").EnumerateArray().Select(value => value.GetString()!).ToArray());
        Assert.Equal(["1E-06", "0.001"], differences["learning rate"]);
        Assert.Equal(["64", "8"], differences["batch size"]);
        Assert.DoesNotContain("optimizer", differences.Keys);

        bool[] slow = Right("slow"), fast = Right("fast");
        (int onlySlow, int onlyFast) = (slow.Zip(fast).Count(pair => pair is (true, false)), slow.Zip(fast).Count(pair => pair is (false, true)));
        Assert.True(onlyFast > 0);
        JsonElement test = Assert.Single(run.Json.GetProperty("tests").EnumerateArray());
        Assert.Equal((onlySlow, onlyFast), (test.GetProperty("onlyFirst").GetInt32(), test.GetProperty("onlySecond").GetInt32()));
        JsonElement[] changes = [.. run.Json.GetProperty("classes").EnumerateArray().Select(row => row.GetProperty("changes")[1])];
        Assert.Equal((onlyFast, onlySlow), (changes.Sum(change => change.GetProperty("gained").GetInt32()), changes.Sum(change => change.GetProperty("lost").GetInt32())));
        Assert.Empty(run.Json.GetProperty("notes").EnumerateArray());

        string html = File.ReadAllText(_folder.File("pages/compare.html"));
        Assert.Contains("val accuracy", html, StringComparison.Ordinal);
        CliRun told = await CliRun.Async("compare", _folder.File("slow"), _folder.File("fast"));
        Assert.Contains($"slow alone is right on {onlySlow} pictures, fast alone on {onlyFast}: p = ", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_RunsOnOtherPictures_SayThatThereIsNoTest()
    {
        await TrainAsync("a", SmallIdx.Create(_folder), "--epochs", "1");
        byte[] images = File.ReadAllBytes(_folder.File("thirds/t10k-images-idx3-ubyte"));
        images[^1] ^= 1;
        File.WriteAllBytes(_folder.File("thirds/t10k-images-idx3-ubyte"), images);
        await TrainAsync("b", _folder.File("thirds"), "--epochs", "1");
        CliRun run = await CliRun.Async("compare", _folder.File("a"), _folder.File("b"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("a and b: no McNemar's test, since they were tested on other pictures.", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("p = ", run.Output, StringComparison.Ordinal);
    }

    // The same files taken in two sizes are the same pictures.
    [Fact]
    public async Task Compare_RunsOnTheSameFilesInOtherSizes_AreTested()
    {
        string root = _folder.File("photos");
        ColourPhotos.SaveFolder(root, 8);
        await TrainAsync("small", root, "--model", "mlp", "--epochs", "1", "--image-size", "8");
        await TrainAsync("large", root, "--model", "mlp", "--epochs", "1", "--image-size", "16");
        CliRun run = await CliRun.Async("compare", _folder.File("small"), _folder.File("large"), "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Single(run.Json.GetProperty("tests").EnumerateArray());
    }

    [Fact]
    public async Task Compare_WhatIsNoRun_IsRefused()
    {
        await TrainAsync("a", SmallIdx.Create(_folder), "--epochs", "1");
        CliRun alone = await CliRun.Async("compare", _folder.File("a"));
        Assert.Equal(ExitCode.WrongUsage, alone.ExitCode);
        Assert.Contains("expected the folders of two to 8 runs, got 1", alone.Error, StringComparison.Ordinal);
        CliRun missing = await CliRun.Async("compare", _folder.File("a"), _folder.Path);
        Assert.Equal(ExitCode.WrongUsage, missing.ExitCode);
        Assert.Contains("with report.json, found none", missing.Error, StringComparison.Ordinal);
        File.Copy(_folder.File("a/report.json"), _folder.File("report.json"));
        foreach (string damage in (string[])["{", "null", "{\"format\":1}", File.ReadAllText(_folder.File("a/report.json")).Replace("\"format\": 1", "\"format\": 2", StringComparison.Ordinal)])
        {
            File.WriteAllText(_folder.File("report.json"), damage);
            CliRun damaged = await CliRun.Async("compare", _folder.File("a"), _folder.Path);
            Assert.Equal(ExitCode.Failed, damaged.ExitCode);
            Assert.Contains("expected what a run's report keeps", damaged.Error, StringComparison.Ordinal);
        }

        ArrayFile.Write(_folder.File("a/predictions.npz"), new Dictionary<string, Tensor> { ["labels"] = new Tensor([1], [7]) });
        CliRun torn = await CliRun.Async("compare", _folder.File("a"), _folder.File("a") + "/");
        Assert.Equal(ExitCode.Failed, torn.ExitCode);
        Assert.Contains("no 'labels' of 30 pictures", torn.Error, StringComparison.Ordinal);
    }

    private async Task TrainAsync(string name, string data, params string[] options)
    {
        CliRun run = await CliRun.Async(["train", data, .. options, "-o", _folder.File(name)]);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    private bool[] Right(string run)
    {
        IReadOnlyDictionary<string, Tensor> answers = ArrayFile.Read(_folder.File($"{run}/predictions.npz"));
        return [.. answers["labels"].Span.ToArray().Zip(answers["predicted"].Span.ToArray(), (label, predicted) => label == predicted)];
    }
}
