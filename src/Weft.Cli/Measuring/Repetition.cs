using System.Diagnostics;

namespace Weft.Cli.Measuring;

/// <summary>Times one piece of work over and over.</summary>
internal static class Repetition
{
    private const int FewestTimed = 5;
    private const int FewestWarm = 3;
    private const int MostTimed = 1 << 20;

    /// <summary>Milliseconds of every repetition within a time.</summary>
    /// <param name="work">What to time; its result is kept, so that it cannot be optimised away.</param>
    /// <param name="seconds">How long to measure; at least five repetitions are done.</param>
    /// <param name="warmUpSeconds">How long the work is repeated before it is timed: the JIT compiler's second look takes most of it.</param>
    /// <param name="cancellationToken">Ends the measurement with an <see cref="OperationCanceledException"/>.</param>
    public static double[] Measure(Func<object> work, double seconds, double warmUpSeconds, CancellationToken cancellationToken = default)
    {
        List<double> times = new(MostTimed);
        Stopwatch run = Stopwatch.StartNew();
        for (int i = 0; i < FewestWarm || run.Elapsed.TotalSeconds < warmUpSeconds; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            GC.KeepAlive(work());
        }

        run.Restart();
        while (times.Count < FewestTimed || (run.Elapsed.TotalSeconds < seconds && times.Count < MostTimed))
        {
            cancellationToken.ThrowIfCancellationRequested();
            long begin = Stopwatch.GetTimestamp();
            GC.KeepAlive(work());
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        return [.. times];
    }
}
