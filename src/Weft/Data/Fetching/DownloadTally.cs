namespace Weft.Data;

/// <summary>Counts the bytes of a download over its files, and tells of them in steps worth showing.</summary>
/// <param name="progress">Who is told; null for nobody.</param>
/// <param name="files">The files to fetch.</param>
internal sealed class DownloadTally(IProgress<DownloadProgress>? progress, IEnumerable<RemoteFile> files)
{
    private const long Step = 256 * 1024;
    private readonly Dictionary<string, long?> _sizes = files.ToDictionary(file => file.Name, file => file.Size);
    private long _finished;
    private long _told;

    private long? Total => _sizes.Values.Aggregate((long?)0, (sum, size) => sum + size);

    /// <summary>So large is a file, as its server says.</summary>
    public void Learn(RemoteFile file, long? size) => _sizes[file.Name] = file.Size ?? size;

    /// <summary>So many bytes of this file are here.</summary>
    public void Report(RemoteFile file, long received)
    {
        long now = _finished + received;
        if (Math.Abs(now - _told) >= Step || received == _sizes[file.Name])
        {
            Tell(file, now);
        }
    }

    /// <summary>This file is whole.</summary>
    public void Finish(RemoteFile file, long size)
    {
        _sizes[file.Name] = size;
        _finished += size;
        if (_told != _finished)
        {
            Tell(file, _finished);
        }
    }

    private void Tell(RemoteFile file, long now)
    {
        _told = now;
        progress?.Report(new(file.Name, now, Total));
    }
}
