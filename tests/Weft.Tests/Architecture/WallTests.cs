using System.Text.RegularExpressions;

namespace Weft.Tests.Architecture;

/// <summary>What the sources may not mention, read off their lines.</summary>
public sealed class WallTests
{
    // The library speaks to nobody. (Which of its floors may mention which, HouseTests hold.)
    [Fact]
    public void Library_SpeaksToNobody() => AssertNone(
        SourceTree.Files("src/Weft"), @"\bConsole\b|\bMicrosoft\.(Extensions|AspNetCore)\b|\bILogger\b|\bHttpListener\b|\bIServiceCollection\b|\bDebug\.Write|\bTrace\.");

    [Fact]
    public void Network_IsUsedByDataOnly() =>
        AssertNone(SourceTree.Files("src/Weft").Where(file => !file.Path.StartsWith("src/Weft/Data/", StringComparison.Ordinal)), @"\bSystem\.Net\b|\bHttpClient\b");

    [Fact]
    public void Backbones_SpeakToNobodyAndFetchByOthers() =>
        AssertNone(SourceTree.Files("src/Weft.Backbones"), @"\bConsole\b|\bSystem\.Net\b|\bHttpClient\b|\bWeft\.Cli\b|\bDebug\.Write|\bTrace\.");

    [Fact]
    public void NuGet_IsUsedByPackagesOnly() => AssertNone(
        SourceTree.Files("src").Where(file => !file.Path.StartsWith("src/Weft.Backbones/Packages/", StringComparison.Ordinal)), @"\busing NuGet\b");

    [Fact]
    public void UnsafeCode_IsInKernelsOnly() =>
        AssertNone(SourceTree.Files("src").Where(file => !file.Path.StartsWith("src/Weft/Kernels/", StringComparison.Ordinal)), @"\bunsafe\b|\bUnsafe\.|\bfixed\s*\(|\bMemoryMarshal\.GetReference\b");

    // The page names those that are longer; none is beyond 400.
    [Fact]
    public void Files_BeyondThreeHundredLines_AreThoseThatThePageNames()
    {
        string page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "design.md"));
        IEnumerable<SourceFile> files = [.. SourceTree.Files("src"), .. SourceTree.Files("tests")];
        Assert.Equal([], files.Where(file => file.LineCount > 300 && (file.LineCount > 400 || !page.Contains($"`{Path.GetFileName(file.Path)}`", StringComparison.Ordinal)))
            .Select(file => $"{file.Path}: {file.LineCount} lines"));
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
