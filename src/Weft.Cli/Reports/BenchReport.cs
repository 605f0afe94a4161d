using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

using Weft.Cli.Measuring;

namespace Weft.Cli.Reports;

/// <summary>What <c>weft bench --json</c> writes. Times are milliseconds; a multiply-add is two floating point operations.</summary>
internal sealed record BenchReport
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The shape of one sample.</summary>
    public required IReadOnlyList<int> InputShape { get; init; }

    public int Parameters { get; init; }

    public required MachineReport Machine { get; init; }

    /// <summary>How long each measurement lasted.</summary>
    public double Seconds { get; init; }

    /// <summary>Multiply-adds on registers alone, at the widest vector.</summary>
    public required IReadOnlyList<PeakReport> PeakGflops { get; init; }

    public required IReadOnlyList<TrainingReport> Training { get; init; }

    public required LayersReport Layers { get; init; }

    public required IReadOnlyList<InferenceReport> Inference { get; init; }

    /// <summary>The process' largest resident memory over all measurements.</summary>
    public long PeakMemoryBytes { get; init; }
}

/// <summary>Where the figures were made.</summary>
internal sealed record MachineReport(int Cores, int VectorBits, string System, string Runtime)
{
    public static MachineReport OfThisOne() => new(
        Environment.ProcessorCount,
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription);
}

/// <summary>The processor's peak on some threads.</summary>
internal sealed record PeakReport(int Threads, double Gflops);

/// <summary>Training steps on some threads.</summary>
/// <param name="Threads">Threads that computed.</param>
/// <param name="BatchSize">Pictures per step.</param>
/// <param name="StepMs">A step, from the end of the one before it.</param>
/// <param name="PicturesPerSecond">At the median step.</param>
/// <param name="Gflops">Operations really executed a second, at the median step.</param>
/// <param name="ShareOfPeak">The same as a share of this machine's peak on as many threads.</param>
/// <param name="NominalGflops">Operations by the layers' definitions a second: what an engine without Winograd and sparse gradients would have to reach.</param>
/// <param name="NominalShareOfPeak">The same as a share of the peak; above 1 is possible.</param>
internal sealed record TrainingReport(
    int Threads, int BatchSize, Spread StepMs, double PicturesPerSecond, double Gflops, double ShareOfPeak, double NominalGflops, double NominalShareOfPeak)
{
    public static TrainingReport From(int threads, int batchSize, Spread step, TrainingProfile profile, double peak)
    {
        double perSecond = batchSize / (step.Median / 1000);
        double executed = Operations(profile.Executed), nominal = Operations(profile.Nominal);
        return new(threads, batchSize, step, perSecond, executed, executed / peak, nominal, nominal / peak);

        double Operations(MultiplyAdds perBatch) => 2 * perBatch.Total / profile.BatchSize * perSecond / 1e9;
    }
}

/// <summary>Predictions on some threads.</summary>
/// <param name="Threads">Threads that computed.</param>
/// <param name="BatchSize">Pictures per call.</param>
/// <param name="PicturesPerSecond">At the median call.</param>
/// <param name="LatencyMs">The median call.</param>
/// <param name="LatencyP99Ms">The call that 99 of 100 are faster than.</param>
internal sealed record InferenceReport(int Threads, int BatchSize, double PicturesPerSecond, double LatencyMs, double LatencyP99Ms)
{
    public static InferenceReport From(int threads, int batchSize, double[] milliseconds)
    {
        double median = Spread.Of(milliseconds).Median;
        return new(threads, batchSize, batchSize / (median / 1000), median, milliseconds.Order().ElementAt(Math.Min(milliseconds.Length * 99 / 100, milliseconds.Length - 1)));
    }
}

/// <summary>A training step layer by layer, on one thread.</summary>
internal sealed record LayersReport(int BatchSize, MultiplyAdds Nominal, MultiplyAdds Executed, IReadOnlyList<LayerProfile> Steps)
{
    public static LayersReport From(TrainingProfile profile) => new(profile.BatchSize, profile.Nominal, profile.Executed, profile.Layers);
}
