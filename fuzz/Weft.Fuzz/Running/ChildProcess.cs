using System.Diagnostics;
using System.Globalization;

namespace Weft.Fuzz.Running;

/// <summary>A child with a bound on its heap, watched for hanging.</summary>
internal sealed class ChildProcess : IDisposable
{
    // What an input may take, in hexadecimal digits. A library of others may ask for more, by a number in a damaged header; it then gets
    // an error, and the memory was never there.
    private static readonly string s_heapLimit = $"{Meter.ByteLimit:X}";

    private const string YoungHeap = "0x2000000";

    // Files that live for one input need not reach a disk.
    private const string MemoryFolder = "/dev/shm";
    private const int Look = 200;

    // No input takes so much of a processor; and who has waited so long, with next to no work done, waits for nothing. A child that others
    // leave little of a processor does some.
    private static readonly TimeSpan s_mostWork = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_mostTime = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan s_leastWork = TimeSpan.FromSeconds(0.1);

    private readonly Process _process;
    private readonly List<string> _errors = [];

    public ChildProcess(IEnumerable<string> arguments, Action<string> onLine, bool checksHeap)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Weft.Fuzz.dll");
        ProcessStartInfo start = new("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_GCHeapHardLimit"] = s_heapLimit;
        start.Environment["DOTNET_GCgen0size"] = YoungHeap;
        if (Directory.Exists(MemoryFolder))
        {
            start.Environment["TMPDIR"] = MemoryFolder;
        }

        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        if (checksHeap)
        {
            // The runtime looks at every object before and after each collection, and ends the process where one is overwritten.
            start.Environment["DOTNET_HeapVerify"] = "1";
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Take(line.Data, onLine);
        _process.ErrorDataReceived += (_, line) => Take(line.Data, _errors.Add);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits for the child's end; gives how it ended where that was not by itself.</summary>
    /// <param name="progress">Where it is.</param>
    public string? Watch(ProgressFile progress)
    {
        (long number, TimeSpan work, long since) = (-1, TimeSpan.Zero, Stopwatch.GetTimestamp());
        while (!_process.WaitForExit(Look))
        {
            if (progress.Number != number)
            {
                (number, work, since) = (progress.Number, WorkDone(), Stopwatch.GetTimestamp());
            }
            else if (WorkDone() - work > s_mostWork
                || (Stopwatch.GetElapsedTime(since) > s_mostTime && WorkDone() - work < s_leastWork))
            {
                _process.Kill();
                _process.WaitForExit();
                return "hangs";
            }
        }

        // Once more without a limit: only then have all lines come.
        _process.WaitForExit();
        if (_process.ExitCode == 0)
        {
            return null;
        }

        lock (_errors)
        {
            string said = string.Join(" ", _errors.Where(line => line.Trim().Length > 0).Take(12));
            return string.Create(CultureInfo.InvariantCulture, $"dies with exit code {_process.ExitCode}: {said}");
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private TimeSpan WorkDone()
    {
        try
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            // It has just ended.
            return TimeSpan.Zero;
        }
    }

    private void Take(string? line, Action<string> take)
    {
        if (line is not null)
        {
            lock (_errors)
            {
                take(line);
            }
        }
    }
}
