using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Weft.Data;

namespace Weft.Tests.Data;

public sealed class FileFetcherTests : IDisposable
{
    private static readonly byte[] Content = MakeContent();
    private static readonly RemoteFile File1 = new("one.gz", Content.Length, Convert.ToHexStringLower(SHA256.HashData(Content)));

    private readonly TemporaryFolder _folder = new();

    private string PartPath => _folder["one.gz.part"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Download_AddressThatHasIt_BringsItWithProgress()
    {
        FakeSite site = new FakeSite().With("a", (request, _) => FakeSite.Serve(request, Content));
        Reports reports = new();
        await Download(site, reports, "a");
        AssertWhole();
        Assert.Equal(new DownloadProgress("one.gz", Content.Length, Content.Length), reports.All[^1]);
        Assert.True(reports.All.Count > 2);
        Assert.Equal(reports.All.Select(report => report.Received).Order(), reports.All.Select(report => report.Received));

        await Download(site, null, "a");
        Assert.Single(site.Asked);
    }

    [Fact]
    public async Task Download_PartOfItHere_AsksForTheRest()
    {
        File.WriteAllBytes(PartPath, Content[..400000]);
        FakeSite site = new FakeSite().With("a", (request, _) => FakeSite.Serve(request, Content));
        await Download(site, null, "a");
        AssertWhole();
        Assert.Equal([("a", 400000L)], site.Asked);
    }

    [Fact]
    public async Task Download_AllOfItHereUnderThePartName_AsksForNothing()
    {
        File.WriteAllBytes(PartPath, Content);
        FakeSite site = new FakeSite().With("a", (_, _) => new(HttpStatusCode.Forbidden));
        await Download(site, null, "a");
        AssertWhole();
        Assert.Empty(site.Asked);
    }

    [Fact]
    public async Task Download_ServerWithoutRanges_StartsAnew()
    {
        File.WriteAllBytes(PartPath, new byte[400000]);
        FakeSite site = new FakeSite().With("a", (_, _) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(Content) });
        await Download(site, null, "a");
        AssertWhole();
    }

    [Fact]
    public async Task Download_WrongBytesInThePart_StartsAnew()
    {
        File.WriteAllBytes(PartPath, new byte[400000]);
        FakeSite site = new FakeSite().With("a", (request, _) => FakeSite.Serve(request, Content));
        await Download(site, null, "a");
        AssertWhole();
        Assert.Equal([("a", 400000L), ("a", null)], site.Asked);
    }

    [Fact]
    public async Task Download_ConnectionBreaks_GoesOnFromThere()
    {
        FakeSite site = new FakeSite().With("a", (request, before) => before < 2 ? FakeSite.Break(request, Content, 300000) : FakeSite.Serve(request, Content));
        await Download(site, null, "a");
        AssertWhole();
        Assert.Equal([("a", null), ("a", 300000L), ("a", 600000L)], site.Asked);
    }

    [Fact]
    public async Task Download_ServerBusyOnce_TriesAgain()
    {
        FakeSite site = new FakeSite().With("a", (request, before) => before == 0 ? new(HttpStatusCode.ServiceUnavailable) : FakeSite.Serve(request, Content));
        await Download(site, null, "a");
        AssertWhole();
        Assert.Equal(2, site.Asked.Count);
    }

    [Fact]
    public async Task Download_WrongSum_TakesItFromAnotherAddress()
    {
        byte[] damaged = [.. Content];
        damaged[500]++;
        FakeSite site = new FakeSite()
            .With("a", (request, _) => FakeSite.Serve(request, damaged))
            .With("b", (request, _) => FakeSite.Serve(request, Content));
        await Download(site, null, "a", "b");
        AssertWhole();
    }

