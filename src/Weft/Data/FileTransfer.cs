using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Weft.Data;

/// <summary>Why a try brought no file; a final reason holds for every further try at that address.</summary>
internal sealed record TransferFailure(string Reason, bool IsFinal);

/// <summary>Brings one file: into <c>name.part</c>, on from what is there already, checked, and renamed when whole.</summary>
internal sealed class FileTransfer(HttpClient client, RemoteFile file, string directory, TimeSpan stallLimit, DownloadTally tally)
{
    private readonly string _partPath = Path.Combine(directory, file.Name + ".part");

    /// <summary>One try at one address.</summary>
    /// <returns>null when the file is there, whole and checked.</returns>
    public async Task<TransferFailure?> TryAsync(Uri address, CancellationToken ct)
    {
        using CancellationTokenSource stall = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            FileStream part = new(_partPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            await using (part.ConfigureAwait(false))
            {
                bool resumed = part.Length > 0;
                TransferFailure? failure = await ReceiveAsync(address, part, stall).ConfigureAwait(false)
                    ?? await CheckAsync(part, resumed, ct).ConfigureAwait(false);
                if (failure is not null)
                {
                    return failure;
                }

                part.Flush(flushToDisk: true);
            }

            File.Move(_partPath, Path.Combine(directory, file.Name), overwrite: true);
            return null;
        }
        catch (HttpRequestException e)
        {
            return new(e.Message, e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new($"nothing came for {stallLimit.TotalSeconds} s", IsFinal: false);
        }
    }

    private async Task<TransferFailure?> ReceiveAsync(Uri address, FileStream part, CancellationTokenSource stall)
    {
        long start = part.Length < file.Size ? part.Length : 0;
        if (part.Length == file.Size)
        {
            return null;
        }

        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(address, file.Name));
        request.Headers.Range = start > 0 ? new RangeHeaderValue(start, null) : null;
        stall.CancelAfter(stallLimit);
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stall.Token).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            bool passing = response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500;
            return new($"{(int)response.StatusCode} {response.ReasonPhrase}", IsFinal: !passing);
        }

        if (response.StatusCode != HttpStatusCode.PartialContent)
        {
            start = 0;
        }
        else if (response.Content.Headers.ContentRange?.From != start)
        {
            return new($"asked for the bytes from {start} on, got {response.Content.Headers.ContentRange}", IsFinal: true);
        }

        if (response.Content.Headers.ContentLength is long length && start + length != file.Size)
        {
            return new($"expected {file.Size} bytes, got {start + length}", IsFinal: true);
        }

        part.SetLength(start);
        part.Position = start;
        await CopyAsync(response.Content, part, stall).ConfigureAwait(false);
        return part.Length < file.Size ? new($"ended after {part.Length} of {file.Size} bytes", IsFinal: false) : null;
    }

    private async Task CopyAsync(HttpContent content, FileStream part, CancellationTokenSource stall)
    {
        byte[] buffer = new byte[1 << 16];
        Stream body = await content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            while (part.Position <= file.Size)
            {
                stall.CancelAfter(stallLimit);
                int got = await ReadAsync(body, buffer, stall.Token).ConfigureAwait(false);
                if (got == 0)
                {
                    return;
                }

                await part.WriteAsync(buffer.AsMemory(0, got), stall.Token).ConfigureAwait(false);
                tally.Report(file, part.Position);
            }
        }
    }

    /// <summary>Reads from the network, whose errors are not the disk's: they are worth another try.</summary>
    private static async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationToken ct)
    {
        try
        {
            return await body.ReadAsync(buffer, ct).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new HttpRequestException(e.Message, e);
        }
    }

    /// <summary>A wrong file is started anew; where an earlier try left its beginning, that may have been the wrong part.</summary>
    private async Task<TransferFailure?> CheckAsync(FileStream part, bool resumed, CancellationToken ct)
    {
        part.Position = 0;
        string sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(part, ct).ConfigureAwait(false));
        if (part.Length == file.Size && sha256 == file.Sha256)
        {
            return null;
        }

        string reason = $"expected {file.Size} bytes with sha256 {file.Sha256}, got {part.Length} bytes with {sha256}";
        part.SetLength(0);
        return new(reason, IsFinal: !resumed);
    }
}
