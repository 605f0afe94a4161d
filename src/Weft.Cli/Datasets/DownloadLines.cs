using Weft.Data;

namespace Weft.Cli.Datasets;

/// <summary>Reports a download as plain lines, one for every tenth of it.</summary>
internal sealed class DownloadLines(TextWriter messages) : IProgress<DownloadProgress>
{
    private readonly Lock _lock = new();
    private int _tenths = -1;

    public void Report(DownloadProgress value)
    {
        lock (_lock)
        {
            int tenths = value.Total == 0 ? 10 : (int)(value.Received * 10 / value.Total);
            if (tenths > _tenths)
            {
                _tenths = tenths;
                messages.WriteLine($"fetching {value.File}: {value.Received / 1e6:0.0} of {value.Total / 1e6:0.0} MB");
            }
        }
    }
}
