using System.Diagnostics;

using Microsoft.ML.OnnxRuntime;

namespace Weft.Bench;

/// <summary>Measures ONNX Runtime's inference in this process, with all its graph optimizations.</summary>
internal static class OnnxChild
{
    /// <param name="path">The network, of one input and one output.</param>
    /// <param name="work">A <c>predict</c>.</param>
    public static Finding Run(string path, Work work)
    {
        using SessionOptions options = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = work.Threads,
            InterOpNumThreads = 1,
        };
        using InferenceSession session = new(path, options);
        long[] shape = [.. session.InputMetadata[session.InputNames[0]].Dimensions.Select(extent => extent < 0 ? (long)work.Batch : extent)];
        float[] pixels = new float[shape.Aggregate(1L, (size, extent) => size * extent)];
        Random random = new(1);
        foreach (ref float pixel in pixels.AsSpan())
        {
            pixel = random.NextSingle();
        }

        using OrtValue x = OrtValue.CreateTensorValueFromMemory(pixels, shape);
        using RunOptions run = new();
        double[] times = Repetition.Measure(
            () =>
            {
                using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, session.InputNames, [x], session.OutputNames);
                return results[0].GetTensorDataAsSpan<float>()[0];
            },
            work.Seconds,
            Work.WarmUpSeconds);
        return new Finding(times, Process.GetCurrentProcess().PeakWorkingSet64, 0, 0, OrtEnv.Instance().GetVersionString());
    }
}
