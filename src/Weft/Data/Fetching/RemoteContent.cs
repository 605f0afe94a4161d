namespace Weft.Data;

/// <summary>Why a try brought no file; a final reason holds for every further try at that address.</summary>
internal sealed record TransferFailure(string Reason, bool IsFinal);

/// <summary>What a server or a mirror's folder sends of a file, and says of it.</summary>
/// <param name="Body">The bytes from <paramref name="Start"/> on.</param>
/// <param name="Start">Where they begin: where asked, or at 0.</param>
internal sealed record RemoteContent(Stream Body, long Start) : IAsyncDisposable
{
    /// <summary>The bytes of the whole file; null where they are not said.</summary>
    public long? Size { get; init; }

    /// <summary>The server's word for this version of the file: an entity tag or a date; null where it has none.</summary>
    public string? Version { get; init; }

    /// <summary>The hash of the whole file, where the server says it.</summary>
    public string? Hash { get; init; }

    /// <summary>The answer that the body belongs to; null for a file.</summary>
    public HttpResponseMessage? Answer { get; init; }

    public async ValueTask DisposeAsync()
    {
        await Body.DisposeAsync().ConfigureAwait(false);
        Answer?.Dispose();
    }
}
