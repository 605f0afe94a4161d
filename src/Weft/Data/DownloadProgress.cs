namespace Weft.Data;

/// <summary>How far a download is.</summary>
/// <param name="File">The file that is being fetched.</param>
/// <param name="Received">The bytes that are here, of all files to fetch; what an earlier try left counts.</param>
/// <param name="Total">The bytes of all files to fetch.</param>
public readonly record struct DownloadProgress(string File, long Received, long Total);

/// <summary>A file to fetch, with the size and the sha256 its publisher gives.</summary>
internal sealed record RemoteFile(string Name, long Size, string Sha256);
