namespace Weft.Bench;

/// <summary>Weft beside its peers: training steps, inference and start-up.</summary>
internal sealed class Comparison(ComparisonOptions options, Action<string> tell)
{
    private const double ScanSeconds = 1.5;

    private readonly Contest _contest = new(options.Rounds, tell);
    private readonly Peer _weft = new("Weft", Environment.ProcessPath!, ["child"]);
    private readonly Peer _pytorch = new("PyTorch", options.Python, [Path.Combine(options.Peers, "pytorch_step.py")]);
    private readonly Dictionary<(Work, string), double> _scanned = [];

    public string Run()
    {
        string load = Machine.Load;
        Finding torch = _pytorch.Measure(new Work("predict", "mlp", 1, 1, 0.1));
        Result[] training = [.. Select("train", network => network.Batch).Select(AgainstPyTorch)];
        Result[] inference = [.. Select("predict", _ => 1).Concat(Select("predict", _ => 1000)).Select(AgainstOnnx)];
        Result[] start = [.. Select("start", network => network.Batch).Where(work => work.Network == "seed").Select(AgainstPyTorch)];

        Report report = new($"""
            - Machine: {Environment.ProcessorCount} cores, vectors of {Machine.Vectors}; {Machine.System}
            - Commit: {Machine.Commit}; {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC
            - Load averages at the beginning {load}, at the end {Machine.Load}, the measured processes included
            - PyTorch {torch.Version}, ONNX Runtime {Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetVersionString()}
            - {options.Rounds} rounds; in each, Weft and then the peer measure for {options.Seconds} s, each in a new process, after a warm-up of {Work.WarmUpSeconds} s.
              A round's figure is the median of its repetitions. Given are the median of the rounds and their range.
            - A peer runs as it is fastest on up to as many threads as Weft has: PyTorch in either memory format, the winner of a short run of each.
            """);
        report.Section("A training step", "Fetch a batch, forward, cross-entropy, backward, Adam. Weft also scales the batch from bytes; PyTorch finds floats ready.", training);
        report.Section("Inference", "One picture (latency) and a thousand at once (throughput), floats in, probabilities out.", inference);
        report.Section("From process start to the first finished step", "Made of random pictures, so neither side reads a data set.", start);
        return report.ToString();
    }

    private IEnumerable<Work> Select(string mode, Func<Network, int> batch) =>
        from network in options.Networks
        from threads in options.Threads
        select new Work(mode, network.Name, batch(network), threads, options.Seconds);

    private Result AgainstPyTorch(Work work)
    {
        tell($"{work.Mode} {work.Network}, batch {work.Batch}, {Threads(work.Threads)}");
        List<(Peer Peer, double Ms)> ways = [];
        for (int threads = 1; threads <= work.Threads; threads++)
        {
            foreach (string layout in work.Network == "mlp" ? ["nchw"] : (string[])["nchw", "nhwc"])
            {
                Peer peer = _pytorch.With("--threads", $"{threads}", "--layout", layout) with { Name = $"PyTorch, {Threads(threads)}, {layout}" };
                ways.Add((peer, Scan(peer, work with { Threads = threads })));
            }
        }

        return _contest.Run(work, _weft, ways.MinBy(way => way.Ms).Peer);
    }

    private Result AgainstOnnx(Work work)
    {
        tell($"{work.Mode} {work.Network}, batch {work.Batch}, {Threads(work.Threads)}");
        Peer onnx = new("ONNX Runtime", Environment.ProcessPath!, ["onnx", Export(work.Network)]);
        Peer best = Enumerable.Range(1, work.Threads)
            .Select(threads => onnx.With("--threads", $"{threads}") with { Name = $"ONNX Runtime, {Threads(threads)}" })
            .MinBy(peer => Scan(peer, work))!;
        return _contest.Run(work, _weft, best);
    }

    private double Scan(Peer peer, Work work)
    {
        if (!_scanned.TryGetValue((work, peer.Name), out double ms))
        {
            ms = Spread.Of(peer.Measure(work with { Seconds = Math.Min(ScanSeconds, work.Seconds) }).Ms!).Median;
            tell($"  {peer.Name}: {Spread.Digits(ms)} ms");
            _scanned.Add((work, peer.Name), ms);
        }

        return ms;
    }

    private static string Threads(int count) => count == 1 ? "1 thread" : $"{count} threads";

    private string Export(string network)
    {
        string file = Path.Combine(options.Scratch, $"{network}.onnx");
        if (!File.Exists(file))
        {
            Peer export = new("pytorch_export.py", options.Python, ["-W", "ignore", Path.Combine(options.Peers, "pytorch_export.py")]);
            export.Run([.. export.Arguments, "--network", network, "--output", file], out _);
        }

        return file;
    }
}

/// <summary>What to compare, and how long.</summary>
/// <param name="Networks">Which networks.</param>
/// <param name="Threads">On how many threads, one after another.</param>
/// <param name="Rounds">How often each contestant runs.</param>
/// <param name="Seconds">How long each time.</param>
/// <param name="Python">The Python that has torch.</param>
/// <param name="Peers">The folder of the peers' programs.</param>
/// <param name="Scratch">A folder for exported models.</param>
internal sealed record ComparisonOptions(
    IReadOnlyList<Network> Networks,
    IReadOnlyList<int> Threads,
    int Rounds,
    double Seconds,
    string Python,
    string Peers,
    string Scratch);
