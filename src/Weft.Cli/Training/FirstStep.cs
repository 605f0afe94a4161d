using System.Diagnostics;

namespace Weft.Cli.Training;

/// <summary>Notes when the first step was done, in seconds since the process started.</summary>
internal sealed class FirstStep : Callback
{
    private DateTime? _done;

    public double? Seconds
    {
        get
        {
            if (_done is not { } done)
            {
                return null;
            }

            using Process process = Process.GetCurrentProcess();
            return (done - process.StartTime.ToUniversalTime()).TotalSeconds;
        }
    }

    public override void OnBatchEnd(TrainingRun run) => _done ??= DateTime.UtcNow;
}
