using System.Diagnostics;

using Weft.Data;
using Weft.Layers;

namespace Weft.Bench;

/// <summary>What training leaves standing: a residual network, fitted again and again in one process. Ten runs are to take what one does.</summary>
internal static class MemoryLoop
{
    private const int Classes = 10;

    /// <summary>Trains a new model for two steps and validates it, so many times; tells resident memory at its highest so far and after each run.</summary>
    public static void Run(int fits, int size, int batch, int threads, Action<string> tell)
    {
        tell($"ResNet-18, {size}x{size}x3, batch {batch}, {threads} threads; {Machine.Processor}; commit {Machine.Commit}");
        byte[] pixels = new byte[3 * batch * size * size * 3];
        new Random(0).NextBytes(pixels);
        ImageDataset data = new(pixels, Enumerable.Range(0, 3 * batch).Select(i => i % Classes).ToArray(), [size, size, 3], "noise");
        long first = 0, peak = 0;
        for (int run = 1; run <= fits; run++)
        {
            Fit(data, batch, threads);
            using Process process = Process.GetCurrentProcess();
            peak = process.PeakWorkingSet64;
            first = run == 1 ? peak : first;
            tell($"run {run}: peak {peak / 1e6:0} MB, now {process.WorkingSet64 / 1e6:0} MB, of that on the collector's heap {GC.GetTotalMemory(forceFullCollection: false) / 1e6:0} MB");
        }

        tell($"the peak of {fits} runs over that of one: {peak / (double)first:0.00}");
    }

    private static void Fit(Dataset data, int batch, int threads)
    {
        Sequential model = new(data.Shape, seed: 1);
        foreach (Layer layer in ResNet18())
        {
            model.Add(layer);
        }

        model.Threads = threads;
        model.Compile(new Adam(), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        model.Fit(data, batchSize: batch, validationSplit: 1 / 3.0);
    }

    // He et al. 2015, table 1.
    private static IEnumerable<Layer> ResNet18()
    {
        yield return new Conv2D(64, 7, strides: 2, padding: Padding.Same, useBias: false);
        yield return new BatchNormalization();
        yield return new ReLU();
        yield return new MaxPooling2D(3, strides: 2, padding: Padding.Same);
        foreach ((int filters, int strides) in ((int, int)[])[(64, 1), (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1)])
        {
            yield return new Residual(Activation.Relu)
            {
                Convolution(filters, strides), new BatchNormalization(), new ReLU(),
                Convolution(filters), new BatchNormalization(),
            };
        }

        yield return new GlobalAveragePooling2D();
        yield return new Dense(Classes, Activation.Softmax);
    }

    private static Conv2D Convolution(int filters, int strides = 1) => new(filters, 3, strides: strides, padding: Padding.Same, useBias: false);
}
