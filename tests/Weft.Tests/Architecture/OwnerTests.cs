using System.Text.RegularExpressions;

namespace Weft.Tests.Architecture;

/// <summary>Memory outside the collector's heap has an owner: who asks for it can be disposed of. A step asks with <c>Own</c>.</summary>
public sealed class OwnerTests
{
    private const string Asks = @"\bnew AlignedFloats\b|\bAlignedFloats \w+(\(\))? =>? new\(";

    [Fact]
    public void AlignedFloats_AreMadeByThoseWhoCanGiveThemBackOnly() =>
        Assert.Equal([], Makers().Where(file => !Has(file, @"\b(IDisposable|SharedPlan)\b")).Select(file => file.Path));

    [Fact]
    public void AlignedFloats_HaveMakersThatAreSeen() => Assert.Contains(Makers(), file => file.Path.EndsWith("Engine/Steps/Step.cs", StringComparison.Ordinal));

    private static IEnumerable<SourceFile> Makers() => SourceTree.Files("src/Weft").Where(file => Has(file, Asks));

    private static bool Has(SourceFile file, string pattern) => file.Code.Any(line => Regex.IsMatch(line.Text, pattern));
}
