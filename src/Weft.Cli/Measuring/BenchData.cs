using Weft.Data;

namespace Weft.Cli.Measuring;

/// <summary>Samples of a model's shape to measure on. They can be learned, for the time of a step depends on what was learned.</summary>
/// <remarks>
/// On random pixels with random labels a network dies: most of its ReLUs give zero, and the sparse gradients behind a pooling find a quarter of the work they have
/// on real pictures. Weft's own sketches keep as many alive as Fashion-MNIST does.
/// </remarks>
internal static class BenchData
{
    private const int MostBatches = 32;
    private const int MostSketches = 2048;
    private const long MostBytes = 64 << 20;

    /// <summary>Enough samples that not every step finds its own in the nearest cache: up to 32 batches, in 64 MB at most.</summary>
    public static Dataset Batches(Model model, int batchSize)
    {
        long fit = MostBytes / ((long)batchSize * model.InputShape.Size);
        return Create(model, batchSize * (int)Math.Clamp(fit, 2, MostBatches));
    }

    /// <summary>Sketches scaled to the model's shape where it takes pictures, clusters of floats elsewhere.</summary>
    public static Dataset Create(Model model, int count) => model.InputShape.Rank == 3 ? Drawn(model, count) : Clustered(model, count);

    /// <summary>A batch of floats as predictions take it.</summary>
    public static Tensor Samples(Model model, int count)
    {
        Dataset data = Create(model, count);
        Tensor samples = new(model.InputShape.Prepend(count));
        for (int i = 0; i < count; i++)
        {
            data.Read(i, samples.Span.Slice(i * model.InputShape.Size, model.InputShape.Size), model.PixelScale);
            if (data is ImageDataset && model.PixelOffset != 0)
            {
                foreach (ref float value in samples.Span.Slice(i * model.InputShape.Size, model.InputShape.Size))
                {
                    value += model.PixelOffset;
                }
            }
        }

        return samples;
    }

    private static ImageDataset Drawn(Model model, int count)
    {
        ImageDataset sketches = Sketches.Create(train: Math.Min(count, MostSketches), test: 0).Train;
        Shape shape = model.InputShape;
        (int height, int width, int channels) = (shape[0], shape[1], shape[2]);
        byte[] pixels = new byte[(long)count * shape.Size];
        int[] labels = new int[count];
        for (int i = 0, at = 0; i < count; i++)
        {
            ReadOnlySpan<byte> sketch = sketches.Pixels(i % sketches.Count);
            labels[i] = sketches.Labels[i % sketches.Count] % ClassCount(model);
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++, at += channels)
                {
                    byte pixel = sketch[(y * sketches.Shape[0] / height * sketches.Shape[1]) + (x * sketches.Shape[1] / width)];
                    pixels.AsSpan(at, channels).Fill(pixel);
                }
            }
        }

        return new ImageDataset(pixels, labels, shape, "benchmark");
    }

    private static TensorDataset Clustered(Model model, int count)
    {
        Random random = new(0);
        Tensor samples = new(model.InputShape.Prepend(count));
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = random.Next(ClassCount(model));
            Random centre = new(labels[i]);
            foreach (ref float value in samples.Row(i))
            {
                value = 0.5f * (centre.NextSingle() + random.NextSingle());
            }
        }

        return new TensorDataset(samples, labels, "benchmark");
    }

    private static int ClassCount(Model model) => Math.Max(2, model.OutputShape.Size);
}
