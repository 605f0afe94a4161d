using System.Diagnostics;

using Weft.Data;

namespace Weft.Bench;

/// <summary>Measures Weft in this process, through the public API and nothing else.</summary>
internal static class WeftChild
{
    private const int Batches = 64;

    public static Finding Run(Work work)
    {
        Network network = Network.Named(work.Network);
        Sequential model = network.Create(work.Threads);
        return work.Mode switch
        {
            "train" => Train(model, work, new StepClock(work.Seconds)),
            "start" => Train(model, work, new StepClock(seconds: 0)),
            "predict" => Predict(model, work),
            _ => throw new ArgumentException($"expected train, start or predict, got '{work.Mode}'."),
        };
    }

    private static Finding Train(Sequential model, Work work, StepClock clock)
    {
        model.Compile(new Adam(), new SparseCategoricalCrossentropy());
        model.Fit(Noise(model.InputShape, work.Batch * Batches), epochs: 1_000_000, batchSize: work.Batch, callbacks: [clock]);
        return Found(clock.Intervals, model.ParameterCount, clock.FirstStepAt);
    }

    private static Finding Predict(Sequential model, Work work)
    {
        Tensor x = new(model.InputShape.Prepend(work.Batch));
        Random random = new(1);
        foreach (ref float value in x.Span)
        {
            value = random.NextSingle();
        }

        return Found(Repetition.Measure(() => model.Predict(x), work.Seconds), model.ParameterCount);
    }

    private static ImageDataset Noise(Shape shape, int count)
    {
        Random random = new(0);
        byte[] pixels = new byte[count * shape.Size];
        random.NextBytes(pixels);
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = random.Next(10);
        }

        return new ImageDataset(pixels, labels, shape, "noise");
    }

    private static Finding Found(double[] milliseconds, int parameters, double doneAt = 0) =>
        new(milliseconds, Process.GetCurrentProcess().PeakWorkingSet64, doneAt, parameters, $".NET {Environment.Version}");
}
