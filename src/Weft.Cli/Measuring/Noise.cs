using Weft.Data;

namespace Weft.Cli.Measuring;

/// <summary>Random samples of a model's shape, for measurements of time: what they show does not matter.</summary>
internal static class Noise
{
    private const int MostBatches = 32;
    private const long MostBytes = 64 << 20;

    /// <summary>Enough samples that not every step finds its own in the nearest cache: up to 32 batches, in 64 MB at most.</summary>
    public static Dataset Batches(Sequential model, int batchSize)
    {
        long fit = MostBytes / ((long)batchSize * model.InputShape.Size);
        return Create(model, batchSize * (int)Math.Clamp(fit, 2, MostBatches));
    }

    /// <summary>Bytes where the model takes pictures, floats elsewhere; labels of the classes its output tells apart.</summary>
    public static Dataset Create(Sequential model, int count)
    {
        Random random = new(0);
        int classes = Math.Max(2, model.OutputShape.Size);
        int[] labels = [.. Enumerable.Range(0, count).Select(_ => random.Next(classes))];
        if (model.InputShape.Rank != 3)
        {
            return new TensorDataset(Samples(model, count), labels, "noise");
        }

        byte[] pixels = new byte[(long)count * model.InputShape.Size];
        random.NextBytes(pixels);
        return new ImageDataset(pixels, labels, model.InputShape, "noise");
    }

    /// <summary>A batch of floats from 0 to 1.</summary>
    public static Tensor Samples(Sequential model, int count)
    {
        Random random = new(1);
        Tensor samples = new(model.InputShape.Prepend(count));
        foreach (ref float value in samples.Span)
        {
            value = random.NextSingle();
        }

        return samples;
    }
}
