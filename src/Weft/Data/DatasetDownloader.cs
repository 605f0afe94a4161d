using System.Net;

namespace Weft.Data;

/// <summary>Fetches the files of a data set from the first address that has them, one folder and one process at a time.</summary>
/// <remarks>
/// All addresses are asked at once whether they are there, so that a machine without a network learns it in one <see cref="Patience"/>.
/// Files are then fetched one after another; <see cref="FileTransfer"/> is one try of one file.
/// </remarks>
internal sealed class DatasetDownloader(HttpMessageHandler handler) : IDisposable
{
    private readonly HttpClient _client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>How long addresses have to answer at all.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a transfer may stand still before it is tried again.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often every address is tried for a file.</summary>
    public int Tries { get; init; } = 4;

    /// <summary>The wait before the second try; it doubles with each.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(0.5);

    public static HttpMessageHandler CreateHandler() => new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10) };

    public void Dispose() => _client.Dispose();

    /// <summary>Brings all files into the folder; those that are there stay.</summary>
    /// <exception cref="DataException">No address could be reached, none had the right files, or they cannot be written.</exception>
    public async Task DownloadAsync(
        string directory,
        IReadOnlyList<RemoteFile> files,
        IReadOnlyList<Uri> addresses,
        IProgress<DownloadProgress>? progress,
        CancellationToken ct)
    {
        try
        {
            Directory.CreateDirectory(directory);
            using FileStream held = await FolderLock.TakeAsync(directory, ct).ConfigureAwait(false);
            RemoteFile[] missing = [.. files.Where(file => !IsHere(directory, file))];
            if (missing.Length == 0)
            {
                return;
            }

            List<Uri> answering = await AskAsync(addresses, missing[0], directory, ct).ConfigureAwait(false);
            DownloadTally tally = new(progress, missing.Sum(file => file.Size));
            foreach (RemoteFile file in missing)
            {
                await FetchAsync(directory, file, answering, tally, ct).ConfigureAwait(false);
                tally.Finish(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{directory}: cannot be written: {e.Message} Let WEFT_DATASETS name a folder that can, or that has the files.", e);
        }
    }

    private static bool IsHere(string directory, RemoteFile file) =>
        new FileInfo(Path.Combine(directory, file.Name)) is { Exists: true } found && found.Length == file.Size;

    /// <summary>The addresses worth trying: the first that answers in front, those known not to be there left out.</summary>
    private async Task<List<Uri>> AskAsync(IReadOnlyList<Uri> addresses, RemoteFile file, string directory, CancellationToken ct)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        List<Uri> left = [.. addresses];
        List<string> reasons = [];
        Task<(Uri Address, string? Reason)>[] asking = [.. addresses.Select(address => AskAsync(address, file, limit.Token))];
        await foreach (Task<(Uri Address, string? Reason)> answer in Task.WhenEach(asking).ConfigureAwait(false))
        {
            (Uri address, string? reason) = await answer.ConfigureAwait(false);
            left.Remove(address);
            if (reason is null)
            {
                await limit.CancelAsync().ConfigureAwait(false);
                return [address, .. left];
            }

            reasons.Add(reason);
        }

        ct.ThrowIfCancellationRequested();
        throw Nothing(file, directory, reasons);
    }

    private async Task<(Uri Address, string? Reason)> AskAsync(Uri address, RemoteFile file, CancellationToken limit)
    {
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Head, new Uri(address, file.Name));
            using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit).ConfigureAwait(false);
            return (address, response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone ? $"{address}: {(int)response.StatusCode}" : null);
        }
        catch (HttpRequestException e)
        {
            return (address, $"{address.Host}: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            return (address, $"{address.Host}: no answer within {Patience.TotalSeconds} s");
        }
    }

    private async Task FetchAsync(string directory, RemoteFile file, List<Uri> addresses, DownloadTally tally, CancellationToken ct)
    {
        FileTransfer transfer = new(_client, file, directory, StallLimit, tally);
        List<string> reasons = [];
        TimeSpan delay = Delay;
        for (int round = 1; round <= Tries && addresses.Count > 0; round++)
        {
            foreach (Uri address in addresses.ToArray())
            {
                TransferFailure? failure = await transfer.TryAsync(address, ct).ConfigureAwait(false);
                if (failure is null)
                {
                    return;
                }

                reasons.Add($"{address.Host}: {failure.Reason}");
                if (failure.IsFinal)
                {
                    addresses.Remove(address);
                }
            }

            if (round < Tries && addresses.Count > 0)
            {
                await Task.Delay(delay, ct).ConfigureAwait(false);
                delay *= 2;
            }
        }

        throw Nothing(file, directory, reasons);
    }

    private static DataException Nothing(RemoteFile file, string directory, List<string> reasons) => new(
        $"{file.Name}: expected at {directory}, and could not be fetched there ({string.Join("; ", reasons.Distinct())}). "
        + "Connect to the network, put the files there, or let WEFT_DATASETS name the folder above the one that has them.");
}
