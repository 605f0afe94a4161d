using System.Diagnostics;

using Weft.Backbones;
using Weft.Data;

namespace Weft.Bench;

/// <summary>A backbone's features beside ONNX Runtime's on the same file, and how fast its last stages learn.</summary>
/// <param name="path">The file that ONNX Runtime reads: that of the backbone <see cref="Name"/>.</param>
/// <param name="threads">On how many threads.</param>
/// <param name="rounds">How often each contestant runs.</param>
/// <param name="seconds">How long each time.</param>
/// <param name="tell">Told how it goes.</param>
internal sealed class BackboneContest(string path, int threads, int rounds, double seconds, Action<string> tell)
{
    public const string Name = "resnet18";
    private const int BatchSize = 32;
    private const int StepsAnEpoch = 8;

    /// <summary>Measures in turn and writes the page.</summary>
    public string Run()
    {
        string load = Machine.Load;
        Contest contest = new(rounds, tell);
        Peer weft = new("Weft", Environment.ProcessPath!, ["backbone-child"]);
        Peer onnx = new("ONNX Runtime", Environment.ProcessPath!, ["onnx", Path.GetFullPath(path)]);
        tell("features of one picture");
        Result one = contest.Run(new Work("predict", Name, 1, threads, seconds), weft, onnx);
        Work features = new("predict", Name, BatchSize, threads, seconds);
        List<string> learning = [];
        for (int stages = 1; stages <= 3; stages++)
        {
            tell($"a step of the last {stages} stages, beside the features of its pictures");
            Result tuned = contest.Run(features, weft with { Arguments = ["backbone-child", $"{stages}"] }, weft);
            learning.Add($"| {stages} | {tuned.Weft} | {tuned.Other} | {tuned.Ratio} |");
        }

        Report report = new(
            $"""
            - Machine: {Environment.ProcessorCount} cores, vectors of {Machine.Vectors}; {Machine.System}; {Machine.Commit}; {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC
            - Load averages at the beginning {load}, at the end {Machine.Load}, the measured processes included
            - {rounds} rounds on {threads} threads; in each, the contestants measure in turn for {seconds} s, each in a new process, after a warm-up of {Work.WarmUpSeconds} s.
              A round's figure is the median of its repetitions. Given are the median of the rounds and their range.
            """,
            "Weft",
            "ONNX Runtime");
        report.Section("Features of one picture", "224x224, floats in, 512 features out, in batches of one.", [one]);
        return $"{report}\n## A step of fine-tuning\n\n{BatchSize} pictures: random changes, forward, backward, AdamW; beside their features alone. The ratio is the speed of learning beside that of "
            + $"looking.\n\n| stages that learn | a step, ms | features, ms | ratio |\n|---|---|---|---|\n{string.Join('\n', learning)}\n";
    }

    /// <summary>Measures the backbone in this process.</summary>
    /// <param name="stages">How many stages learn; 0 for features alone.</param>
    /// <param name="work">What to do.</param>
    public static Finding Child(int stages, Work work)
    {
        Backbone backbone = Backbone.OpenAsync(Name).GetAwaiter().GetResult();
        backbone.Features.Threads = work.Threads;
        int count = stages == 0 ? work.Batch : StepsAnEpoch * work.Batch;
        byte[] pixels = new byte[count * backbone.Features.InputShape.Size];
        new Random(1).NextBytes(pixels);
        ImageDataset pictures = new(pixels, Enumerable.Range(0, count).Select(i => i % 2).ToArray(), backbone.Features.InputShape, "random", ["a", "b"]);
        double[] times = stages == 0 ? Repetition.Measure(() => backbone.Features.Predict(pictures), work.Seconds, Work.WarmUpSeconds) : Tune(backbone, stages, pictures, work);
        return new Finding(times, Process.GetCurrentProcess().PeakWorkingSet64, 0, 0, $".NET {Environment.Version}");
    }

    private static double[] Tune(Backbone backbone, int stages, ImageDataset pictures, Work work)
    {
        StepClock clock = new(work.Seconds, Work.WarmUpSeconds);
        FineTuneOptions tuning = new() { Stages = stages, Epochs = 1_000_000, BatchSize = work.Batch, Callbacks = [clock] };
        new TransferLearning(backbone, new TransferOptions { Folds = 0, Views = 1, Epochs = 1, FineTune = tuning }).Train(pictures);
        return clock.Intervals;
    }
}
