namespace Weft.Data;

/// <summary>How far a download is.</summary>
/// <param name="File">The file that is being fetched.</param>
/// <param name="Received">The bytes that are here, of all files to fetch; what an earlier try left counts.</param>
/// <param name="Total">The bytes of all files to fetch; null while nobody has said how many there are of one.</param>
public readonly record struct DownloadProgress(string File, long Received, long? Total);
