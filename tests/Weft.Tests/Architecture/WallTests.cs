using System.Text.RegularExpressions;

namespace Weft.Tests.Architecture;

/// <summary>The walls between the library's houses, read off the sources: who may mention whom.</summary>
public sealed class WallTests
{
    public static TheoryData<string, string> Walls => new()
    {
        // Kernels know spans and sizes, and which activation or loss is meant; never models, data or plans.
        { "src/Weft/Kernels", @"\bWeft\.(Engine|Training|Layers|Data|Formats)\b|\b(Sequential|BuiltLayer|Layer|Dataset|Tensor|Plan|Trainer|Optimizer)\b" },
        // The engine compiles descriptions; it does not know who trains.
        { "src/Weft/Engine", @"\bWeft\.(Training|Formats)\b|\b(Sequential|History|Callback|TrainingRun|FitLoop|KerasFile)\b" },
        { "src/Weft/Training", @"\bWeft\.(Kernels|Formats)\b" },
        // Callbacks see a run and may write files; they know neither plan nor arithmetic.
        { "src/Weft/Callbacks", @"\bWeft\.(Engine|Kernels|Data)\b|\b(Plan|Trainer|FitLoop)\b" },
        // Descriptions are read by the engine, never the other way round.
        { "src/Weft/Layers", @"\bWeft\.(Engine|Kernels|Training|Formats|Data)\b|\bSequential\b" },
        { "src/Weft/Initializers", @"\bWeft\.(Engine|Kernels|Training|Formats|Data)\b|\bSequential\b" },
        { "src/Weft/Schedules", @"\bWeft\.(Engine|Kernels|Training|Formats|Data)\b|\bSequential\b" },
        { "src/Weft/Losses", @"\bWeft\.(Engine|Kernels|Training|Formats|Data)\b|\bSequential\b" },
        { "src/Weft/Metrics", @"\bWeft\.(Engine|Kernels|Training|Formats|Data)\b|\bSequential\b" },
        { "src/Weft/Optimizers", @"\bWeft\.(Engine|Training|Formats|Data)\b|\bSequential\b" },
        { "src/Weft/Formats", @"\bWeft\.(Engine|Kernels|Training)\b" },
        { "src/Weft/Data", @"\bWeft\.(Engine|Kernels|Training|Formats)\b|\bSequential\b" },
        // The library speaks to nobody.
        { "src/Weft", @"\bConsole\b|\bMicrosoft\.(Extensions|AspNetCore)\b|\bILogger\b|\bHttpListener\b|\bIServiceCollection\b|\bDebug\.Write|\bTrace\." },
    };

    [Theory]
    [MemberData(nameof(Walls))]
    public void House_MentionsOnlyItsNeighbours(string house, string forbidden) => AssertNone(SourceTree.Files(house), forbidden);

    [Fact]
    public void Network_IsUsedByDataOnly() =>
        AssertNone(SourceTree.Files("src/Weft").Where(file => !file.Path.StartsWith("src/Weft/Data/", StringComparison.Ordinal)), @"\bSystem\.Net\b|\bHttpClient\b");

    [Fact]
    public void UnsafeCode_IsInKernelsOnly() =>
        AssertNone(SourceTree.Files("src").Where(file => !file.Path.StartsWith("src/Weft/Kernels/", StringComparison.Ordinal)), @"\bunsafe\b|\bUnsafe\.|\bfixed\s*\(|\bMemoryMarshal\.GetReference\b");

    [Fact]
    public void Files_HaveAtMostFourHundredLines()
    {
        IEnumerable<SourceFile> files = [.. SourceTree.Files("src"), .. SourceTree.Files("tests")];
        Assert.Equal([], files.Where(file => file.LineCount > 400).Select(file => $"{file.Path}: {file.LineCount} lines"));
    }

    [Fact]
    public void Files_HaveNoUnfinishedBusiness() => AssertNone(SourceTree.Files("src"), @"\bNotImplementedException\b|\bTODO\b|\bHACK\b");

    [Theory]
    [InlineData("src/Weft", "static")]
    public void Walls_AgainstWhatIsThere_WouldBeSeen(string house, string word) =>
        Assert.NotEmpty(Violations(SourceTree.Files(house), $@"\b{word}\b"));

    private static void AssertNone(IEnumerable<SourceFile> files, string forbidden) => Assert.Equal([], Violations(files, forbidden));

    private static IEnumerable<string> Violations(IEnumerable<SourceFile> files, string forbidden) =>
        from file in files
        from line in file.Code
        where Regex.IsMatch(line.Text, forbidden)
        select $"{file.Path}:{line.Number}: {line.Text.Trim()}";
}
