using System.Net;
using System.Net.Http.Headers;

namespace Weft.Tests.Data;

/// <summary>Web servers in the process, one per host: each answers a GET as told, and remembers what was asked of it.</summary>
internal sealed class FakeSite : HttpMessageHandler
{
    private readonly Dictionary<string, Func<HttpRequestMessage, int, HttpResponseMessage>> _hosts = [];
    private readonly Lock _lock = new();

    /// <summary>The GET requests: host, and where the range began.</summary>
    public List<(string Host, long? From)> Asked { get; } = [];

    /// <summary>Adds a host; its answer gets the request and the number of requests before it.</summary>
    public FakeSite With(string host, Func<HttpRequestMessage, int, HttpResponseMessage> answer)
    {
        _hosts[host] = answer;
        return this;
    }

    /// <summary>The whole file, or the part asked for.</summary>
    public static HttpResponseMessage Serve(HttpRequestMessage request, byte[] content)
    {
        if (request.Headers.Range?.Ranges.Single().From is not long from)
        {
            return new(HttpStatusCode.OK) { Content = new ByteArrayContent(content) };
        }

        ByteArrayContent rest = new(content[(int)from..]);
        rest.Headers.ContentRange = new ContentRangeHeaderValue(from, content.Length - 1, content.Length);
        return new(HttpStatusCode.PartialContent) { Content = rest };
    }

    /// <summary>The connection breaks after some bytes of what would have come.</summary>
    public static HttpResponseMessage Break(HttpRequestMessage request, byte[] content, int after)
    {
        HttpResponseMessage whole = Serve(request, content);
        int start = (int)(request.Headers.Range?.Ranges.Single().From ?? 0);
        StreamContent body = new(new BreakingStream(content[start..(start + after)]));
        body.Headers.ContentLength = content.Length - start;
        body.Headers.ContentRange = whole.Content.Headers.ContentRange;
        whole.Content = body;
        return whole;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string host = request.RequestUri!.Host;
        if (!_hosts.TryGetValue(host, out Func<HttpRequestMessage, int, HttpResponseMessage>? answer))
        {
            throw new HttpRequestException(HttpRequestError.NameResolutionError, "Name or service not known");
        }

        lock (_lock)
        {
            if (request.Method == HttpMethod.Head)
            {
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
            }

            int before = Asked.Count(asked => asked.Host == host);
            Asked.Add((host, request.Headers.Range?.Ranges.Single().From));
            return Task.FromResult(answer(request, before));
        }
    }

    private sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int got = await base.ReadAsync(buffer, cancellationToken);
            return got > 0 ? got : throw new IOException("Connection reset by peer");
        }
    }
}
