using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Weft.Data;

/// <summary>Opens files by their addresses, on servers and, through a mirror, in folders.</summary>
/// <remarks>Redirections are followed here, because a server may say a file's hash in the answer that leads elsewhere: as Hugging Face
/// does (<c>X-Linked-ETag</c>). Google's storage says it in <c>X-Goog-Hash</c>.</remarks>
internal sealed class FileSource(HttpClient client, Mirror mirror)
{
    private const int MostRedirections = 10, Sha256Digits = 64;

    /// <summary>How addresses are called in messages.</summary>
    public string NameOf(Uri address) => mirror.Of(address) is { IsFile: true } file ? file.LocalPath : mirror.Of(address).Host;

    /// <summary>Whether the file is known not to be there.</summary>
    /// <returns>null where it may be there; otherwise why not.</returns>
    public async Task<string?> AskAsync(Uri address, CancellationToken ct)
    {
        Uri asked = mirror.Of(address);
        if (asked.IsFile)
        {
            return File.Exists(asked.LocalPath) ? null : "no such file";
        }

        (HttpResponseMessage answer, _) = await SendAsync(HttpMethod.Head, asked, 0, null, ct).ConfigureAwait(false);
        using (answer)
        {
            return answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone ? $"{(int)answer.StatusCode}" : null;
        }
    }

    /// <summary>Opens a file from a place on, or from its beginning where that is not to be had.</summary>
    /// <param name="address">Its publisher's address.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="version">The version that what is here belongs to; null where it is not known.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<(RemoteContent? Content, TransferFailure? Failure)> OpenAsync(Uri address, long start, string? version, CancellationToken ct)
    {
        Uri asked = mirror.Of(address);
        if (asked.IsFile)
        {
            return OpenFile(asked.LocalPath);
        }

        (HttpResponseMessage answer, string? hash) = await SendAsync(HttpMethod.Get, asked, start, version, ct).ConfigureAwait(false);
        HttpContentHeaders headers = answer.Content.Headers;
        bool isBeyond = answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && start > 0;
        if (isBeyond && headers.ContentRange?.Length == start)
        {
            return (new(Stream.Null, start) { Size = start, Version = version, Hash = hash, Answer = answer }, null);
        }

        if (isBeyond || IsOfAnother(answer, version))
        {
            answer.Dispose();
            return await OpenAsync(address, 0, null, ct).ConfigureAwait(false);
        }

        long begins = answer.StatusCode == HttpStatusCode.PartialContent ? start : 0;
        if (Failure(answer, start) is { } failure)
        {
            answer.Dispose();
            return (null, failure);
        }

        return (new(await answer.Content.ReadAsStreamAsync(ct).ConfigureAwait(false), begins)
        {
            Size = headers.ContentLength is { } length ? begins + length : headers.ContentRange?.Length,
            Version = VersionOf(answer),
            Hash = hash,
            Answer = answer,
        }, null);
    }

    // Some servers give a part without a look at the condition.
    private static bool IsOfAnother(HttpResponseMessage answer, string? version) => answer.StatusCode == HttpStatusCode.PartialContent
        && version is not null && VersionOf(answer) is { } now && now != version;

    private static (RemoteContent? Content, TransferFailure? Failure) OpenFile(string path)
    {
        if (!File.Exists(path))
        {
            return (null, new("no such file", IsFinal: true));
        }

        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return (new(file, 0) { Size = file.Length }, null);
    }

    private static TransferFailure? Failure(HttpResponseMessage answer, long start)
    {
        if (!answer.IsSuccessStatusCode)
        {
            bool passes = answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)answer.StatusCode >= 500;
            return new($"{(int)answer.StatusCode} {answer.ReasonPhrase}", IsFinal: !passes);
        }

        return answer.StatusCode == HttpStatusCode.PartialContent && answer.Content.Headers.ContentRange?.From != start
            ? new($"asked for the bytes from {start} on, got {answer.Content.Headers.ContentRange}", IsFinal: true)
            : null;
    }

    private async Task<(HttpResponseMessage Answer, string? Hash)> SendAsync(
        HttpMethod method, Uri address, long start, string? version, CancellationToken ct)
    {
        string? hash = null;
        for (int i = 0; i <= MostRedirections; i++)
        {
            using HttpRequestMessage request = new(method, address);
            if (start > 0)
            {
                request.Headers.Range = new RangeHeaderValue(start, null);
                request.Headers.IfRange = version is null ? null : RangeConditionHeaderValue.Parse(version);
            }

            HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
            hash ??= HashOf(answer);
            bool leads = answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
            if (!leads || answer.Headers.Location is not { } location)
            {
                return (answer, hash);
            }

            Uri next = new(address, location);
            answer.Dispose();
            address = next.Scheme == address.Scheme || next.Scheme == "https"
                ? next
                : throw new HttpRequestException($"{address.Host} leads from {address.Scheme} to {next}");
        }

        throw new HttpRequestException($"more than {MostRedirections} redirections");
    }

    // A weak tag stands for equal meanings, not for equal bytes.
    private static string? VersionOf(HttpResponseMessage answer) =>
        answer.Headers.ETag is { IsWeak: false } tag ? tag.Tag : answer.Content.Headers.LastModified?.ToString("R", null);

    private static string? HashOf(HttpResponseMessage answer)
    {
        if (answer.Headers.TryGetValues("X-Linked-ETag", out IEnumerable<string>? tags)
            && tags.First().Trim('"') is { Length: Sha256Digits } sha256 && sha256.All(char.IsAsciiHexDigit))
        {
            return sha256.ToLowerInvariant();
        }

        const string md5 = "md5=";
        byte[] sum = new byte[MD5.HashSizeInBytes];
        return answer.Headers.TryGetValues("X-Goog-Hash", out IEnumerable<string>? sums)
            && sums.SelectMany(value => value.Split(',')).Select(value => value.Trim()).FirstOrDefault(value => value.StartsWith(md5, StringComparison.Ordinal))
                is { } found
            && Convert.TryFromBase64String(found[md5.Length..], sum, out int written) && written == sum.Length
            ? Convert.ToHexStringLower(sum)
            : null;
    }
}
