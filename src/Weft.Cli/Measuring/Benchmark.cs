using System.Diagnostics;

using Weft.Cli.Reports;

namespace Weft.Cli.Measuring;

/// <summary>Measures one model on this machine: the processor's peak, training steps, their layers, inference.</summary>
internal sealed class Benchmark(Model model, BenchSettings settings, TextWriter messages)
{
    // One picture for the latency, a thousand for the throughput.
    private static readonly int[] s_pictures = [1, 1000];

    public BenchReport Run(CancellationToken cancellationToken)
    {
        PeakReport[] peaks = [.. settings.Threads.Select(threads => Peak(threads, cancellationToken))];
        (int Threads, int BatchSize, Spread StepMs)[] steps =
        [
            .. from threads in settings.Threads
               from batchSize in settings.BatchSizes
               select (threads, batchSize, Train(threads, batchSize, cancellationToken)),
        ];
        TrainingProfile profile = Profile(settings.BatchSizes[0], cancellationToken);
        InferenceReport[] inference =
        [
            .. from threads in settings.Threads
               from pictures in s_pictures
               select Predict(threads, pictures, cancellationToken),
        ];
        using Process process = Process.GetCurrentProcess();
        return new BenchReport
        {
            Model = model.Name,
            InputShape = [.. model.InputShape],
            Parameters = model.ParameterCount,
            Machine = MachineReport.OfThisOne(),
            Seconds = settings.Seconds,
            PeakGflops = peaks,
            Training = [.. steps.Select(step => TrainingReport.From(step.Threads, step.BatchSize, step.StepMs, profile, peaks.First(peak => peak.Threads == step.Threads).Gflops))],
            Layers = LayersReport.From(profile),
            Inference = inference,
            PeakMemoryBytes = process.PeakWorkingSet64,
        };
    }

    private PeakReport Peak(int threads, CancellationToken cancellationToken)
    {
        messages.WriteLine($"measuring the processor's peak, {Count(threads)}");
        return new PeakReport(threads, ProcessorPeak.Gflops(threads, settings.Duration / 2, cancellationToken));
    }

    // The interval between the ends of two steps: fetching and scaling the batch is in it.
    private Spread Train(int threads, int batchSize, CancellationToken cancellationToken)
    {
        messages.WriteLine($"measuring training, {Count(threads)}, batch {batchSize}");
        StepClock clock = new(settings.Seconds, settings.WarmUpSeconds);
        model.Threads = threads;
        model.Fit(BenchData.Batches(model, batchSize), epochs: int.MaxValue, batchSize: batchSize, callbacks: [clock], cancellationToken: cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return Spread.Of(clock.Intervals);
    }

    private TrainingProfile Profile(int batchSize, CancellationToken cancellationToken)
    {
        messages.WriteLine($"measuring layers, 1 thread, batch {batchSize}");
        return model.Profile(BenchData.Create(model, batchSize), settings.Duration, cancellationToken);
    }

    private InferenceReport Predict(int threads, int pictures, CancellationToken cancellationToken)
    {
        messages.WriteLine($"measuring inference, {Count(threads)}, {(pictures == 1 ? "1 picture" : $"{pictures} pictures")}");
        model.Threads = threads;
        Tensor samples = BenchData.Samples(model, pictures);
        Tensor x = pictures == 1 ? samples.Reshape(model.InputShape) : samples;
        return InferenceReport.From(threads, pictures, Repetition.Measure(() => model.Predict(x), settings.Seconds, settings.WarmUpSeconds, cancellationToken));
    }

    private static string Count(int threads) => threads == 1 ? "1 thread" : $"{threads} threads";
}
