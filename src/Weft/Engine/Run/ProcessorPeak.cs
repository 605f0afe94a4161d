using System.Diagnostics;

using Weft.Kernels;

namespace Weft;

/// <summary>What this machine's cores can do at most: multiply-adds on registers alone, at the widest vector the engine uses.</summary>
public static class ProcessorPeak
{
    private const int Rounds = 1 << 16;
    private const int Slices = 8;

    /// <summary>Measures the peak.</summary>
    /// <param name="threads">How many threads compute at once.</param>
    /// <param name="duration">How long to measure.</param>
    /// <param name="cancellationToken">Ends the measurement with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>10^9 floating point operations a second, all threads together; a multiply-add is two. The best of eight slices of the time, for a peak is what nothing disturbed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no thread, or no time.</exception>
    public static double Gflops(int threads, TimeSpan duration, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        double[] rates = new double[threads];
        double sum = MultiplyAddChains.Run(Rounds);
        double peak = 0;
        for (int slice = 0; slice < Slices; slice++)
        {
            peak = Math.Max(peak, Slice(rates, duration / Slices, ref sum, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }

        // The sum is known to be positive, which the compiler cannot know: so it has to be computed.
        return sum > 0 ? peak : 0;
    }

    private static double Slice(double[] rates, TimeSpan duration, ref double sum, CancellationToken cancellationToken)
    {
        float[] sums = new float[rates.Length];
        using Barrier start = new(rates.Length);
        Thread[] threads = [.. Enumerable.Range(0, rates.Length).Select(i => new Thread(() => Run(i)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        sum += sums.Sum();
        return rates.Sum();

        void Run(int i)
        {
            start.SignalAndWait();
            long begin = Stopwatch.GetTimestamp();
            long rounds = 0;
            TimeSpan elapsed;
            do
            {
                sums[i] += MultiplyAddChains.Run(Rounds);
                rounds += Rounds;
                elapsed = Stopwatch.GetElapsedTime(begin);
            }
            while (elapsed < duration && !cancellationToken.IsCancellationRequested);
            rates[i] = 2.0 * rounds * MultiplyAddChains.PerRound / elapsed.TotalSeconds / 1e9;
        }
    }
}
