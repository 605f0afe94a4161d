using System.Diagnostics;

namespace Weft.Bench;

/// <summary>What one busy process on one of the cores does to a training step: quiet and disturbed in turn.</summary>
internal sealed class Contention(int rounds, Action<string> tell)
{
    private readonly Peer _weft = new("Weft", Environment.ProcessPath!, ["child"]);

    /// <summary>Measures, and says what came out.</summary>
    public string Run(Work work)
    {
        List<double> quiet = [], disturbed = [], ratios = [];
        for (int round = 0; round < rounds; round++)
        {
            quiet.Add(Spread.Of(_weft.Measure(work).Ms!).Median);
            using (Busy busy = new())
            {
                disturbed.Add(Spread.Of(_weft.Measure(work).Ms!).Median);
            }

            ratios.Add(disturbed[^1] / quiet[^1]);
            tell($"  round {round + 1}: quiet {Spread.Digits(quiet[^1])} ms, disturbed {Spread.Digits(disturbed[^1])} ms, ratio {ratios[^1]:0.00}");
        }

        return $"""
            {work.Network}, batch {work.Batch}, {work.Threads} threads on {Environment.ProcessorCount} cores, one of them held by another process; {Machine.Processor}
            quiet {Spread.Of(quiet)} ms, disturbed {Spread.Of(disturbed)} ms, ratio {Spread.Of(ratios)}
            """;
    }

    /// <summary>Keeps one core busy for as long as somebody holds the other end of standard input.</summary>
    public static void Spin()
    {
        Thread spinner = new(() =>
        {
            while (true)
            {
                Thread.SpinWait(1000);
            }
        })
        { IsBackground = true };
        spinner.Start();
        Console.In.ReadToEnd();
    }

    /// <summary>A competitor, from its start to its end; on the first core where the system can bind it there.</summary>
    private sealed class Busy : IDisposable
    {
        private readonly Process _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["busy"]) { RedirectStandardInput = true })!;

        public Busy()
        {
            if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
            {
                _process.ProcessorAffinity = 1;
            }
        }

        public void Dispose()
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
