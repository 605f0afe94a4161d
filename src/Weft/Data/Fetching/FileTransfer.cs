using System.Net.Http.Headers;

namespace Weft.Data;

/// <summary>Brings one file: into <c>name.part</c>, on from what is there already, checked, and renamed when whole.</summary>
/// <remarks>
/// <c>name.part.version</c> keeps the server's word for the version that the part belongs to, so that another one is not sewn to it.
/// Without that and without a hash nothing would tell, and the file is started anew.
/// </remarks>
internal sealed class FileTransfer(FileSource source, RemoteFile file, string directory, TimeSpan stallLimit, DownloadTally tally)
{
    private readonly string _path = Path.Combine(directory, file.Name);

    private string PartPath => _path + ".part";

    private string VersionPath => PartPath + ".version";

    /// <summary>One try at one address.</summary>
    /// <returns>null when the file is there, whole and checked.</returns>
    public async Task<TransferFailure?> TryAsync(Uri address, CancellationToken ct)
    {
        using CancellationTokenSource stall = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            FileStream part = new(PartPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            await using (part.ConfigureAwait(false))
            {
                if (await ReceiveAsync(address, part, stall, ct).ConfigureAwait(false) is { } failure)
                {
                    return failure;
                }

                part.Flush(flushToDisk: true);
                tally.Finish(file, part.Length);
            }

            File.Move(PartPath, _path, overwrite: true);
            return null;
        }
        catch (HttpRequestException e)
        {
            return new(e.Message, e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return stall.IsCancellationRequested
                ? new($"nothing came for {stallLimit.TotalSeconds} s", IsFinal: false)
                : new("no connection", IsFinal: true);
        }
        finally
        {
            RemoveWhatSaysNothing();
        }
    }

    private void RemoveWhatSaysNothing()
    {
        if (new FileInfo(PartPath) is { Exists: true, Length: 0 })
        {
            File.Delete(PartPath);
        }

        if (!File.Exists(PartPath))
        {
            File.Delete(VersionPath);
        }
    }

    private async Task<TransferFailure?> ReceiveAsync(Uri address, FileStream part, CancellationTokenSource stall, CancellationToken ct)
    {
        string? version = await ReadVersionAsync(ct).ConfigureAwait(false);
        long start = (file.Hash is null && version is null) || part.Length > file.Size ? 0 : part.Length;
        if (start == file.Size)
        {
            return await CheckAsync(file, part, resumed: true, ct).ConfigureAwait(false);
        }

        stall.CancelAfter(stallLimit);
        (RemoteContent? opened, TransferFailure? failure) = await source.OpenAsync(address, start, version, stall.Token).ConfigureAwait(false);
        if (opened is null)
        {
            return failure;
        }

        await using RemoteContent content = opened;
        RemoteFile expected = file with { Size = file.Size ?? content.Size, Hash = file.Hash ?? content.Hash };
        if (content.Size is { } size && size != expected.Size)
        {
            return new($"expected {expected.Size} bytes, got {size}", IsFinal: true);
        }

        part.SetLength(content.Start);
        part.Position = content.Start;
        await KeepVersionAsync(content.Version, ct).ConfigureAwait(false);
        tally.Learn(file, expected.Size);
        await CopyAsync(content.Body, part, expected.Size, stall).ConfigureAwait(false);
        return part.Length < expected.Size
            ? new($"ended after {part.Length} of {expected.Size} bytes", IsFinal: false)
            : await CheckAsync(expected, part, resumed: content.Start > 0, ct).ConfigureAwait(false);
    }

    private async Task CopyAsync(Stream body, FileStream part, long? size, CancellationTokenSource stall)
    {
        byte[] buffer = new byte[1 << 16];
        while (size is null || part.Position <= size)
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
    private async Task<TransferFailure?> CheckAsync(RemoteFile expected, FileStream part, bool resumed, CancellationToken ct)
    {
        if (await expected.MismatchAsync(part, ct).ConfigureAwait(false) is not { } reason)
        {
            return null;
        }

        part.SetLength(0);
        return new(reason, IsFinal: !resumed);
    }

    // A file that a full disk or a power cut left in half says nothing.
    private async Task<string?> ReadVersionAsync(CancellationToken ct)
    {
        string? version = File.Exists(VersionPath) ? await File.ReadAllTextAsync(VersionPath, ct).ConfigureAwait(false) : null;
        return RangeConditionHeaderValue.TryParse(version, out _) ? version : null;
    }

    private async Task KeepVersionAsync(string? version, CancellationToken ct)
    {
        if (version is null)
        {
            File.Delete(VersionPath);
        }
        else
        {
            await File.WriteAllTextAsync(VersionPath, version, ct).ConfigureAwait(false);
        }
    }
}
