namespace Weft.Data;

/// <summary>Counts the bytes of a download over its files, and tells of them in steps worth showing.</summary>
internal sealed class DownloadTally(IProgress<DownloadProgress>? progress, long total)
{
    private const long Step = 256 * 1024;
    private long _finished;
    private long _told;

    /// <summary>So many bytes of this file are here.</summary>
    public void Report(RemoteFile file, long received)
    {
        long now = _finished + received;
        if (Math.Abs(now - _told) >= Step || received == file.Size)
        {
            _told = now;
            progress?.Report(new(file.Name, now, total));
        }
    }

    /// <summary>This file is whole.</summary>
    public void Finish(RemoteFile file) => _finished += file.Size;
}
