using System.Diagnostics;

namespace Weft.Bench;

/// <summary>Times one piece of work over and over.</summary>
internal static class Repetition
{
    /// <summary>How long work is repeated before it is timed: the JIT compiler's second look takes most of it.</summary>
    public const double WarmUpSeconds = 1;

    private static object? s_result;

    /// <summary>Milliseconds of every repetition within <paramref name="seconds"/>, after the warm-up.</summary>
    /// <param name="work">What to time; its result is kept, so that it cannot be optimised away.</param>
    /// <param name="seconds">How long to measure; at least five repetitions are done.</param>
    public static double[] Measure(Func<object> work, double seconds)
    {
        List<double> times = new(1 << 20);
        Stopwatch run = Stopwatch.StartNew();
        for (int i = 0; i < 3 || run.Elapsed.TotalSeconds < WarmUpSeconds; i++)
        {
            Volatile.Write(ref s_result, work());
        }

        run.Restart();
        while (times.Count < 5 || run.Elapsed.TotalSeconds < seconds)
        {
            long begin = Stopwatch.GetTimestamp();
            Volatile.Write(ref s_result, work());
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        return [.. times];
    }
}
