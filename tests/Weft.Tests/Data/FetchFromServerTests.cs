using System.Security.Cryptography;

using Weft.Data;

namespace Weft.Tests.Data;

/// <summary>The fetcher over real connections.</summary>
public sealed class FetchFromServerTests : IDisposable
{
    private const int Half = 500_000;
    private static readonly byte[] s_content = Content(1), s_other = Content(2);
    private static readonly string s_md5 = Convert.ToHexStringLower(MD5.HashData(s_content)), s_sha256 = Convert.ToHexStringLower(SHA256.HashData(s_content));

    private readonly Weft.Tests.TemporaryFolder _folder = new();
    private readonly FileServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fetch_ConnectionBreaks_GoesOnFromThereIfItIsTheSameVersion(bool isTheSame)
    {
        _server.With("a.bin", new(s_content) { Tag = "\"one\"", Cuts = new([Half]) });
        using CancellationTokenSource stop = new();
        Task first = Fetch(new("a.bin"), new Stop(stop, Half), stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.InRange(new FileInfo(_folder.File("a.bin.part")).Length, 1, Half);
        long had = new FileInfo(_folder.File("a.bin.part")).Length;

        byte[] now = isTheSame ? s_content : s_other;
        _server.With("a.bin", new(now) { Tag = isTheSame ? "\"one\"" : "\"two\"" });
        await Fetch(new("a.bin"));

        Assert.Equal(now, File.ReadAllBytes(_folder.File("a.bin")));
        Assert.Equal(new("a.bin", $"bytes={had}-", "\"one\""), _server.Asked.Last());
        AssertNothingElse();
    }

    [Fact]
    public async Task Fetch_PartOfAFileThatNothingIsKnownOf_StartsAnew()
    {
        File.WriteAllBytes(_folder.File("a.bin.part"), s_other[..Half]);
        _server.With("a.bin", new(s_content));
        await Fetch(new("a.bin"));
        Assert.Equal(s_content, File.ReadAllBytes(_folder.File("a.bin")));
        Assert.Equal(new("a.bin", null, null), Assert.Single(_server.Asked));
    }

    [Fact]
    public async Task Fetch_ServerWithoutRanges_StartsAnew()
    {
        File.WriteAllBytes(_folder.File("a.bin.part"), s_content[..Half]);
        _server.With("a.bin", new(s_content) { HasRanges = false });
        await Fetch(new("a.bin", Hash: s_md5));
        Assert.Equal(s_content, File.ReadAllBytes(_folder.File("a.bin")));
        Assert.NotNull(Assert.Single(_server.Asked).Range);
    }

    [Fact]
    public async Task Fetch_PartOfAnotherVersionFromAServerThatKnowsNoConditions_StartsAnew()
    {
        File.WriteAllBytes(_folder.File("a.bin.part"), s_other[..Half]);
        File.WriteAllText(_folder.File("a.bin.part.version"), "\"one\"");
        _server.With("a.bin", new(s_content) { Tag = "\"two\"", KnowsConditions = false });
        await Fetch(new("a.bin"));
        Assert.Equal(s_content, File.ReadAllBytes(_folder.File("a.bin")));
        AssertNothingElse();
    }

    [Fact]
    public async Task Fetch_WholeFileUnderThePartName_IsCheckedAndTaken()
    {
        File.WriteAllBytes(_folder.File("a.bin.part"), s_content);
        _server.With("a.bin", new(s_content));
        await Fetch(new("a.bin", Hash: s_md5));
        Assert.Equal(s_content, File.ReadAllBytes(_folder.File("a.bin")));
        Assert.Equal($"bytes={s_content.Length}-", Assert.Single(_server.Asked).Range);
    }

    [Fact]
    public async Task Fetch_PartLongerThanTheFile_StartsAnew()
    {
        File.WriteAllBytes(_folder.File("a.bin.part"), [.. s_content, 1, 2, 3]);
        _server.With("a.bin", new(s_content));
        await Fetch(new("a.bin", Hash: s_md5));
        Assert.Equal(s_content, File.ReadAllBytes(_folder.File("a.bin")));
    }

    [Fact]
    public async Task Fetch_SizeThatNobodySays_ComesWithProgressWithoutATotal()
    {
        _server.With("a.bin", new(s_content) { SaysSize = false });
        Reports reports = new();
        await Fetch(new("a.bin", Hash: s_sha256), reports);
        Assert.Equal(s_content, File.ReadAllBytes(_folder.File("a.bin")));
        Assert.Null(reports.All[0].Total);
        Assert.Equal(new DownloadProgress("a.bin", s_content.Length, s_content.Length), reports.All[^1]);
    }

    [Fact]
    public async Task Fetch_SizeThatTheServerSays_IsTheProgressTotal()
    {
        _server.With("a.bin", new(s_content));
        Reports reports = new();
        await Fetch(new("a.bin"), reports);
        Assert.All(reports.All, report => Assert.Equal(s_content.Length, report.Total));
        Assert.True(reports.All.Count > 2);
    }

    [Theory]
    [InlineData("md5")]
    [InlineData("sha256")]
    [InlineData("X-Linked-ETag")]
    [InlineData("X-Goog-Hash")]
    public async Task Fetch_OtherBytes_AreRemovedAndSaid(string who)
    {
        (string Name, string Value)[] headers = who switch
        {
            "X-Linked-ETag" => [(who, $"\"{s_sha256}\"")],
            "X-Goog-Hash" => [(who, $"crc32c=AAAAAA==,md5={Convert.ToBase64String(MD5.HashData(s_content))}")],
            _ => [],
        };
        string? hash = who switch { "md5" => s_md5, "sha256" => s_sha256, _ => null };
        string expected = who is "md5" or "X-Goog-Hash" ? $"md5 {s_md5}" : $"sha256 {s_sha256}";
        _server.With("a.bin", new(s_other) { Headers = headers });
        DataException error = await Assert.ThrowsAsync<DataException>(() => Fetch(new("a.bin", Hash: hash)));
        Assert.Contains($"with {expected}, got {s_other.Length} bytes with ", error.Message.Replace("expected md5", $"with md5", StringComparison.Ordinal)
            .Replace("expected sha256", "with sha256", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("a.bin")));
        AssertNothingElse();

        _server.With("a.bin", new(s_content) { Headers = headers });
        await Fetch(new("a.bin", Hash: hash));
        Assert.Equal(s_content, File.ReadAllBytes(_folder.File("a.bin")));
    }

    [Fact]
    public async Task Fetch_DamagedWordsOfVersionAndHash_ArePassedOver()
    {
        File.WriteAllBytes(_folder.File("a.bin.part"), s_other[..Half]);
        File.WriteAllText(_folder.File("a.bin.part.version"), "\"on");
        _server.With("a.bin", new(s_content) { Headers = [("X-Goog-Hash", "md5=so?"), ("X-Linked-ETag", "\"so\"")] });
        await Fetch(new("a.bin"));
        Assert.Equal(s_content, File.ReadAllBytes(_folder.File("a.bin")));
        AssertNothingElse();
    }

    [Fact]
    public async Task Fetch_Redirection_IsFollowedAndItsHashKept()
    {
        _server.With("a.bin", new([]) { LeadsTo = "/elsewhere/b", Headers = [("X-Linked-ETag", $"\"{s_sha256}\"")] });
        _server.With("elsewhere/b", new(s_content));
        await Fetch(new("a.bin"));
        Assert.Equal(s_content, File.ReadAllBytes(_folder.File("a.bin")));
        File.Delete(_folder.File("a.bin"));

        _server.With("elsewhere/b", new(s_other));
        await Assert.ThrowsAsync<DataException>(() => Fetch(new("a.bin")));
    }

    [Fact]
    public async Task Fetch_RedirectionInACircle_EndsWithItsReason()
    {
        _server.With("a.bin", new([]) { LeadsTo = "/a.bin" });
        DataException error = await Assert.ThrowsAsync<DataException>(() => Fetch(new("a.bin")));
        Assert.Contains("more than 10 redirections", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_FileHereOfAnotherHash_IsReplaced_OrNamedWhereNothingComes()
    {
        File.WriteAllBytes(_folder.File("a.bin"), s_other);
        DataException error = await Assert.ThrowsAsync<DataException>(() => Fetch(new("a.bin", Hash: s_md5)));
        Assert.Contains("127.0.0.1: 404", error.Message, StringComparison.Ordinal);
        Assert.Contains($"the file that is there is another: expected md5 {s_md5}, got", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(" Do something.", error.Message, StringComparison.Ordinal);
        Assert.Equal(s_other, File.ReadAllBytes(_folder.File("a.bin")));

        _server.With("a.bin", new(s_content));
        await Fetch(new("a.bin", Hash: s_md5));
        Assert.Equal(s_content, File.ReadAllBytes(_folder.File("a.bin")));
    }

    [Fact]
    public async Task Fetch_FileHereByHand_AsksNobodyAndWritesNothing()
    {
        File.WriteAllBytes(_folder.File("a.bin"), s_content);
        await Fetch(new("a.bin", Hash: s_md5));
        Assert.Empty(_server.Asked);
        Assert.Equal(["a.bin"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Fetch_NobodyListens_SaysWhereAndWhat()
    {
        using FileFetcher fetcher = new(FileFetcher.CreateHandler(), Mirror.None);
        DataException error = await Assert.ThrowsAsync<DataException>(() => fetcher.FetchAsync(
            _folder.Path, [new("a.bin")], [new($"http://127.0.0.1:{FileServer.FreePort()}/")], "Do something.", null, TestContext.Current.CancellationToken));
        Assert.StartsWith($"a.bin: expected at {_folder.Path}, and could not be fetched there (127.0.0.1: Connection refused", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Do something.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_FourAtOnce_FetchOnce()
    {
        _server.With("a.bin", new(s_content) { Delay = TimeSpan.FromMilliseconds(100) });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Fetch(new("a.bin"))));
        Assert.Equal(s_content, File.ReadAllBytes(_folder.File("a.bin")));
        Assert.Single(_server.Asked);
    }

    [Fact]
    public async Task Fetch_MirrorServer_IsAskedInThePlaceOfAnyHost()
    {
        _server.With("mirror/some.where/x/a.bin", new(s_content));
        await FetchBy(new Uri(_server.Address, "mirror").AbsoluteUri, "https://some.where/x/");
        Assert.Equal(s_content, File.ReadAllBytes(_folder.File("a.bin")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fetch_MirrorFolder_GivesItsFile(bool asAddress)
    {
        using Weft.Tests.TemporaryFolder disk = new();
        Directory.CreateDirectory(disk.File("some.where/x"));
        File.WriteAllBytes(disk.File("some.where/x/a.bin"), s_content);
        await FetchBy(asAddress ? new Uri(disk.Path).AbsoluteUri : disk.Path, "https://some.where/x/", new("a.bin", Hash: s_sha256));
        Assert.Equal(s_content, File.ReadAllBytes(_folder.File("a.bin")));

        DataException error = await Assert.ThrowsAsync<DataException>(() => FetchBy(disk.Path, "https://else.where/", new("b.bin")));
        Assert.Contains($"{Path.Combine(disk.Path, "else.where", "b.bin")}: no such file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mirror_NeitherAddressNorFolder_IsRefused()
    {
        DataException error = Assert.Throws<DataException>(() => Mirror.Of("ftp://some.where/"));
        Assert.StartsWith("WEFT_MIRROR: expected the address of a server (https://...) or a folder, got 'ftp://some.where/'", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Content(int seed)
    {
        byte[] content = new byte[1_000_000];
        new Random(seed).NextBytes(content);
        return content;
    }

    private Task Fetch(RemoteFile file, IProgress<DownloadProgress>? progress = null, CancellationToken? ct = null) =>
        FetchBy(null, _server.Address.AbsoluteUri, file, progress, ct);

    private async Task FetchBy(string? mirror, string address, RemoteFile? file = null, IProgress<DownloadProgress>? progress = null, CancellationToken? ct = null)
    {
        // The machine's own proxy is not asked for what lies on it.
        using SocketsHttpHandler handler = (SocketsHttpHandler)FileFetcher.CreateHandler();
        handler.UseProxy = false;
        using FileFetcher fetcher = new(handler, Mirror.Of(mirror)) { Delay = TimeSpan.FromMilliseconds(1) };
        await fetcher.FetchAsync(
            _folder.Path, [file ?? new("a.bin")], [new(address)], "Do something.", progress, ct ?? TestContext.Current.CancellationToken);
    }

    private void AssertNothingElse() =>
        Assert.Empty(Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Except(["a.bin", ".download.lock"]));

    private sealed class Reports : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> All { get; } = [];

        public void Report(DownloadProgress value) => All.Add(value);
    }

    // Stops when half is here.
    private sealed class Stop(CancellationTokenSource source, long after) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
            if (value.Received >= after / 2)
            {
                source.Cancel();
            }
        }
    }
}