    [Fact]
    public async Task Download_WrongSumEverywhere_ThrowsAndLeavesNothingUnderItsName()
    {
        byte[] damaged = [.. Content];
        damaged[500]++;
        FakeSite site = new FakeSite().With("a", (request, _) => FakeSite.Serve(request, damaged));
        DataException e = await Assert.ThrowsAsync<DataException>(() => Download(site, null, "a"));
        Assert.Contains($"sha256 {File1.Hash}, got", e.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["one.gz"]));
        Assert.False(File.Exists(PartPath));
        Assert.Single(site.Asked);
    }

    [Fact]
    public async Task Download_LoginPageInsteadOfTheFile_Throws()
    {
        FakeSite site = new FakeSite().With("a", (_, _) => new(HttpStatusCode.OK) { Content = new StringContent("<html>pay here</html>") });
        DataException e = await Assert.ThrowsAsync<DataException>(() => Download(site, null, "a"));
        Assert.Contains($"a: expected {Content.Length} bytes, got 21", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_NoAddressKnown_FailsAtOnceAndSaysWhatToDo()
    {
        Stopwatch watch = Stopwatch.StartNew();
        DataException e = await Assert.ThrowsAsync<DataException>(() => Download(new FakeSite(), null, "a", "b"));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2));
        Assert.StartsWith($"one.gz: expected at {_folder.Path}, and could not be fetched there (", e.Message, StringComparison.Ordinal);
        Assert.Contains("a: Name or service not known", e.Message, StringComparison.Ordinal);
        Assert.EndsWith("or let WEFT_DATASETS name the folder above the one that has them.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_AddressesThatNeverAnswer_GivesUpAfterItsPatience()
    {
        using FileFetcher fetcher = new(new SilentHandler(), Mirror.None) { Patience = TimeSpan.FromSeconds(0.2) };
        DataException e = await Assert.ThrowsAsync<DataException>(() => fetcher.FetchAsync(
            _folder.Path, [File1], [new("http://a/"), new("http://b/")], NamedDataset.Remedy, null, TestContext.Current.CancellationToken));
        Assert.Contains("b: no answer within 0.2 s", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_Cancelled_KeepsThePartForTheNextTime()
    {
        using CancellationTokenSource source = new();
        FakeSite site = new FakeSite().With("a", (request, _) =>
        {
            HttpResponseMessage answer = FakeSite.Break(request, Content, 300000);
            source.CancelAfter(50);
            return answer;
        });
        using FileFetcher fetcher = new(site, Mirror.None) { Delay = TimeSpan.FromMinutes(1) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetcher.FetchAsync(_folder.Path, [File1], [new("http://a/")], NamedDataset.Remedy, null, source.Token));
        Assert.Equal(300000, new FileInfo(PartPath).Length);
    }

    [Fact]
    public async Task Download_FolderCannotBeMade_ThrowsDataException()
    {
        File.WriteAllText(_folder["file"], "");
        using FileFetcher fetcher = new(new FakeSite(), Mirror.None);
        DataException e = await Assert.ThrowsAsync<DataException>(() => fetcher.FetchAsync(
            _folder["file"], [File1], [new("http://a/")], NamedDataset.Remedy, null, TestContext.Current.CancellationToken));
        Assert.Contains("cannot be written", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_TwoAtOnceOverRealConnections_FetchOnce()
    {
        using HttpListener listener = new();
        int port = FreePort();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        int gets = 0;
        Task serving = Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    HttpListenerContext context = await listener.GetContextAsync();
                    context.Response.ContentLength64 = Content.Length;
                    if (context.Request.HttpMethod == "GET")
                    {
                        Interlocked.Increment(ref gets);
                        await Task.Delay(100);
                        await context.Response.OutputStream.WriteAsync(Content);
                    }

                    context.Response.Close();
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The listener was stopped.
            }
        }, TestContext.Current.CancellationToken);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using FileFetcher fetcher = new(FileFetcher.CreateHandler(), Mirror.None);
            await fetcher.FetchAsync(_folder.Path, [File1], [new($"http://127.0.0.1:{port}/")], NamedDataset.Remedy, null, TestContext.Current.CancellationToken);
        }));
        listener.Stop();
        await serving;
        AssertWhole();
        Assert.Equal(1, gets);
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static byte[] MakeContent()
    {
        byte[] content = new byte[1 << 20];
        new Random(1).NextBytes(content);
        return content;
    }

    private async Task Download(FakeSite site, IProgress<DownloadProgress>? progress, params string[] hosts)
    {
        using FileFetcher fetcher = new(site, Mirror.None) { Delay = TimeSpan.FromMilliseconds(1) };
        await fetcher.FetchAsync(_folder.Path, [File1], [.. hosts.Select(host => new Uri($"http://{host}/"))], NamedDataset.Remedy, progress, TestContext.Current.CancellationToken);
    }

    private void AssertWhole()
    {
        Assert.True(File.ReadAllBytes(_folder["one.gz"]).AsSpan().SequenceEqual(Content));
        Assert.False(File.Exists(PartPath));
    }

    private sealed class Reports : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> All { get; } = [];

        public void Report(DownloadProgress value) => All.Add(value);
    }

    private sealed class SilentHandler : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        }
    }
}
