using System.Diagnostics;

using Weft.Data;

namespace Weft.Bench;

/// <summary>Measures Weft in this process, through the public API and nothing else.</summary>
internal static class WeftChild
{
    public static Finding Run(Work work)
    {
        Network network = Network.Named(work.Network);
        Model model = network.Create(work.Threads);
        return work.Mode switch
        {
            "train" => Train(model, work, BenchData.Batches(model, work.Batch), new StepClock(work.Seconds, Work.WarmUpSeconds)),
            "start" => Train(model, work, RandomPixels(model.InputShape, work.Batch), new StepClock(seconds: 0, warmUpSeconds: 0)),
            "predict" => Predict(model, work),
            _ => throw new ArgumentException($"expected train, start or predict, got '{work.Mode}'."),
        };
    }

    private static Finding Train(Model model, Work work, Dataset data, StepClock clock)
    {
        model.Compile(new Adam(), new SparseCategoricalCrossentropy());
        model.Fit(data, epochs: 1_000_000, batchSize: work.Batch, callbacks: [clock]);
        return Found(clock.Intervals, TrainableCount(model), clock.FirstStepAt);
    }

    private static Finding Predict(Model model, Work work)
    {
        Tensor x = BenchData.Samples(model, work.Batch);
        return Found(Repetition.Measure(() => model.Predict(x), work.Seconds, Work.WarmUpSeconds), TrainableCount(model));
    }

    // The quickest data there is: a start is not to be measured by how its pictures are drawn.
    private static ImageDataset RandomPixels(Shape shape, int count)
    {
        byte[] pixels = new byte[count * shape.Size];
        new Random(0).NextBytes(pixels);
        return new ImageDataset(pixels, new int[count], shape, "random");
    }

    // PyTorch keeps the moving averages apart from the parameters.
    private static int TrainableCount(Model model) => model.Weights.Where(weight => weight.Trainable).Sum(weight => weight.Shape.Size);

    private static Finding Found(double[] milliseconds, int parameters, double doneAt = 0) =>
        new(milliseconds, Process.GetCurrentProcess().PeakWorkingSet64, doneAt, parameters, $".NET {Environment.Version}");
}
