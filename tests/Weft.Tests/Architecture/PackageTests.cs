using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Weft.Tests.Architecture;

/// <summary>What the packages promise, as far as it shows without packing; .ci/check-packages does the rest.</summary>
public sealed partial class PackageTests
{
    private static readonly string s_version = XDocument.Load(Path.Combine(SourceTree.Root, "Directory.Build.props")).Descendants("Version").Single().Value;

    public static TheoryData<string> Libraries => ["Weft", "Weft.Imaging", "Weft.Imaging.Magick", "Weft.Onnx", "Weft.Backbones"];

    [Theory]
    [InlineData("Weft")]
    [InlineData("Weft.Imaging")]
    public void Arithmetic_InEveryConfiguration_IsOptimized(string name)
    {
        XElement optimize = Project(name).Descendants("Optimize").Single();

        Assert.Equal("true", optimize.Value);
        Assert.Empty(optimize.AncestorsAndSelf().Attributes("Condition"));
    }

    [Fact]
    public void Arithmetic_InThisRun_IsOptimized() =>
        Assert.NotEqual(true, typeof(Model).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled);

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_HasWhatAPackageShows(string name)
    {
        XElement project = Project(name);

        Assert.NotEmpty(project.Descendants("Description").Single().Value);
        Assert.NotEmpty(project.Descendants("PackageTags").Single().Value);
        Assert.StartsWith($"# {name}\n", File.ReadAllText(Path.Combine(SourceTree.Root, "src", name, "PACKAGE.md")).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Samples_NamePackages_InThisVersion()
    {
        string samples = Path.Combine(SourceTree.Root, "samples");
        string[] files = [.. Directory.EnumerateFiles(samples, "*.cs"), Path.Combine(samples, "aot", "aot.csproj")];

        Assert.All(files, file => Assert.All(NamedVersion().Matches(File.ReadAllText(file)).AsEnumerable(), match => Assert.Equal(s_version, match.Groups[1].Value)));
        Assert.All(files, file => Assert.Matches(NamedVersion(), File.ReadAllText(file)));
    }

    [Fact]
    public void Changelog_HasASectionOfThisVersion() =>
        Assert.Contains($"## [{s_version}]", File.ReadAllLines(Path.Combine(SourceTree.Root, "CHANGELOG.md")).Select(line => line.Split(" - ")[0]));

    private static XElement Project(string name) => XDocument.Load(Path.Combine(SourceTree.Root, "src", name, $"{name}.csproj")).Root!;

    [GeneratedRegex("(?:Weft[A-Za-z.]*@|Include=\"Weft[A-Za-z.]*\" Version=\")([0-9A-Za-z.-]+)")]
    private static partial Regex NamedVersion();
}
