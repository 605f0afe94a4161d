using System.Text.RegularExpressions;

using Weft.Layers;
using Weft.Tests.Architecture;
using Weft.Tests.Cli;

namespace Weft.Tests.Docs;

/// <summary>Pages with programs that are compiled and run (<see cref="TourSnippets"/>, <see cref="KerasSnippets"/>), and the tour's pictures,
/// which the tool draws.</summary>
public sealed partial class PageTests
{
    private static readonly string s_page = Page("tour.md");

    [Theory]
    [InlineData("tour.md", "TourSnippets.cs", 12)]
    [InlineData("from-keras.md", "KerasSnippets.cs", 5)]
    public void Programs_OfAPage_AreTheCompiledOnes(string page, string source, int least)
    {
        string[] compiled = [.. Snippet().Matches(File.ReadAllText(Path.Combine(SourceTree.Root, "tests", "Weft.Tests", "Docs", source)))
            .Select(match => string.Join('\n', match.Groups["text"].Value.TrimEnd().Split('\n').Select(line => line.Length > 8 ? line[8..] : "")))];
        string[] shown = [.. Block().Matches(Page(page)).Select(match => match.Groups["text"].Value.TrimEnd())
            .Where(text => !text.StartsWith("using", StringComparison.Ordinal))
            .Select(text => text.Replace("var (train, test) = await FashionMnist.LoadAsync();\n", "", StringComparison.Ordinal))];

        Assert.True(compiled.Length >= least);
        Assert.Equal(compiled.Order(), shown.Order());
    }

    [Fact]
    public async Task Pictures_OfThePage_AreThoseThatTheCommandDraws()
    {
        using TemporaryFolder folder = new();
        CliRun run = await CliRun.Async("tour", "--data", SmallIdx.Create(folder), "--epochs", "1", "--output", folder.File("tour"));

        Assert.True(run.ExitCode == 0, run.Error);
        string[] shown = [.. Picture().Matches(s_page).Select(match => match.Groups["file"].Value)];
        Assert.Equal(shown.Order(), Directory.GetFiles(folder.File("tour")).Select(Path.GetFileName).Order());
        Assert.All(shown, file => Assert.True(File.Exists(Path.Combine(SourceTree.Root, "docs", "images", "tour", file)), file));
    }

    [Fact]
    public async Task Tour_OfANetworkWithoutMaps_SaysWhatIsLeftOut()
    {
        using TemporaryFolder folder = new();
        string data = SmallIdx.Create(folder);
        CliRun train = await CliRun.Async("train", data, "--model", "mlp", "--epochs", "1", "--output", folder.File("run"));
        Assert.True(train.ExitCode == 0, train.Error);

        CliRun run = await CliRun.Async("tour", folder.File("run"), "--data", data, "--index", "1", "--output", folder.File("tour"), "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(6, run.Json.GetProperty("pictures").GetArrayLength());
        Assert.Contains("layers.png: no layer keeps a picture", run.Json.GetProperty("leftOut").EnumerateArray().Select(left => left.GetString()));
    }

    // Courses have networks that take rows of numbers; the picture is a picture all the same.
    [Theory]
    [InlineData(SmallIdx.Side * SmallIdx.Side)]
    [InlineData(SmallIdx.Side, SmallIdx.Side)]
    public async Task Tour_OfANetworkThatTakesNumbers_DrawsThePicture(params int[] input)
    {
        using TemporaryFolder folder = new();
        Sequential model = new(new Shape(input), seed: 1) { new Flatten(), new Dense(3, Activation.Softmax) };
        model.Save(folder.File("model.keras"));

        CliRun run = await CliRun.Async("tour", folder.File("model.keras"), "--data", SmallIdx.Create(folder), "--output", folder.File("tour"));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["digits-to-clothing.png", "edge-filter.png", "loss-surface.png", "prediction.png", "softmax.png"],
            Directory.GetFiles(folder.File("tour")).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Tour_OfAPictureThatIsNotThere_IsRefused()
    {
        using TemporaryFolder folder = new();
        CliRun run = await CliRun.Async("tour", "--data", SmallIdx.Create(folder), "--epochs", "1", "--index", "100000", "--output", folder.File("tour"));
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("--index: expected a number below", run.Error);
        Assert.False(Directory.Exists(folder.File("tour")));
    }

    private static string Page(string name) => File.ReadAllText(Path.Combine(SourceTree.Root, "docs", name));

    [GeneratedRegex(@"^ *// tour: .*?\n(?<text>.*?)^ *// end", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"^```csharp\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\(images/tour/(?<file>[^)]+)\)")]
    private static partial Regex Picture();
}
