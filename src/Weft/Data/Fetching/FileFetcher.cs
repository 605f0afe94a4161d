namespace Weft.Data;

/// <summary>Fetches files into a folder, from the first address that has them, one process at a time.</summary>
/// <remarks>
/// All addresses are asked at once whether they are there, so that a machine without a network learns it in one <see cref="Patience"/>; a
/// single one is asked for the file itself. Files are then fetched one after another; <see cref="FileTransfer"/> is one try of one file.
/// A proxy is what the environment says (<c>HTTPS_PROXY</c> and its kin, or the system's settings).
/// </remarks>
/// <param name="handler">What carries requests; it follows no redirections.</param>
/// <param name="mirror">What is asked in the place of addresses.</param>
internal sealed class FileFetcher(HttpMessageHandler handler, Mirror mirror) : IDisposable
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

    private FileSource Source => new(_client, mirror);

    /// <summary>One that goes by the environment's proxy and mirror.</summary>
    /// <exception cref="DataException">The environment names a mirror that is none.</exception>
    public static FileFetcher OfEnvironment() => new(CreateHandler(), Mirror.OfEnvironment());

    public static HttpMessageHandler CreateHandler() =>
        new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10), AllowAutoRedirect = false };

    public void Dispose() => _client.Dispose();

    /// <summary>Brings all files into the folder; those that are there stay.</summary>
    /// <param name="directory">The folder; it is made where there is none.</param>
    /// <param name="files">The files.</param>
    /// <param name="addresses">What stands before the files' names, with a slash at its end.</param>
    /// <param name="remedy">What to do where nothing helps, for the error.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="ct">Ends it with an <see cref="OperationCanceledException"/>; the next one goes on from there.</param>
    /// <exception cref="DataException">No address could be reached, none had the right files, or they cannot be written.</exception>
    public async Task FetchAsync(
        string directory,
        IReadOnlyList<RemoteFile> files,
        IReadOnlyList<Uri> addresses,
        string remedy,
        IProgress<DownloadProgress>? progress,
        CancellationToken ct)
    {
        try
        {
            // Where they are, the folder need not be writable.
            if ((await MissingAsync(directory, files, ct).ConfigureAwait(false)).Count == 0)
            {
                return;
            }

            Directory.CreateDirectory(directory);
            using FileStream held = await FolderLock.TakeAsync(directory, ct).ConfigureAwait(false);
            List<RemoteFile> missing = await MissingAsync(directory, files, ct).ConfigureAwait(false);
            List<Uri> answering = missing.Count == 0 || addresses.Count == 1
                ? [.. addresses]
                : await AskAsync(addresses, missing[0], directory, remedy, ct).ConfigureAwait(false);
            DownloadTally tally = new(progress, missing);
            foreach (RemoteFile file in missing)
            {
                await FetchAsync(directory, file, answering, remedy, tally, ct).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FolderLock.Unwritable(directory, e);
        }
    }

    private static async Task<List<RemoteFile>> MissingAsync(string directory, IReadOnlyList<RemoteFile> files, CancellationToken ct)
    {
        List<RemoteFile> missing = [];
        foreach (RemoteFile file in files)
        {
            if (!await file.IsInAsync(directory, ct).ConfigureAwait(false))
            {
                missing.Add(file);
            }
        }

        return missing;
    }

    /// <summary>The addresses worth trying: the first that answers in front, those known not to be there left out.</summary>
    private async Task<List<Uri>> AskAsync(IReadOnlyList<Uri> addresses, RemoteFile file, string directory, string remedy, CancellationToken ct)
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

            reasons.Add($"{Source.NameOf(new Uri(address, file.Name))}: {reason}");
        }

        ct.ThrowIfCancellationRequested();
        throw Nothing(file, directory, reasons, remedy);
    }

    private async Task<(Uri Address, string? Reason)> AskAsync(Uri address, RemoteFile file, CancellationToken limit)
    {
        try
        {
            return (address, await Source.AskAsync(new Uri(address, file.Name), limit).ConfigureAwait(false));
        }
        catch (HttpRequestException e)
        {
            return (address, e.Message);
        }
        catch (OperationCanceledException)
        {
            return (address, $"no answer within {Patience.TotalSeconds} s");
        }
    }

    private async Task FetchAsync(
        string directory, RemoteFile file, List<Uri> addresses, string remedy, DownloadTally tally, CancellationToken ct)
    {
        FileTransfer transfer = new(Source, file, directory, StallLimit, tally);
        List<string> reasons = [];
        TimeSpan delay = Delay;
        for (int round = 1; round <= Tries && addresses.Count > 0; round++)
        {
            foreach (Uri address in addresses.ToArray())
            {
                Uri asked = new(address, file.Name);
                TransferFailure? failure = await transfer.TryAsync(asked, ct).ConfigureAwait(false);
                if (failure is null)
                {
                    return;
                }

                reasons.Add($"{Source.NameOf(asked)}: {failure.Reason}");
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

        string path = Path.Combine(directory, file.Name);
        if (File.Exists(path) && await file.MismatchAsync(path, ct).ConfigureAwait(false) is { } other)
        {
            reasons.Add($"the file that is there is another: {other}");
        }

        throw Nothing(file, directory, reasons, remedy);
    }

    private static DataException Nothing(RemoteFile file, string directory, List<string> reasons, string remedy) => new(
        $"{file.Name}: expected at {directory}, and could not be fetched there ({string.Join("; ", reasons.Distinct())}). {remedy}");
}
