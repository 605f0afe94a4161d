using Weft.Imaging;

namespace Weft.Tests.Cli;

public sealed class DataAndShowTests
{
    [Fact]
    public async Task Show_NothingNamedAndNoFashionMnist_GoesOnWithSketchesAndSaysSo()
    {
        CliRun run = await CliRun.Async("show", "--count", "2");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Fashion-MNIST is not on this machine and could not be fetched: no network in this test", run.Error);
        Assert.Contains("Going on with sketches", run.Error);
        Assert.Contains("sketches (Weft's built-in drawings", run.Output);
    }

    [Fact]
    public async Task Show_FashionMnistByName_DoesNotFallBack()
    {
        CliRun run = await CliRun.Async("show", "--data", "fashion-mnist");

        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain("sketches", run.Output + run.Error);
    }

    [Theory]
    [InlineData("MIDDLE")]
    [InlineData("1")]
    public async Task Show_OneClass_WritesAGridOfItAlone(string wanted)
    {
        using TemporaryFolder folder = new();

        CliRun run = await CliRun.Async("show", "--data", SmallIdx.Create(folder), "--class", wanted, "--count", "7", "-o", folder.File("grid.png"), "--json");

        Assert.Equal(Enumerable.Repeat("middle", 7), run.Json.GetProperty("classes").EnumerateArray().Select(name => name.GetString()));
        Picture grid = Picture.Load(folder.File("grid.png"), 1);
        Assert.Equal((12 + 5 * 124, 30 + 12 + 2 * 144), (grid.Width, grid.Height));
    }

    [Fact]
    public async Task Show_InAPipe_ShadesWithAscii()
    {
        using TemporaryFolder folder = new();

        CliRun run = await CliRun.Async("show", "--data", SmallIdx.Create(folder), "--class", "top", "--count", "1", "--test");

        string[] lines = [.. run.Output.Split('\n').Skip(3).Select(line => line.TrimEnd())];
        Assert.Matches("^[*#%@]{18}$", lines[0]);
        Assert.Matches("^[ .:-]*$", lines[8]);
        Assert.Equal("top", lines[9]);
        Assert.All(run.Output, character => Assert.InRange(character, '\0', '~'));
    }

    [Fact]
    public async Task Show_OnATerminal_UsesHalfBlocksWithin100Columns()
    {
        using TemporaryFolder folder = new();

        CliRun run = await CliRun.OnTerminal("show", "--data", SmallIdx.Create(folder), "--count", "6");

        string[] rows = [.. run.Output.Split('\n').Where(line => line.Contains('▀'))];
        Assert.Equal(2 * 9, rows.Length);
        Assert.Equal(5 * 18, rows[0].Count(character => character == '▀'));
        Assert.Equal(1 * 18, rows[^1].Count(character => character == '▀'));
    }

    [Fact]
    public async Task Data_Json_NamesWhatIsKnown()
    {
        CliRun run = await CliRun.Async("data", "--json");

        string?[] names = [.. run.Json.GetProperty("datasets").EnumerateArray().Select(data => data.GetProperty("name").GetString())];
        Assert.Equal(("fashion-mnist", "sketches"), (names[0], names[^1]));
        Assert.All(["mnist", "kmnist", "emnist-balanced", "cifar-10"], name => Assert.Contains(name, names));
        Assert.True(run.Json.GetProperty("datasets")[names.Length - 1].GetProperty("here").GetBoolean());
        Assert.True(Path.IsPathRooted(run.Json.GetProperty("folder").GetString()));
    }

    [Fact]
    public async Task DataFetch_WithoutANetwork_ExitsWith1()
    {
        CliRun run = await CliRun.Async("data", "fetch", "fashion-mnist");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no network in this test", run.Error);
    }
}
