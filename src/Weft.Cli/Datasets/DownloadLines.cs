using Weft.Data;

namespace Weft.Cli.Datasets;

/// <summary>Reports a download as plain lines: one for every tenth of it, or for every ten megabytes where nobody says how many there
/// are.</summary>
internal sealed class DownloadLines(TextWriter messages) : IProgress<DownloadProgress>
{
    private const double Megabyte = 1e6;
    private const long Step = 10_000_000;

    private readonly Lock _lock = new();
    private long _steps = -1;
    private long _received;
    private bool _isCounted;

    public void Report(DownloadProgress value)
    {
        lock (_lock)
        {
            // Fewer than before: another download.
            _steps = value.Received < _received ? -1 : _steps;
            _received = value.Received;
            bool isCounted = value.Total is not null;
            long steps = value.Total is { } total ? total == 0 ? 10 : value.Received * 10 / total : value.Received / Step;
            if (steps > _steps || isCounted != _isCounted)
            {
                (_steps, _isCounted) = (steps, isCounted);
                string of = value.Total is { } all ? $" of {all / Megabyte:0.0}" : "";
                messages.WriteLine($"fetching {value.File}: {value.Received / Megabyte:0.0}{of} MB");
            }
        }
    }
}
